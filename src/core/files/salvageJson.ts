import { parseTree, type Node } from "jsonc-parser";
import { limits } from "./directories.ts";
import { type JsonObject, nesting, withoutMark } from "./jsonBytes.ts";

const decoder = new TextDecoder();

/**
 * The members that can be read of bytes that are not a JSON object: of a file cut off while it was written, with a comment, a trailing comma or
 * something after its end. Empty where nothing can. A value that may have been cut off itself is left out.
 */
export function salvageObject(bytes: Uint8Array): JsonObject {
  const text = withoutMark(decoder.decode(bytes));
  if (nesting(text) > limits.jsonDepth) return {};
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root?.type === "object" ? objectOf(root, text.length) : {};
}

function objectOf(node: Node, end: number): JsonObject {
  return Object.fromEntries(
    (node.children ?? []).flatMap((property) => {
      const [key, value] = property.children ?? [];
      const whole = key !== undefined && value !== undefined && isWhole(value, end);
      return whole ? [[String(key.value), valueOf(value, end)]] : [];
    }),
  );
}

/** A text or a number that ends with the file may have gone on. */
function isWhole({ type, offset, length }: Node, end: number): boolean {
  return type === "object" || type === "array" || offset + length < end;
}

function valueOf(node: Node, end: number): unknown {
  if (node.type === "object") return objectOf(node, end);
  if (node.type !== "array") return node.value;
  return (node.children ?? []).filter((item) => isWhole(item, end)).map((item) => valueOf(item, end));
}
