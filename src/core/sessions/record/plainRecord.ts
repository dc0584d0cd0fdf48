import { parseTime } from "../../base/time.ts";
import { type JsonObject, parseJsonObject, isJsonObject } from "../../files/jsonBytes.ts";
import type { ParsedRecord } from "./record.ts";
import { phases, recordStatuses, sessionTypes, type SessionRecord } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";

/**
 * The record, where the schema of recordParsing.ts would take it as it is and it is the one of `id`; `undefined`: that has to be asked. Nearly
 * every record is like that, and this takes a tenth of the schema's time, which `wfs` would also have to load. A test holds the two
 * against each other.
 */
export function parsePlainRecord(bytes: Uint8Array, id: SessionId): ParsedRecord | undefined {
  const json = parseJsonObject(bytes);
  const record = json.ok ? plainRecord(json.value) : undefined;
  return json.ok && record?.session_id === id ? { record, text: json.text } : undefined;
}

function plainRecord(value: JsonObject): SessionRecord | undefined {
  const { session_id, project, type, current_phase, status, progress, meta } = value;
  const { forked_from, workspace, tags, retention } = value;
  if (!isText(session_id) || !isText(project)) return undefined;
  if (!isOneOf(sessionTypes, type) || !isOneOf(phases, current_phase) || !isOneOf(recordStatuses, status)) {
    return undefined;
  }
  if (!isProgress(progress) || !isMeta(meta)) return undefined;
  if (!isAbsentOr(isOrigin, forked_from) || !isAbsentOr(isText, workspace)) return undefined;
  if (!isAbsentOr(isTexts, tags) || !isAbsentOr(isRetention, retention)) return undefined;
  // A literal of its own: members spread into it would make it ten times as large, for each of 10,000 records that are kept.
  const record = {
    session_id,
    project,
    type,
    current_phase,
    status,
    progress: only(progress, ["completed_phases", "current_tasks", "last_checkpoint"]),
    meta: only(meta, ["created", "updated"]),
  };
  if (forked_from === undefined && workspace === undefined && tags === undefined && retention === undefined) {
    return record;
  }
  return {
    ...record,
    ...(forked_from === undefined ? {} : { forked_from: only(forked_from, ["session", "commit", "checkpoint"]) }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(tags === undefined ? {} : { tags }),
    ...(retention === undefined ? {} : { retention: only(retention, ["keep", "max_age_days", "max_bytes"]) }),
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isTime = (value: unknown): value is string => isText(value) && parseTime(value) !== undefined;
const isAmount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isCount = (value: unknown): value is number => isAmount(value) && Number.isSafeInteger(value);

function isOneOf<Word extends string>(words: readonly Word[], value: unknown): value is Word {
  return (words as readonly unknown[]).includes(value);
}

function isAbsentOr<Value>(is: (value: unknown) => value is Value, value: unknown): value is Value | undefined {
  return value === undefined || is(value);
}

function isProgress(value: unknown): value is SessionRecord["progress"] {
  if (!isJsonObject(value)) return false;
  const { completed_phases, current_tasks, last_checkpoint } = value;
  const isPhases = Array.isArray(completed_phases) && completed_phases.every((phase) => isOneOf(phases, phase));
  return isPhases && isTexts(current_tasks) && isAbsentOr(isTime, last_checkpoint);
}

function isMeta(value: unknown): value is SessionRecord["meta"] {
  return isJsonObject(value) && isTime(value["created"]) && isTime(value["updated"]);
}

function isOrigin(value: unknown): value is NonNullable<SessionRecord["forked_from"]> {
  if (!isJsonObject(value)) return false;
  return isText(value["session"]) && isText(value["commit"]) && isAbsentOr(isCount, value["checkpoint"]);
}

function isRetention(value: unknown): value is NonNullable<SessionRecord["retention"]> {
  if (!isJsonObject(value)) return false;
  const { keep, max_age_days, max_bytes } = value;
  return isAbsentOr(isCount, keep) && isAbsentOr(isAmount, max_age_days) && isAbsentOr(isCount, max_bytes);
}

/** The object without members nobody knows; itself when it has no others. */
function only<Known extends object>(value: Known, names: readonly (keyof Known & string)[]): Known {
  for (const name in value) {
    if (names.includes(name)) continue;
    return Object.fromEntries(Object.entries(value).filter(([each]) => names.some((known) => known === each))) as Known;
  }
  return value;
}
