import type { PathAttribute } from "./attributes.ts";
import { isTrue, wordsOf, type ConfigurationEntry } from "./configuration.ts";

/** What git's configuration says of line endings (`core.autocrlf`, `core.eol`), as one text: `autocrlf=false eol=native`. */
export type LineEndings = string & { readonly __lineEndings: unique symbol };

/** Attributes that decide with which bytes git writes a file. */
export const conversionAttributes = ["text", "crlf", "eol", "working-tree-encoding", "ident", "filter"] as const;

const grammar = /^autocrlf=(true|false|input) eol=(lf|crlf|native)$/u;

/** `undefined` for any other text. */
export function parseLineEndings(text: string): LineEndings | undefined {
  return grammar.test(text) ? (text as LineEndings) : undefined;
}

export function lineEndingsOf(entries: readonly ConfigurationEntry[]): LineEndings {
  const values = wordsOf(entries);
  const automatic = values.get("core.autocrlf") ?? "false";
  const eol = values.get("core.eol") ?? "native";
  const named = automatic === "input" ? "input" : String(isTrue(automatic));
  return `autocrlf=${named} eol=${/^(?:lf|crlf)$/u.test(eol) ? eol : "native"}` as LineEndings;
}

/** The same as settings of git (`key=value`). */
export function lineEndingSettings(endings: LineEndings): readonly string[] {
  return endings.split(" ").map((setting) => `core.${setting}`);
}

/**
 * How the bytes git writes into a file differ from its object, by the file's attributes: `""` when they do not. Equal texts mean equal
 * conversions. `root`: of the work tree, which tells on what system it is.
 */
export function conversionOf(attributes: readonly PathAttribute[], endings: LineEndings, root: string): string {
  const values = new Map(attributes.map(({ name, value }) => [name, value]));
  const encoding = values.get("working-tree-encoding") ?? "unset";
  const filter = values.get("filter") ?? "unset";
  const parts = [
    // Left to git, it changes nothing of a text that has returns already.
    hasReturns(values, endings, root) ? `crlf ${values.get("text") ?? values.get("crlf") ?? "auto"}` : "",
    encoding === "unset" || encoding === "set" ? "" : encoding.toLowerCase(),
    values.get("ident") === "set" ? "ident" : "",
    filter === "unset" ? "" : `filter ${filter}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Whether line feeds become returns with line feeds; by the rules of gitattributes(5). */
function hasReturns(values: ReadonlyMap<string, string>, endings: LineEndings, root: string): boolean {
  const [, automatic, configured] = grammar.exec(endings) ?? [];
  const text = values.get("text") ?? values.get("crlf");
  const eol = values.get("eol");
  if (text === "unset" || text === "input") return false;
  if (eol === "crlf" || eol === "lf") return eol === "crlf";
  if (text !== undefined && automatic !== "true" && automatic !== "input")
    return configured === "crlf" || (configured === "native" && /^[a-z]:/iu.test(root));
  return automatic === "true";
}
