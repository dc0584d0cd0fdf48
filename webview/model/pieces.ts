import { graphemeEdges, nearestEdge } from "./graphemes.ts";
import type { Span } from "./wordDiff.ts";

/** A marked stretch of a line. */
export interface Mark extends Span {
  readonly name: string;
}

/** A stretch of text with the names of all marks over it. */
export interface Piece {
  readonly text: string;
  readonly names: readonly string[];
}

/**
 * Cuts a text at the edges of its marks; joined, the pieces are the text. Marks may overlap and reach beyond the text; one that ends inside a
 * character as people see it covers the whole of it.
 */
export function piecesOf(text: string, given: readonly Mark[]): readonly Piece[] {
  if (text === "") return [];
  if (given.length === 0) return [{ text, names: [] }];
  const whole = graphemeEdges(text);
  const marks =
    whole === undefined
      ? given
      : given.map(({ name, start, end }) => ({
          name,
          start: nearestEdge(whole, start, -1),
          end: nearestEdge(whole, Math.min(end, text.length), 1),
        }));
  const edges = new Set([0, text.length]);
  for (const { start, end } of marks) {
    if (start > 0 && start < text.length) edges.add(start);
    if (end > 0 && end < text.length) edges.add(end);
  }
  const cuts = [...edges].toSorted((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => ({
    text: text.slice(from, cuts[index + 1]),
    names: marks.filter(({ start, end }) => start <= from && end > from).map(({ name }) => name),
  }));
}
