/** Built when the first text needs it. */
let segmenter: Intl.Segmenter | undefined;

/** Texts in which every unit is a character of its own, for any eye: letters that take no marks of their script unless one follows, which is not among these. */
const simple =
  /^[\n -~\u00A1-\u00AC\u00AE-\u02FF\u0370-\u0482\u048A-\u052F\u05D0-\u05EA\u0621-\u063A\u0641-\u064A\u2010-\u2027\u2030-\u205E\u20A0-\u20BF\u2190-\u2BFF\u3000-\u3029\u3030-\u3096\u309B-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF9D]*$/u;

/**
 * Where characters begin as people see them: a letter with its accents, a flag, a family of emoji are one. Offsets in UTF-16 units, the length of
 * the text last; `undefined`: everywhere.
 */
export function graphemeEdges(text: string): ReadonlySet<number> | undefined {
  if (simple.test(text)) return undefined;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const edges = new Set([text.length]);
  for (const { index } of segmenter.segment(text)) edges.add(index);
  return edges;
}

/** The nearest edge before or behind an offset, itself where it is one. */
export function nearestEdge(edges: ReadonlySet<number> | undefined, offset: number, step: 1 | -1): number {
  if (edges === undefined) return offset;
  let at = offset;
  while (at > 0 && !edges.has(at) && at - offset < farthest && offset - at < farthest) at += step;
  return at;
}

/** Units of a character beyond which nobody waits for its end: marks can be piled up without number. */
const farthest = 2000;
