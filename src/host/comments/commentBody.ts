import { Lexer, type Token, walkTokens } from "marked";
import { visibleText } from "../../core/base/visibleText.ts";
import { shortened } from "../wording/shortened.ts";
import { escapeMarkdown } from "../wording/markdown.ts";

/** Characters of a note that a comment shows. */
const most = 20_000;

/**
 * The Markdown of a note for a comment that is neither trusted nor shows HTML: everything is drawn, but nothing is fetched. Images become links,
 * and characters that hide or move others become boxes.
 */
export function commentBody(body: string): string {
  const text = shortened(body, most)
    .split(/\r\n|\r|\n/u)
    .map((line) => visibleText(line.replaceAll("\t", "    ")))
    .join("\n");
  const tokens = new Lexer({ gfm: true, breaks: true }).blockTokens(text);
  const safe = tokens.map((token) => (token.type === "code" ? token.raw : withoutImages(token.raw))).join("");
  return hasImages(safe) ? text.split("\n").map(escapeMarkdown).join("  \n") : safe;
}

/** A backslash before every `![` that has none. */
function withoutImages(markdown: string): string {
  return markdown.replace(/(?<escapes>\\*)!(?=\[)/gu, (found, escapes: string) =>
    escapes.length % 2 === 0 ? `${escapes}\\!` : found,
  );
}

function hasImages(markdown: string): boolean {
  let found = false;
  void walkTokens(Lexer.lex(markdown, { gfm: true, breaks: true }), (token: Token) => {
    found ||= token.type === "image";
  });
  return found;
}

/** Lines of a file as they were, as a block of code nothing can break out of. */
export function quotedLines(lines: readonly string[], count = 10, language = ""): string {
  const shown = lines.slice(0, count).map((line) => visibleText(shortened(line.replaceAll("\t", "    "), 200)));
  if (lines.length > count) shown.push("…");
  const longest = Math.max(2, ...shown.flatMap((line) => [...line.matchAll(/`+/gu)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [fence + language, ...shown, fence].join("\n");
}
