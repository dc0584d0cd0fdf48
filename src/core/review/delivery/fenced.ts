import { visibleText } from "../../base/visibleText.ts";

/**
 * Text of others as a block of Markdown that it cannot leave: its fence is longer than any run of backticks in it, and what would hide something is drawn. Lines and
 * tabs stay. Of a text that is longer than `most` characters, as drawn, the rest is cut, which the block says.
 */
export function fenced(text: string, most = Infinity, language: "text" | "diff" = "text"): readonly string[] {
  const drawn = drawnLines(text);
  const shown = drawn.length <= most ? drawn : `${drawn.slice(0, most).toWellFormed()}\n… (cut)`;
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return [`${fence}${language}`, ...shown.split("\n"), fence];
}

/** Whether `fenced` would cut it. */
export function isCut(text: string, most: number): boolean {
  return drawnLines(text).length > most;
}

/** A name or a path of others within a line, which it cannot leave. */
export function inlineCode(text: string): string {
  const shown = visibleText(text);
  const ticks = "`".repeat(longestRun(shown) + 1);
  const space = shown.startsWith("`") || shown.endsWith("`") || shown === "" ? " " : "";
  return `${ticks}${space}${shown}${space}${ticks}`;
}

function drawnLines(text: string): string {
  return text
    .replaceAll(/\r\n?/gu, "\n")
    .split("\n")
    .map((line) => line.split("\t").map(visibleText).join("\t"))
    .join("\n");
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
}
