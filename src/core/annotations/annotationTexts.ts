import { WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import { hasControls } from "../sessions/model/texts.ts";
import type { Author } from "./annotation.ts";

export const longest = {
  body: 16_384,
  name: 200,
  file: 4096,
  label: 50,
  labels: 10,
  key: 1000,
  suggestion: 65_536,
} as const;

const labelGrammar = /^[a-z0-9-]{1,50}$/u;

export function isLabel(text: string): boolean {
  return labelGrammar.test(text);
}

/** Relative to the top of the work tree, with `/`; never leaves it. */
export function isFilePath(path: string): boolean {
  if (path.length > longest.file || path.includes("\0") || /^[A-Za-z]:/u.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** The Markdown of a note, trimmed at its end: 1 to 16,384 characters. Throws `usage`. */
export function noteBody(text: string): string {
  const body = text.trimEnd();
  if (body.trim() === "") throw usage(say`A comment needs a text.`, say`Say what it is about.`);
  if (body.length > longest.body || hasControls(body, "several lines") || !body.isWellFormed()) {
    throw usage(
      say`The text of the comment cannot be used.`,
      say`Use at most 16,384 characters and no control characters.`,
    );
  }
  return body;
}

/** Whole lines, each ended by LF, of at most 65,536 characters; empty: no line. */
export function isSuggestionText(text: string): boolean {
  const isWhole = text === "" || text.endsWith("\n");
  return isWhole && text.length <= longest.suggestion && !hasControls(text, "several lines") && !/\r/u.test(text);
}

/**
 * Suggested lines as they are kept, however they are ended; a last line end may be left out. Line ends are those of the file once they are applied.
 * Throws `usage`.
 */
export function suggestionText(text: string): string {
  const lines = text.replaceAll("\r\n", "\n");
  const whole = lines === "" || lines.endsWith("\n") ? lines : `${lines}\n`;
  if (isSuggestionText(whole) && whole.isWellFormed()) return whole;
  throw usage(
    say`The suggested lines cannot be used.`,
    say`Use at most 65,536 characters and no control characters but tabs and line ends.`,
  );
}

/** Throws `usage`. */
export function noteAuthor({ kind, name }: Author): Author {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.length > longest.name || hasControls(trimmed, "one line") || !trimmed.isWellFormed()) {
    throw usage(say`That cannot be the name of an author.`, say`Use one line of 1 to 200 characters.`);
  }
  return { kind, name: trimmed };
}

/** Each once, in the order given. Throws `usage`. */
export function noteLabels(labels: readonly string[]): readonly string[] {
  const unique = [...new Set(labels)];
  const wrong = unique.find((label) => !isLabel(label));
  if (wrong !== undefined) {
    throw usage(
      say`“${wrong}” is not a label.`,
      say`Use up to 50 lower-case letters, digits and dashes, such as needs-review.`,
    );
  }
  if (unique.length > longest.labels) {
    throw usage(say`Those are too many labels.`, say`Use at most ${longest.labels}.`);
  }
  return unique;
}

/** Throws `unsafe-path`. */
export function noteFile(path: string): string {
  if (isFilePath(path) && path.isWellFormed()) return path;
  throw new WorkflowError(
    "unsafe-path",
    say`“${path.slice(0, 200)}” is not the path of a file in the working tree.`,
    say`Give the path relative to the top of the working tree.`,
  );
}

function usage(text: Text, hint: Text): WorkflowError {
  return new WorkflowError("usage", text, hint);
}
