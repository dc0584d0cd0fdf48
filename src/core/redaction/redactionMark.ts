/** `[redacted:github-token]`: what stands in the place of a secret, with the name of the rule that found it (docs/file-formats.md). */
export function redactionMark(rule: string): string {
  return `[redacted:${rule}]`;
}

const mark = /(\[redacted:[a-z0-9-]{1,40}\])/gu;

/** A text and the marks in it in turn: text, mark, text, mark, … text. */
export function splitAtMarks(text: string): readonly string[] {
  return text.split(mark);
}
