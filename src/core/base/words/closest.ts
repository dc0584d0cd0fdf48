/** The one that is few letters away; `undefined`: none is. */
export function closest(typed: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((word) => ({ word, away: distance(typed.toLowerCase(), word) }))
    .toSorted((a, b) => a.away - b.away);
  const [best] = ranked;
  return best !== undefined && best.away <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}

/** How many letters have to be added, taken away, replaced or exchanged with the next one. */
function distance(a: string, b: string): number {
  let [before, row]: readonly [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const options = [
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        replaced,
        exchanged ? (before[j - 2] ?? 0) + 1 : replaced,
      ];
      next.push(Math.min(...options));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
