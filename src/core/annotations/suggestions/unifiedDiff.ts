import { quoted } from "../../git/objects/hashFiles.ts";
import type { FileLines } from "./fileLines.ts";

/** Equal lines on each side of the change. */
const around = 3;

/**
 * The change of one stretch of lines as a patch that `git apply` reads; `null`: it holds bytes that are not UTF-8, which no text can carry.
 * @param range of the old lines, 0-based, `end` not part of it
 */
export function unifiedDiff(
  path: string,
  before: FileLines,
  after: FileLines,
  { start, end }: { readonly start: number; readonly end: number },
): string | null {
  const first = Math.max(0, start - around);
  const grown = after.count - before.count;
  // A mark of the encoding stays where the line behind it goes, so it changes the line that is then the first.
  const changed = isOther(before, end, after, end + grown) ? end + 1 : end;
  const last = Math.min(before.count, changed + around);
  const lines = [
    ...each(before, first, start, " "),
    ...each(before, start, changed, "-"),
    ...each(after, start, changed + grown, "+"),
    ...each(before, changed, last, " "),
  ];
  if (lines.includes(undefined)) return null;
  const range = (count: number): string => `${count === 0 ? first : first + 1},${count}`;
  const newCount = last - first + grown;
  return [
    `diff --git ${named("a/", path)} ${named("b/", path)}\n`,
    `--- ${named("a/", path)}${ended(path)}\n`,
    `+++ ${named("b/", path)}${ended(path)}\n`,
    `@@ -${range(last - first)} +${range(newCount)} @@\n`,
    ...lines,
  ].join("");
}

/** Whether git sees another line there than before; past the last line of either there is none to compare. */
function isOther(before: FileLines, line: number, after: FileLines, newLine: number): boolean {
  if (line >= before.count || newLine >= after.count) return false;
  const [was, is] = [before.asGitHasIt(line), after.asGitHasIt(newLine)];
  return was.length !== is.length || was.some((byte, at) => byte !== is[at]);
}

function each(lines: FileLines, start: number, end: number, sign: string): readonly (string | undefined)[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, at) => {
    const text = strictly(lines.asGitHasIt(start + at));
    if (text === undefined) return undefined;
    return `${sign}${text}${text.endsWith("\n") ? "" : "\n\\ No newline at end of file\n"}`;
  });
}

/** Git ends an unquoted name with a blank in it at a tab. */
const ended = (path: string): string => (path.includes(" ") && !isQuoted(path) ? "\t" : "");

const named = (prefix: string, path: string): string => (isQuoted(path) ? quoted(prefix + path) : prefix + path);

// oxlint-disable-next-line no-control-regex -- these are what must be quoted
const isQuoted = (path: string): boolean => /[\\"\u0000-\u001f\u007f]/u.test(path);

function strictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
