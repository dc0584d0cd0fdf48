import { parseTime } from "../../base/time.ts";
import type { WorkflowEvent } from "../model/event.ts";
import type { AttributeValue, Attributes } from "./span.ts";

/** Characters of a text that a trace has of an event, and names of a list. */
const most = { text: 1000, names: 200 } as const;

/** Whoever wrote an event may have given any member any type: what is not of the one that is asked for is not there. */
export function textOf(event: WorkflowEvent, member: string): string | undefined {
  const value = event[member];
  return typeof value === "string" && value !== "" ? cut(value) : undefined;
}

export function integerOf(event: WorkflowEvent, member: string): number | undefined {
  const value = event[member];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

export function namesOf(event: WorkflowEvent, member: string): readonly string[] {
  const value = event[member];
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, most.names)
    .filter((name) => typeof name === "string")
    .map(cut);
}

/** Milliseconds since 1970, and never before. */
export function timeOf({ at }: WorkflowEvent): number {
  return Math.max(0, parseTime(at) ?? 0);
}

/** As an exporter can encode it: half a surrogate pair is no text. */
const cut = (text: string): string => text.slice(0, most.text).toWellFormed();

/** Members that a trace tells of an event, and the attribute each becomes. Texts that somebody has given and command lines are none of them. */
const told: Readonly<Record<string, string>> = {
  task: "wfs.task.id",
  lane: "wfs.lane",
  attempt: "wfs.attempt",
  enforcement: "wfs.enforcement",
  request: "wfs.request.id",
  kind: "wfs.request.kind",
  decision: "wfs.decision",
  permit: "wfs.permit.id",
  outcome: "wfs.outcome",
  result: "wfs.result",
  phase: "wfs.phase",
  from: "wfs.from",
  n: "wfs.checkpoint",
  checkpoint: "wfs.checkpoint",
  trigger: "wfs.trigger",
  operation: "wfs.operation",
  commit: "wfs.commit",
  base: "wfs.base",
  head: "wfs.head",
  tree: "wfs.tree",
  comment: "wfs.comment.id",
  thread: "wfs.thread.id",
  resolved: "wfs.resolved",
  file: "wfs.file",
  status: "wfs.check.status",
  by: "wfs.check.by",
};

/**
 * What a trace tells of an event: known members of a plain type, and who did it.
 * @param commands the name of a check, too, which is mostly its command line
 */
export function attributesOf(event: WorkflowEvent, commands: boolean): Attributes {
  const found: Record<string, AttributeValue | undefined> = { "wfs.actor": textOf(event, "actor") };
  for (const [member, attribute] of Object.entries(told)) {
    const value = event[member];
    found[attribute] ??= typeof value === "boolean" ? value : (textOf(event, member) ?? integerOf(event, member));
  }
  return known({ ...found, "wfs.check.name": commands ? textOf(event, "name") : undefined });
}

/** Attributes without those that nothing is known of. */
export function known(said: Readonly<Record<string, AttributeValue | undefined>>): Attributes {
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
