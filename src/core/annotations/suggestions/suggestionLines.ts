import type { Thread } from "../annotation.ts";

/** A line that a suggestion takes away or brings. */
export interface SuggestedLine {
  readonly sign: "-" | "+";
  readonly text: string;
}

/** What a thread suggests, line by line: those it is on, then those that are to stand there. Empty: nothing. */
export function suggestionLines({
  subject,
  suggestion,
}: Pick<Thread, "subject" | "suggestion">): readonly SuggestedLine[] {
  if (suggestion === undefined) return [];
  const coming = suggestion.text === "" ? [] : suggestion.text.slice(0, -1).split("\n");
  return [
    ...(subject.anchor?.lines ?? []).map((text) => ({ sign: "-" as const, text })),
    ...coming.map((text) => ({ sign: "+" as const, text })),
  ];
}

/** The same as a block of Markdown that nothing in it can break out of; empty: it suggests nothing. */
export function suggestionMarkdown(thread: Pick<Thread, "subject" | "suggestion">): string {
  const lines = suggestionLines(thread).map(({ sign, text }) => `${sign}${text}`);
  if (lines.length === 0) return "";
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/gu)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}diff`, ...lines, fence].join("\n");
}
