import { WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import type { LineAnchor, Located } from "./annotation.ts";
import { linesOf } from "./anchorLines.ts";
import { findBlock, type Wanted } from "./findBlock.ts";
import { standIns, withoutSpace, withStandIns } from "./lineHash.ts";
import { TextLines } from "./textLines.ts";

export const anchorLimits = {
  /** Lines of a range. */
  lines: 500,
  /** Lines kept on each side of it. */
  neighbours: 3,
  /** Characters kept of a line; what follows is not compared, because a generated file may be one line of a megabyte. */
  lineLength: 1000,
} as const;

/** The lines `start` to `end` (1-based, inclusive) of a text with their neighbours. Throws `usage` when the text has no such lines. */
export function cutAnchor(text: string, side: LineAnchor["side"], start: number, end: number): LineAnchor {
  const lines = splitLines(text);
  // A line end ends the last line; what `splitLines` gives after it is not a line.
  const count = text === "" || text.endsWith("\n") ? lines.length - 1 : lines.length;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 1 || end < start || end > count) {
    const has = count === 1 ? say`1 line` : say`${count} lines`;
    const missing =
      start === end
        ? say`There is no line ${start}: the file has ${has}.`
        : say`There are no lines ${start} to ${end}: the file has ${has}.`;
    throw new WorkflowError("usage", missing, say`Give lines the file has.`);
  }
  if (end - start >= anchorLimits.lines) {
    throw new WorkflowError("usage", say`Those are too many lines.`, say`Choose at most ${anchorLimits.lines}.`);
  }
  const { neighbours } = anchorLimits;
  return {
    side,
    start,
    end,
    lines: lines.slice(start - 1, end),
    before: lines.slice(Math.max(0, start - 1 - neighbours), start - 1),
    after: lines.slice(end, end + neighbours),
  };
}

/**
 * Where the lines of an anchor are in a text as it stands now. They are where they were while their neighbours agree; else at the place whose
 * neighbours agree most, of several the nearest; else the same lines with other white space. They are nowhere when their neighbours stand
 * elsewhere without them. For many anchors in one text use `locator`.
 */
export function locate(anchor: LineAnchor, text: string): Located {
  return locator(text)(anchor);
}

/** `locate` for one text; what is learnt of the text is kept for the next anchor. */
export function locator(text: string): (anchor: LineAnchor) => Located {
  const lines = splitLines(text);
  const find = finderIn(lines);
  return (anchor) => {
    const { hidden } = anchor;
    return hidden === undefined ? find(anchor) : finderIn(standIns(lines, hidden))(withStandIns(anchor));
  };
}

function finderIn(lines: readonly string[]): (anchor: LineAnchor) => Located {
  let exact: TextLines | undefined;
  let loose: TextLines | undefined;
  return (anchor) => {
    if (standsUnchanged(anchor, lines)) return { start: anchor.start, end: anchor.end };
    exact ??= new TextLines(lines);
    const found = findBlock(
      exact,
      wanted(anchor, (line) => line),
    );
    if (found !== undefined) return range(found, anchor);
    loose ??= new TextLines(lines.map(withoutSpace));
    const similar = findBlock(loose, wanted(anchor, withoutSpace));
    return similar === undefined ? "outdated" : range(similar, anchor);
  };
}

function wanted({ start, lines, before, after }: LineAnchor, shape: (line: string) => string): Wanted {
  return { at: start - 1, lines: lines.map(shape), before: before.map(shape), after: after.map(shape) };
}

function range(index: number, { lines }: LineAnchor): Located {
  return { start: index + 1, end: index + lines.length };
}

/** Lines and neighbours as they were, and where they were; few anchors need more. */
function standsUnchanged(anchor: LineAnchor, text: readonly string[]): boolean {
  const first = anchor.start - 1 - anchor.before.length;
  const expected = linesOf(anchor);
  if (first < 0 || first + expected.length > text.length) return false;
  return expected.every((line, index) => text[first + index] === line);
}

/** The lines of a text, whatever ends them (LF or CRLF), each cut to what is compared. A text that ends with a line end has an empty last line. */
function splitLines(text: string): readonly string[] {
  return text.split("\n").map((line) => {
    const end = line.endsWith("\r") ? line.length - 1 : line.length;
    return line.slice(0, Math.min(end, anchorLimits.lineLength));
  });
}

/** Why nobody can tell these lines from others: what could not be read of a file looks alike, whatever it is. `undefined`: all of them were read. */
export function whyUnreadable(lines: readonly string[]): Text | undefined {
  if (!lines.some((line) => line.includes("\uFFFD"))) return undefined;
  return say`The lines it is for have bytes that cannot be read as text, so nobody can tell them from others.`;
}
