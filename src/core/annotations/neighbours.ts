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

/** How much of a side stands from `start` on in the direction of `step`: each at its distance counts twice one in order but moved. */
export function sideScore(text: TextLines, side: Side, start: number, step: 1 | -1): number {
  let aligned = 0;
  for (const [offset, neighbour] of side.entries()) {
    if (codeAt(text, start + step * offset) === neighbour.code) aligned += 2 * weight(neighbour);
  }
  return aligned === fullScore(side) ? aligned : Math.max(aligned, inOrder(text, side, start, step));
}

/** The greatest weight of neighbours found in order within the window. */
function inOrder(text: TextLines, side: Side, start: number, step: 1 | -1): number {
  let row: readonly number[] = side.map(() => 0).concat(0);
  for (let offset = 0; offset < window; offset++) {
    const code = codeAt(text, start + step * offset);
    const next = [0];
    for (const [index, neighbour] of side.entries()) {
      const matched = code === neighbour.code ? (row[index] ?? 0) + weight(neighbour) : 0;
      next.push(Math.max(matched, row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function codeAt(text: TextLines, index: number): number {
  if (index === -1 || index === text.length) return edge;
  return text.codes[index] ?? -3;
}
