/** The lines of a text by number and by content; equal lines have equal codes, so that comparing them costs nothing. */
export class TextLines {
  readonly codes: Int32Array;
  readonly #codeOf = new Map<string, number>();
  readonly #places: number[][] = [];

  constructor(lines: readonly string[]) {
    this.codes = new Int32Array(lines.length);
    lines.forEach((line, index) => {
      let code = this.#codeOf.get(line);
      if (code === undefined) {
        code = this.#places.length;
        this.#codeOf.set(line, code);
        this.#places.push([]);
      }
      this.codes[index] = code;
      this.#places[code]?.push(index);
    });
  }

  get length(): number {
    return this.codes.length;
  }

  /** -1: not a line of the text. */
  codeOf(line: string): number {
    return this.#codeOf.get(line) ?? -1;
  }

  /** Where lines of this code are, ascending. */
  places(code: number): readonly number[] {
    return this.#places[code] ?? [];
  }

  /** The at most `count` places of a code that are nearest to `index`, ascending. */
  nearest(code: number, index: number, count: number): readonly number[] {
    const all = this.places(code);
    if (all.length <= count) return all;
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    const from = Math.min(Math.max(0, low - (count >> 1)), all.length - count);
    return all.slice(from, from + count);
  }
}
