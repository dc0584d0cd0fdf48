import { say, type Text } from "../../base/text.ts";
import { decodeText, isUtf16 } from "../../files/textEncoding.ts";
import type { LineAnchor, Suggestion } from "../annotation.ts";
import { anchorLimits, locate, whyUnreadable } from "../anchors.ts";
import { noteText } from "../sessionTexts.ts";
import { encodeAs, FileLines } from "./fileLines.ts";
import { unifiedDiff } from "./unifiedDiff.ts";

/** A file with a suggestion in it. */
export interface SuggestedFile {
  readonly bytes: Uint8Array;
  /** The same as git reads it (`git apply`); `null`: git has no patches of such a file. */
  readonly patch: string | null;
}

/** Why a suggestion does not fit a file. */
export interface Misfit {
  readonly why: Text;
}

/**
 * A file with the suggested lines in the place of the anchor's, wherever those are in it now. They have to be the very lines, since what was
 * suggested is for nothing else. The new ones end as the first of the old ones does, and have no end where the last of those had none.
 * @param path as the patch names it
 */
export function suggestedFile(
  bytes: Uint8Array,
  { path, anchor, suggestion }: { readonly path: string; readonly anchor: LineAnchor; readonly suggestion: Suggestion },
): SuggestedFile | Misfit {
  if (anchor.lines.some(({ length }) => length >= anchorLimits.lineLength)) {
    return { why: say`A line of ${anchorLimits.lineLength} characters or more cannot be suggested another for.` };
  }
  const unreadable = whyUnreadable(anchor.lines);
  if (unreadable !== undefined) return { why: unreadable };
  const decoded = decodeText(bytes);
  if (decoded === undefined) return { why: say`“${path}” is binary, so it has no lines.` };
  const text = noteText(bytes);
  const place = locate(anchor, text);
  if (place === "outdated" || !standsAs(text, place.start, anchor.lines)) {
    return { why: say`The lines it is for are gone or have changed.` };
  }
  const lines = new FileLines(bytes, decoded);
  const start = place.start - 1;
  const { end } = place;
  if (end > lines.count) return { why: say`The lines it is for are gone or have changed.` };
  const eol = lines.endOf(start) || (start > 0 ? lines.endOf(start - 1) : "") || "\n";
  const whole = suggestion.text.replaceAll("\n", eol);
  const isOpen = lines.endOf(end - 1) === "";
  const by = encodeAs(isOpen && whole.endsWith(eol) ? whole.slice(0, -eol.length) : whole, decoded.encoding);
  if (by === undefined) {
    return { why: say`“${path}” is written in an encoding that is not known, so only ASCII can be put into it.` };
  }
  const changed = lines.replaced(start, end, by);
  const patch = isUtf16(decoded.encoding)
    ? null
    : unifiedDiff(path, lines, new FileLines(changed, decoded), { start, end });
  return { bytes: changed, patch };
}

/** Whether these very lines stand there, to their ends: what stands behind the part that an anchor keeps of a line was shown to nobody. */
function standsAs(text: string, start: number, lines: readonly string[]): boolean {
  const there = text.split("\n", start - 1 + lines.length).slice(start - 1);
  return lines.every((line, at) => {
    const whole = there[at] ?? "";
    return (whole.endsWith("\r") ? whole.slice(0, -1) : whole) === line;
  });
}
