import type { LineAnchor } from "./annotation.ts";

/** The lines before an anchor, its own and those after it, one after the other: what offsets count through. */
export function linesOf({ before, lines, after }: Pick<LineAnchor, "before" | "lines" | "after">): readonly string[] {
  return [...before, ...lines, ...after];
}

/** The anchor with other texts in the place of the lines at these offsets. */
export function withOtherLines(anchor: LineAnchor, others: ReadonlyMap<number, string>): LineAnchor {
  const all = linesOf(anchor).map((line, offset) => others.get(offset) ?? line);
  const first = anchor.before.length;
  const end = first + anchor.lines.length;
  return { ...anchor, before: all.slice(0, first), lines: all.slice(first, end), after: all.slice(end) };
}
