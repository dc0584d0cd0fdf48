import { parseTree, type Node } from "jsonc-parser";
import { limits } from "./directories.ts";
import { isJsonObject, nesting, withoutMark } from "./jsonBytes.ts";

const decoder = new TextDecoder();

/**
 * The members that can be read of bytes that are not a JSON object, as the text of one: of a file cut off while it was written, with a comment, a trailing
 * comma or something after its end. What is whole stands as it was written, so that no number loses a digit; a value that may have been cut off itself is left
 * out. `{}` where nothing can be read.
 */
export function salvageText(bytes: Uint8Array): string {
  const text = withoutMark(decoder.decode(bytes));
  if (nesting(text) > limits.jsonDepth) return "{}";
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root?.type === "object" ? objectOf(root, text) : "{}";
}

function objectOf(node: Node, text: string): string {
  const members = new Map<string, string>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    const read = key === undefined || value === undefined ? undefined : valueOf(value, text);
    if (key !== undefined && read !== undefined) members.set(JSON.stringify(key.value), read);
  }
  const lines = [...members].map(([key, value]) => `\n  ${key}: ${value}`);
  return lines.length === 0 ? "{}" : `{${lines.join(",")}\n}`;
}

/** A value as it was written, where that is JSON; else what can be read of it. */
function valueOf(node: Node, text: string): string | undefined {
  const { offset, length, type } = node;
  const source = text.slice(offset, offset + length);
  // A text or a number that ends with the file may have gone on.
  const isWhole = offset + length < text.length && isJson(source);
  if (isWhole) return source;
  if (type === "object") return objectOf(node, text);
  if (type === "array") return `[${(node.children ?? []).flatMap((item) => valueOf(item, text) ?? []).join(", ")}]`;
  return undefined;
}

function isJson(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(`{"value":${text}}`));
  } catch {
    return false;
  }
}
