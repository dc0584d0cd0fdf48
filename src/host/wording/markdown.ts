import { visibleText } from "../../core/base/visibleText.ts";

/**
 * Foreign text for a place that renders Markdown: it shows exactly its characters. Every ASCII punctuation mark is escaped
 * (CommonMark allows that for all of them), so no link, image, HTML, table, heading or `$(icon)` can come of it, and no bare
 * `http:` or `www.` becomes a link.
 */
export function escapeMarkdown(text: string): string {
  return visibleText(text)
    .replace(/[!-/:-@[-`{-~]/gu, String.raw`\$&`)
    .replace(/^(\s)/u, "&nbsp;");
}
