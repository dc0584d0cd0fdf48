import { visibleText } from "../../../core/base/visibleText.ts";
import type { WorkflowEvent } from "../../../core/events/model/event.ts";
import { shortened } from "../shortened.ts";

/** Characters of one member in a sentence. */
const longestMember = 80;

/** A member as text for one line; empty where it is none. Whoever wrote the file may have written anything. */
export function memberText(event: WorkflowEvent, name: string): string {
  const value = event[name];
  return typeof value === "string" ? visibleText(shortened(value.replaceAll(/\s+/gu, " ").trim(), longestMember)) : "";
}

/** A member as a whole number that is not negative; `undefined` where it is none. */
export function memberNumber(event: WorkflowEvent, name: string): number | undefined {
  const value = event[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
