import { parseTree, type Node } from "jsonc-parser";
import { withoutMark } from "./jsonBytes.ts";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * Sets one member of a JSON object and keeps every other byte: unknown members, their order, the spelling of numbers, white space, line ends
 * and a byte order mark. `undefined` removes the member. A member written twice counts as JSON.parse counts it: the last one stands.
 * `text` is valid JSON whose top is an object (jsonBytes.ts); parents that are missing or not objects are made.
 */
export function setMember(text: string, path: readonly string[], value: JsonValue | undefined): string {
  const body = withoutMark(text);
  const mark = text.slice(0, text.length - body.length);
  const edited = setIn(body, rootOf(body), path, value);
  // Again after a removal, because the same member may stand there twice.
  return value === undefined && edited !== body ? mark + setMember(edited, path, value) : mark + edited;
}

function rootOf(text: string): Node {
  const root = parseTree(text);
  if (root?.type !== "object") throw new TypeError("Only the members of a JSON object can be set.");
  return root;
}

function setIn(text: string, object: Node, path: readonly string[], value: JsonValue | undefined): string {
  const [key = "", ...rest] = path;
  const member = object.children?.findLast((child) => child.children?.[0]?.value === key);
  const current = member?.children?.[1];
  if (rest.length > 0 && current?.type === "object") return setIn(text, current, rest, value);
  if (value === undefined) {
    return rest.length === 0 && member !== undefined ? removed(text, object, member) : text;
  }
  const whole = rest.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value);
  if (current === undefined) return inserted(text, object, key, whole);
  const old = text.slice(current.offset, current.offset + current.length);
  const style = styleOf(text, object, old.includes("\n"));
  return splice(text, current.offset, current.length, print(whole, style));
}

interface Style {
  /** White space between a colon and the value; empty in minified text. */
  readonly gap: string;
  /** Line end with the indentation of the object's members; empty when they share one line. */
  readonly line: string;
  readonly unit: string;
  readonly arrayLines: boolean;
}

function styleOf(text: string, object: Node, arrayLines: boolean): Style {
  const first = object.children?.[0];
  const [key, value] = first?.children ?? [];
  if (first === undefined || key === undefined || value === undefined) {
    return { gap: text.includes('": ') || text.trim() === "{}" ? " " : "", line: "", unit: "", arrayLines: false };
  }
  const gap = text.slice(key.offset + key.length, value.offset).replace(/^\s*:/u, "");
  const lead = text.slice(object.offset + 1, first.offset);
  const line = /\r?\n[ \t]*$/u.exec(lead)?.[0] ?? "";
  const outer = /(?:^|\n)([ \t]*)[^\n]*$/u.exec(text.slice(0, object.offset))?.[1] ?? "";
  const indent = line.replace(/^\r?\n/u, "");
  return { gap, line, unit: indent.startsWith(outer) ? indent.slice(outer.length) : "  ", arrayLines };
}

/** Lists stay on one line, as in the example of the session format, unless the list replaced had several. */
function print(value: JsonValue, style: Style): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner: Style = { ...style, line: style.line === "" ? "" : style.line + style.unit };
  const comma = style.gap === "" ? "," : ", ";
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => print(item, inner));
    if (items.length === 0) return "[]";
    if (!style.arrayLines || inner.line === "") return `[${items.join(comma)}]`;
    return `[${inner.line}${items.join(`,${inner.line}`)}${style.line}]`;
  }
  const members = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${style.gap}${print(item, inner)}`,
  );
  if (members.length === 0) return "{}";
  if (inner.line === "") return `{${members.join(comma)}}`;
  return `{${inner.line}${members.join(`,${inner.line}`)}${style.line}}`;
}

/** A new document as a person would write it: two spaces, lists on one line, a line feed at the end. */
export function printDocument(value: { readonly [key: string]: JsonValue }): string {
  return `${print(value, { gap: " ", line: "\n", unit: "  ", arrayLines: false })}\n`;
}

function inserted(text: string, object: Node, key: string, value: JsonValue): string {
  const style = styleOf(text, object, false);
  const member = `${JSON.stringify(key)}:${style.gap}${print(value, style)}`;
  const last = object.children?.at(-1);
  if (last === undefined) return splice(text, object.offset + 1, 0, member);
  const separator = style.line !== "" ? `,${style.line}` : style.gap === "" ? "," : ", ";
  return splice(text, last.offset + last.length, 0, separator + member);
}

function removed(text: string, object: Node, member: Node): string {
  const members = object.children ?? [];
  const index = members.indexOf(member);
  const previous = members[index - 1];
  const next = members[index + 1];
  const from = previous === undefined ? member.offset : previous.offset + previous.length;
  const to = previous === undefined && next !== undefined ? next.offset : member.offset + member.length;
  return splice(text, from, to - from, "");
}

function splice(text: string, offset: number, length: number, insert: string): string {
  return text.slice(0, offset) + insert + text.slice(offset + length);
}
