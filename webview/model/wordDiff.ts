import { diffArrays } from "diff";
import { graphemeEdges } from "./graphemes.ts";

/** A stretch of one line, in UTF-16 units; the end is not part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface WordChanges {
  readonly old: readonly Span[];
  readonly fresh: readonly Span[];
}

/** Longer lines are shown as changed whole. */
const maxLength = 2_000;
const maxEdits = 200;
const none: WordChanges = { old: [], fresh: [] };

/** Words, runs of white space, and every other character by itself; no piece ends inside a character as people see it. */
function words(text: string): string[] {
  const pieces = text.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu) ?? [];
  const edges = graphemeEdges(text);
  if (edges === undefined) return pieces;
  const whole: string[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (edges.has(at)) whole.push(piece);
    else whole.push((whole.pop() ?? "") + piece);
    at += piece.length;
  }
  return whole;
}

/** The words that differ between two versions of a line; none where nothing useful could be marked (too long, or nothing in common). */
export function wordChanges(oldText: string, newText: string): WordChanges {
  if (oldText.length > maxLength || newText.length > maxLength) return none;
  const parts = diffArrays(words(oldText), words(newText), { maxEditLength: maxEdits });
  if (parts === undefined) return none;
  const [old, fresh]: [Span[], Span[]] = [[], []];
  let [oldAt, newAt, common] = [0, 0, 0];
  for (const part of parts) {
    const text = part.value.join("");
    if (!part.added && !part.removed) common += text.trim().length;
    if (part.removed) old.push({ start: oldAt, end: oldAt + text.length });
    if (part.added) fresh.push({ start: newAt, end: newAt + text.length });
    if (!part.added) oldAt += text.length;
    if (!part.removed) newAt += text.length;
  }
  return common === 0 ? none : { old: joined(old, oldText), fresh: joined(fresh, newText) };
}

/** Changes with only white space between them read better as one. */
function joined(spans: readonly Span[], text: string): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && text.slice(last.end, span.start).trim() === "") {
      result[result.length - 1] = { start: last.start, end: span.end };
    } else result.push(span);
  }
  return result;
}
