import { say, type Text } from "../../base/text.ts";
import * as z from "zod/mini";
import { parseTime } from "../../base/time.ts";
import { type JsonObject, parseJsonObject } from "../../files/jsonBytes.ts";
import { type ParsedRecord, recordName, recordTemplate } from "./record.ts";
import { phases, recordStatuses, sessionTypes, type SessionRecord } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";
import "../../base/zodEnglish.ts";

const time = z.string().check(z.refine((text) => parseTime(text) !== undefined, "is not an RFC 3339 time"));
const count = z.int().check(z.nonnegative());

export const progressShape = {
  completed_phases: z.array(z.enum(phases)),
  current_tasks: z.array(z.string()),
  last_checkpoint: z.exactOptional(time),
};
export const metaShape = { created: time, updated: time };

/** The session format (docs/file-formats.md) with its optional fields. */
const recordShape = {
  session_id: z.string(),
  project: z.string(),
  type: z.enum(sessionTypes),
  current_phase: z.enum(phases),
  status: z.enum(recordStatuses),
  progress: z.object(progressShape),
  meta: z.object(metaShape),
  forked_from: z.exactOptional(
    z.object({ session: z.string(), commit: z.string(), checkpoint: z.exactOptional(count) }),
  ),
  workspace: z.exactOptional(z.string()),
  tags: z.exactOptional(z.array(z.string())),
  retention: z.exactOptional(
    z.object({
      keep: z.exactOptional(count),
      max_age_days: z.exactOptional(z.number().check(z.nonnegative())),
      max_bytes: z.exactOptional(count),
    }),
  ),
};
export const recordSchema = z.object(recordShape);

/**
 * Parses `workflow-session.json` of the session whose directory is named `id`; never throws. `bytes` undefined: there is no such file.
 * @param fallbackTime milliseconds, for a record without usable times (its file's mtime is a good choice)
 */
export function parseRecord(bytes: Uint8Array | undefined, id: SessionId, fallbackTime: number): ParsedRecord {
  if (bytes === undefined) {
    return {
      record: recordTemplate(id, fallbackTime),
      fault: { code: "missing-record", message: say`There is no ${recordName}.` },
    };
  }
  const json = parseJsonObject(bytes);
  if (!json.ok) {
    return { record: recordTemplate(id, fallbackTime), fault: { code: "corrupt-record", message: json.problem } };
  }
  const { text, value } = json;
  const { usable, parsed } = parseValue(value);
  if (!parsed.success) {
    const record = salvage(usable, recordTemplate(id, fallbackTime));
    return { record, text, fault: { code: "corrupt-record", message: describeIssue(parsed.error) } };
  }
  const record = parsed.data;
  if (record.session_id === id) return { record, text };
  const message = say`Its session_id is “${record.session_id.slice(0, 255)}”, but the directory is named ${id}.`;
  return { record: { ...record, session_id: id }, text, fault: { code: "wrong-session-id", message } };
}

/** Members a record can do without; one inside another comes after it. */
const optionalMembers: readonly (readonly string[])[] = [
  ["progress", "last_checkpoint"],
  ["forked_from"],
  ["forked_from", "checkpoint"],
  ["workspace"],
  ["tags"],
  ["retention"],
  ["retention", "keep"],
  ["retention", "max_age_days"],
  ["retention", "max_bytes"],
];

/** A record without the optional members that other tools spell in their own way: they count as absent, and stay in the file. */
export function parseValue(value: JsonObject): {
  readonly usable: JsonObject;
  readonly parsed: z.core.util.SafeParseResult<z.infer<typeof recordSchema>>;
} {
  const strict = z.safeParse(recordSchema, value);
  if (strict.success) return { usable: value, parsed: strict };
  const odd = strict.error.issues.flatMap(({ path }) => {
    const member = optionalMembers.findLast((optional) => optional.every((key, index) => path[index] === key));
    return member === undefined ? [] : [member];
  });
  const usable = odd.reduce(without, value);
  return { usable, parsed: z.safeParse(recordSchema, usable) };
}

function without(object: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, member]) => {
      if (name !== key) return [[name, member]];
      return rest.length === 0 ? [] : [[name, without(member as JsonObject, rest)]];
    }),
  );
}

/** What stands at a path of members; own ones only, so that a hostile `__proto__` gives nothing. */
export function memberAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as JsonObject)[key];
  }
  return current;
}

/** Every known field that is right, the template's for the others; of `progress` and `meta` each member by itself. */
function salvage(value: JsonObject, template: SessionRecord): SessionRecord {
  return {
    ...pick(recordShape, value, template),
    session_id: template.session_id,
    progress: pick(progressShape, value["progress"], template.progress),
    meta: pick(metaShape, value["meta"], template.meta),
  };
}

function pick<T extends object>(shape: Readonly<Record<string, z.core.$ZodType>>, from: unknown, otherwise: T): T {
  const result = new Map<string, unknown>(Object.entries(otherwise));
  for (const [key, schema] of Object.entries(shape)) {
    const member = memberAt(from, [key]);
    const parsed = member === undefined ? undefined : z.safeParse(schema, member);
    if (parsed?.success === true) result.set(key, parsed.data);
  }
  return Object.fromEntries(result) as T;
}

/** What is wrong first, and how much more is, in one sentence. */
export function describeIssue(error: z.core.$ZodError): Text {
  const issue = error.issues[0];
  const where = issue?.path.join(".") ?? "";
  const what = issue?.message ?? say`is not valid`;
  const others = error.issues.length - 1;
  return others > 0
    ? say`Its field “${where}” cannot be used: ${what} (and ${others} more).`
    : say`Its field “${where}” cannot be used: ${what}.`;
}
