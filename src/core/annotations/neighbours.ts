import type { TextLines } from "./textLines.ts";

/** A line beside the ones looked for, by its code in the text. */
interface Neighbour {
  readonly code: number;
  /** It has letters or digits enough to be told from others. */
  readonly telling: boolean;
}

/** The nearest first. */
export type Side = readonly Neighbour[];

/** The code of what is before the first and after the last line of a text. */
export const edge = -2;

/** Lines looked through for a neighbour that no longer stands at its distance. */
export const window = 8;

const kept = 3;
const tellingWeight = 3;

/** One telling neighbour at its distance. */
export const strongScore = 2 * tellingWeight;

/** Where fewer lines than usual were kept, the text began or ended. */
export function codesOfSide(text: TextLines, lines: readonly string[]): Side {
  const side = lines.map((line) => ({
    code: text.codeOf(line),
    telling: (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3,
  }));
  return side.length < kept ? [...side, { code: edge, telling: false }] : side;
}

const weight = ({ telling }: Neighbour): number => (telling ? tellingWeight : 1);

export function fullScore(side: Side): number {
  return side.reduce((sum, neighbour) => sum + 2 * weight(neighbour), 0);
}

/** How much of a side stands from `start` on in the direction of `step`, up to the first neighbour that does not. */
export function unbrokenScore(text: TextLines, side: Side, start: number, step: 1 | -1): number {
  const broken = side.findIndex(({ code }, offset) => code !== codeAt(text, start + step * offset));
  return fullScore(broken === -1 ? side : side.slice(0, broken));
}

/**
 * How much of a side stands from `start` on in the direction of `step`: of the neighbours at their distance, or half as much of those that are in
 * order but were moved by a few lines, whichever is more.
 */
export function sideScore(text: TextLines, side: Side, start: number, step: 1 | -1): number {
  const standing = side.filter(({ code }, offset) => code === codeAt(text, start + step * offset));
  const aligned = fullScore(standing);
  return standing.length === side.length ? aligned : Math.max(aligned, inOrder(text, side, start, step));
}

/** The greatest weight of neighbours found in order within the window: the longest common subsequence, weighted. */
function inOrder(text: TextLines, side: Side, start: number, step: 1 | -1): number {
  const row = [0, ...side.map(() => 0)];
  for (let offset = 0; offset < window; offset++) {
    const code = codeAt(text, start + step * offset);
    let diagonal = 0;
    for (let index = 0; index < side.length; index++) {
      const neighbour = side[index];
      const above = row[index + 1] ?? 0;
      const matched = neighbour?.code === code ? diagonal + weight(neighbour) : 0;
      row[index + 1] = Math.max(matched, above, row[index] ?? 0);
      diagonal = above;
    }
  }
  return row.at(-1) ?? 0;
}

function codeAt(text: TextLines, index: number): number {
  if (index === -1 || index === text.length) return edge;
  return text.codes[index] ?? -3;
}
