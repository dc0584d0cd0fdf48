import type { GateDocument } from "./document.ts";
import { isJsonObject } from "../files/jsonBytes.ts";

/**
 * Names of the fields that two action documents do not agree in, such as `target.from`, in the order of the first; a list is one field.
 * Empty: they are the same action.
 */
export function differingFields(shown: GateDocument, now: GateDocument): readonly string[] {
  return compare("", shown, now);
}

function compare(name: string, one: unknown, other: unknown): readonly string[] {
  if (!isJsonObject(one) || !isJsonObject(other)) return JSON.stringify(one) === JSON.stringify(other) ? [] : [name];
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].flatMap((member) =>
    compare(name === "" ? member : `${name}.${member}`, one[member], other[member]),
  );
}
