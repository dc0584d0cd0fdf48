import en from "zod/v4/locales/en.js";
import { $ZodObjectJIT } from "zod/v4/core";
import * as z from "zod/mini";
import type { FileError } from "../errors.ts";
import { formatTime, parseTime } from "../time.ts";
import { type JsonObject, parseJsonObject } from "./jsonBytes.ts";
import { type JsonValue, printDocument, setMember } from "./jsonText.ts";
import { phases, sessionTypes, type SessionRecord } from "./session.ts";
import type { SessionId } from "./sessionId.ts";

z.config(en());

export const recordName = "workflow-session.json";

const time = z.string().check(z.refine((text) => parseTime(text) !== undefined, "is no RFC 3339 time"));
const count = z.int().check(z.nonnegative());

/**
 * As `z.object`, compiled at its first use as zod's full edition does: three times as fast, which is a tenth of what indexing 10,000 records
 * takes. Where code may not be compiled it behaves like the other.
 */
function object<T extends z.core.$ZodLooseShape>(shape: T): z.core.$ZodObject<T, z.core.$strip> {
  return new $ZodObjectJIT({ type: "object", shape }) as z.core.$ZodObject<T, z.core.$strip>;
}

const progressShape = {
  completed_phases: z.array(z.enum(phases)),
  current_tasks: z.array(z.string()),
  last_checkpoint: z.exactOptional(time),
};
const metaShape = { created: time, updated: time };

/** The seed's "Session State Structure" and the optional fields of product.md, "On disk". */
const recordShape = {
  session_id: z.string(),
  project: z.string(),
  type: z.enum(sessionTypes),
  current_phase: z.enum(phases),
  status: z.enum(["active", "paused", "completed"]),
  progress: object(progressShape),
  meta: object(metaShape),
  forked_from: z.exactOptional(object({ session: z.string(), commit: z.string(), checkpoint: z.exactOptional(count) })),
  workspace: z.exactOptional(z.string()),
  tags: z.exactOptional(z.array(z.string())),
  retention: z.exactOptional(
    object({
      keep: z.exactOptional(count),
      max_age_days: z.exactOptional(z.number().check(z.nonnegative())),
      max_bytes: z.exactOptional(count),
    }),
  ),
};
export const recordSchema = object(recordShape);

/** What is wrong with a record; the view and `doctor` say it. */
export interface RecordFault {
  readonly code: "missing-record" | "corrupt-record" | "wrong-session-id" | "unreadable";
  /** One sentence. */
  readonly message: string;
}

export interface ParsedRecord {
  /** As read; what is missing or wrong is filled in from the template. */
  readonly record: SessionRecord;
  /** The exact document, when it is a JSON object and can be edited. */
  readonly text?: string;
  readonly fault?: RecordFault;
}

/**
 * Parses `workflow-session.json` of the session whose directory is named `id`; never throws. `bytes` undefined: there is no such file.
 * @param fallbackTime milliseconds, for a record without usable times (its file's mtime is a good choice)
 */
export function parseRecord(bytes: Uint8Array | undefined, id: SessionId, fallbackTime: number): ParsedRecord {
  if (bytes === undefined) {
    return {
      record: recordTemplate(id, fallbackTime),
      fault: { code: "missing-record", message: `There is no ${recordName}.` },
    };
  }
  const json = parseJsonObject(bytes);
  if (!json.ok) {
    return { record: recordTemplate(id, fallbackTime), fault: { code: "corrupt-record", message: json.problem } };
  }
  const { text, value } = json;
  const { usable, parsed } = parseValue(value);
  if (!parsed.success) {
    const message = `${describe(parsed.error)}.`;
    const record = salvage(usable, recordTemplate(id, fallbackTime));
    return { record, text, fault: { code: "corrupt-record", message } };
  }
  const record = parsed.data;
  if (record.session_id === id) return { record, text };
  const message = `Its session_id is “${record.session_id.slice(0, 255)}”, but the directory is named ${id}.`;
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
function parseValue(value: JsonObject): {
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

/** A record that stands for one that cannot be read at all, with the reason. */
export function unreadableRecord(id: SessionId, fallbackTime: number, message: string): ParsedRecord {
  return { record: recordTemplate(id, fallbackTime), fault: { code: "unreadable", message } };
}

/** A record whose reading failed: one too large is corrupt and can be rebuilt, the others are a person's business. */
export function failedRecord(id: SessionId, fallbackTime: number, error: FileError): ParsedRecord {
  if (error.reason !== "too-large") return unreadableRecord(id, fallbackTime, error.message);
  const fault = { code: "corrupt-record", message: "It is larger than 1 MiB." } as const;
  return { record: recordTemplate(id, fallbackTime), fault };
}

/** The seed's recovery template: what a session of this name looks like before anybody worked on it. */
export function recordTemplate(id: SessionId, now: number): SessionRecord {
  return {
    session_id: id,
    project: id.replace(/^WFS-/u, "").replaceAll(/[-_]+/gu, " "),
    type: "medium",
    current_phase: "PLAN",
    status: "paused",
    progress: { completed_phases: [], current_tasks: [] },
    meta: { created: formatTime(now), updated: formatTime(now) },
  };
}

/** A new document for a record. */
export function recordText(record: SessionRecord): string {
  return printDocument(record as unknown as Readonly<Record<string, JsonValue>>);
}

const leaves: readonly (readonly [keyof SessionRecord, ...string[]])[] = [
  ["session_id"],
  ["project"],
  ["type"],
  ["current_phase"],
  ["status"],
  ...Object.keys(progressShape).map((key) => ["progress", key] as const),
  ...Object.keys(metaShape).map((key) => ["meta", key] as const),
  ...["session", "commit", "checkpoint"].map((key) => ["forked_from", key] as const),
  ["workspace"],
  ["tags"],
  ...["keep", "max_age_days", "max_bytes"].map((key) => ["retention", key] as const),
];

/** Why a record cannot be written as it is meant to be; one of the file may lack more than one we make. */
export function recordFlaw(record: SessionRecord): string | undefined {
  const checked = z.safeParse(recordSchema, record);
  return checked.success ? undefined : `${describe(checked.error)}.`;
}

/**
 * The document with its known fields as in `record`; only fields whose value differs are rewritten, every other byte stays
 * (property-tested). `text` is a JSON object as `parseRecord` returns it.
 */
export function editRecord(text: string, record: SessionRecord): string {
  const json = parseJsonObject(new TextEncoder().encode(text));
  if (!json.ok) throw new TypeError(json.problem);
  const { usable } = parseValue(json.value);
  let edited = text;
  for (const key of ["forked_from", "workspace", "tags", "retention"] as const) {
    if (record[key] === undefined && Object.hasOwn(usable, key)) edited = setMember(edited, [key], undefined);
  }
  for (const path of leaves) {
    const wanted = at(record, path);
    if (JSON.stringify(wanted) !== JSON.stringify(at(usable, path))) {
      edited = setMember(edited, path, wanted as JsonValue | undefined);
    }
  }
  return edited;
}

/** Own members only: a hostile `__proto__` gives nothing. */
function at(value: unknown, path: readonly string[]): unknown {
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
    const member = at(from, [key]);
    const parsed = member === undefined ? undefined : z.safeParse(schema, member);
    if (parsed?.success === true) result.set(key, parsed.data);
  }
  return Object.fromEntries(result) as T;
}

function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  const where = issue?.path.join(".") ?? "";
  const what = issue?.message ?? "is not valid";
  const others = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : "";
  return `Its field “${where}” cannot be used: ${what}${others}`;
}
