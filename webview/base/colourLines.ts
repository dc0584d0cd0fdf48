/** A chunk of its own: nobody waits for colours. */
import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import type { Mark } from "../model/pieces.ts";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  makefile,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language);

/** The kinds of words the style sheet has a colour for, by highlight.js's scopes. */
const kinds: Readonly<Record<string, string>> = {
  comment: "comment",
  quote: "comment",
  doctag: "comment",
  keyword: "keyword",
  literal: "keyword",
  "selector-tag": "keyword",
  section: "keyword",
  string: "string",
  regexp: "string",
  "char.escape": "string",
  code: "string",
  number: "number",
  symbol: "number",
  type: "type",
  class: "type",
  "title.class": "type",
  "title.class.inherited": "type",
  built_in: "type",
  "title.function": "function",
  "title.function.invoke": "function",
  title: "function",
  attr: "property",
  attribute: "property",
  property: "property",
  "selector-class": "property",
  "selector-id": "property",
  name: "keyword",
  variable: "variable",
  "variable.language": "keyword",
  "template-variable": "variable",
  meta: "comment",
};

/** Collects the stretches of a text with their scope; the usual emitter makes HTML of them, which this page never parses. */
class Stretches {
  readonly found: Mark[] = [];
  readonly #open: { readonly name: string; readonly start: number }[] = [];
  #at = 0;

  addText(text: string): void {
    this.#at += text.length;
  }

  startScope(name: string): void {
    this.#open.push({ name, start: this.#at });
  }

  endScope(): void {
    const last = this.#open.pop();
    const kind = last === undefined ? undefined : kinds[last.name];
    if (last !== undefined && kind !== undefined)
      this.found.push({ name: `syntax-${kind}`, start: last.start, end: this.#at });
  }

  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(other: Stretches): void {
    for (const { name, start, end } of other.found)
      this.found.push({ name, start: this.#at + start, end: this.#at + end });
    this.#at += other.#at;
  }

  finalize(): void {
    while (this.#open.length > 0) this.endScope();
  }

  toHTML(): string {
    return "";
  }
}

highlighter.configure({ __emitter: Stretches });

/** The coloured stretches of every line. */
export function colourLines(language: string, lines: readonly string[]): readonly (readonly Mark[])[] {
  const { _emitter: emitter } = highlighter.highlight(lines.join("\n"), { language, ignoreIllegals: true });
  const byLine: Mark[][] = lines.map(() => []);
  // Inner stretches come first, so that sorting by start and then by length puts outer ones before what is in them.
  const stretches = (emitter as unknown as Stretches).found.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let [line, start] = [0, 0];
  for (const mark of stretches) {
    while (line < lines.length && mark.start > start + (lines[line]?.length ?? 0)) {
      start += (lines[line]?.length ?? 0) + 1;
      line += 1;
    }
    for (let [at, from] = [line, start]; at < lines.length && from < mark.end; at += 1) {
      const length = lines[at]?.length ?? 0;
      const [first, last] = [Math.max(0, mark.start - from), Math.min(length, mark.end - from)];
      if (first < last) byLine[at]?.push({ name: mark.name, start: first, end: last });
      from += length + 1;
    }
  }
  return byLine;
}
