import { visibleText } from "../../base/visibleText.ts";

/**
 * Text of others as a block of Markdown that it cannot leave: its fence is longer than any run of backticks in it, and what would hide something is drawn. Lines and
 * tabs stay.
 */
export function fenced(text: string, language: "text" | "diff" = "text"): readonly string[] {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  const lines = text.replaceAll(/\r\n?/gu, "\n").split("\n");
  return [`${fence}${language}`, ...lines.map((line) => line.split("\t").map(visibleText).join("\t")), fence];
}

/** A name or a path of others within a line, which it cannot leave. */
export function inlineCode(text: string): string {
  const shown = visibleText(text);
  const ticks = "`".repeat(longestRun(shown) + 1);
  const space = shown.startsWith("`") || shown.endsWith("`") || shown === "" ? " " : "";
  return `${ticks}${space}${shown}${space}${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
}
