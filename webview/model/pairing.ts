/** Which line of a changed stretch became which, as offsets into both sides; in order on both. */
export type Pair = readonly [old: number, fresh: number];

/** Beyond this many comparisons lines are paired in their order instead of by likeness. */
const maxComparisons = 2_500;
/** Lines less alike than this are not called a change of one another. */
const minLikeness = 0.35;

/** How much of the longer text the two share at its start and its end: 0 to 1. Cheap, and right for most edits. */
function likeness(a: string, b: string): number {
  const [x, y] = [a.trim(), b.trim()];
  const [shorter, longer] = [Math.min(x.length, y.length), Math.max(x.length, y.length)];
  if (longer === 0) return 1;
  let start = 0;
  while (start < shorter && x.charCodeAt(start) === y.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && x.charCodeAt(x.length - 1 - end) === y.charCodeAt(y.length - 1 - end)) end += 1;
  return (start + end) / longer;
}

/**
 * Pairs the lines of a changed stretch so that the pairs together are as alike as can be. Lines without a partner were added or removed.
 * Large stretches are paired in their order, so that the time stays bounded.
 */
export function pairLines(oldLines: readonly string[], newLines: readonly string[]): readonly Pair[] {
  const [rows, columns] = [oldLines.length, newLines.length];
  if (rows === 0 || columns === 0) return [];
  if (rows * columns > maxComparisons) {
    return Array.from({ length: Math.min(rows, columns) }, (_, at): Pair => [at, at]);
  }
  // A line that changed its Unicode form alone is as it was to any eye.
  const [olds, news] = [oldLines, newLines].map((lines) => lines.map((line) => line.normalize("NFC")));
  const alike = (olds ?? []).map((old) => (news ?? []).map((fresh) => likeness(old, fresh)));
  // best[i][j]: the greatest likeness that lines from i and j on can reach together.
  const best = Array.from({ length: rows + 1 }, () => Array.from({ length: columns + 1 }, () => 0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const like = (i: number, j: number): number => alike[i]?.[j] ?? 0;
  for (let i = rows - 1; i >= 0; i -= 1) {
    const row = best[i];
    if (row === undefined) continue;
    for (let j = columns - 1; j >= 0; j -= 1) {
      const paired = like(i, j) >= minLikeness ? like(i, j) + at(i + 1, j + 1) : 0;
      row[j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (like(i, j) >= minLikeness && at(i, j) === like(i, j) + at(i + 1, j + 1)) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i, j) === at(i + 1, j)) i += 1;
    else j += 1;
  }
  return pairs;
}
