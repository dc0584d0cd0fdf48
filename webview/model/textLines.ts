/** One line without its end; how it ends matters to a reviewer, so it is kept. */
export interface TextLine {
  readonly text: string;
  /** `""`: the text ends here without a line end. */
  readonly end: "" | "\n" | "\r\n";
}

/** Lines of a text as git counts them: a line ends with LF, and a CR before it belongs to the end. `null` (no such side) has none. */
export function textLines(text: string | null): readonly TextLine[] {
  if (text === null || text === "") return [];
  const lines: TextLine[] = [];
  let from = 0;
  while (from < text.length) {
    const feed = text.indexOf("\n", from);
    if (feed === -1) {
      lines.push({ text: text.slice(from), end: "" });
      break;
    }
    const windows = feed > from && text.charCodeAt(feed - 1) === 13;
    lines.push({ text: text.slice(from, windows ? feed - 1 : feed), end: windows ? "\r\n" : "\n" });
    from = feed + 1;
  }
  return lines;
}

/** Every line of the text ends with CR LF; true of no lines at all. */
export function endsLikeWindows(text: string | null): boolean {
  return text === null || text === "" || (text.endsWith("\r\n") && !/(?:^|[^\r])\n/u.test(text));
}

/** Whether two lines are the same to the byte. */
export function sameLine(a: TextLine | undefined, b: TextLine | undefined): boolean {
  return a !== undefined && b !== undefined && a.text === b.text && a.end === b.end;
}
