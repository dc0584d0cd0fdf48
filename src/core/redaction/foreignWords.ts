import { visibleText } from "../base/visibleText.ts";
import { takeOutSecrets } from "./givenText.ts";

/** So much is looked through. */
const mostRead = 64 * 1024;
const longest = 500;

/** What a server or another program has said, as it may be shown and written: one line without secrets, in which what draws nothing is drawn. */
export async function foreignWords(text: string): Promise<string> {
  const { text: kept } = await takeOutSecrets(text.slice(0, mostRead));
  const lines = kept.split(/\r?\n/u).map((line) => visibleText(line.trim()));
  return lines
    .filter((line) => line !== "")
    .join(" ")
    .slice(0, longest);
}

/** The same in all its lines, for what is only looked through further. */
export async function withoutSecrets(text: string): Promise<string> {
  return (await takeOutSecrets(text.slice(0, mostRead))).text;
}
