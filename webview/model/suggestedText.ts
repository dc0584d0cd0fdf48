import { suggestionKey, type CommentTarget, type PageState } from "./pageState.ts";

/** Suggested lines may be none, so they are kept behind a mark: nothing is kept under an empty text. */
const mark = "=";

/** The lines as they are typed; `undefined`: none are suggested. */
export function suggestedText(drafts: PageState["drafts"], field: string): string | undefined {
  return drafts[suggestionKey(field)]?.slice(mark.length);
}

/** How they are kept. */
export function keptText(text: string | undefined): string {
  return text === undefined ? "" : mark + text;
}

/** The lines of a file that a new comment is on, as they are typed into a field; `undefined`: nothing can be suggested for them. */
export function currentLines({ shown, selected }: PageState, { file, lines }: CommentTarget): string | undefined {
  if (lines?.side !== "new" || file !== selected || shown.status !== "ready" || shown.file.kind !== "text") {
    return undefined;
  }
  const { newText } = shown.file;
  if (newText === null) return undefined;
  return newText
    .split("\n")
    .slice(lines.start - 1, lines.end)
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
    .join("\n");
}

/** Under which those of a draft are that is being changed. */
export function editKey(draft: string): string {
  return `edit ${draft}`;
}
