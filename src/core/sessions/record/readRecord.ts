import { parseTime, readTime } from "../../base/time.ts";
import { say } from "../../base/text.ts";
import { type JsonObject, parseJsonObject, isJsonObject } from "../../files/jsonBytes.ts";
import { agentIn, type AgentIdentity } from "../model/agentIdentity.ts";
import type { ParsedRecord } from "./record.ts";
import type { ForkOrigin, RetentionPolicy, SessionRecord } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";
import { userScopeIn } from "../model/userScope.ts";

/**
 * The record of the session whose directory is named `id`, from any JSON object: tools that share this layout write what they need, so nothing of it
 * is required. `undefined`: the bytes hold no JSON object (brokenRecord.ts). Without a schema library, which a window and `wfs` would have to load
 * before their first rows.
 */
export function readRecord(bytes: Uint8Array, id: SessionId): ParsedRecord | undefined {
  const json = parseJsonObject(bytes);
  if (!json.ok) return undefined;
  const record = recordOf(json.value);
  const { session_id } = record;
  if (session_id === undefined || session_id === id) return { record, text: json.text };
  const message = say`Its session_id is “${session_id.slice(0, 255)}”, but the directory is named ${id}.`;
  return { record, text: json.text, fault: { code: "wrong-session-id", message } };
}

/** What a JSON object says as a record; each member by itself, so that one of another form takes nothing from the others. */
export function recordOf(value: JsonObject): SessionRecord {
  const progress = objectAt(value, "progress");
  const meta = objectAt(value, "meta");
  const last = timeOf(progress["last_checkpoint"]);
  const completed_phases = textsOf(progress["completed_phases"]);
  const current_tasks = textsOf(progress["current_tasks"]);
  const forked_from = originOf(value["forked_from"]);
  const branch = textOf(value["branch"]);
  const workspace = textOf(value["workspace"]);
  const tags = Array.isArray(value["tags"]) && value["tags"].every(isText) ? value["tags"] : undefined;
  const retention = retentionOf(value["retention"]);
  const agent = agentOf(value["agent"]);
  const user_scope = userScopeIn(value["user_scope"]);
  // A literal of its own: members spread into it would make it ten times as large, for each of 10,000 records that are kept.
  const record = {
    session_id: textOf(value["session_id"]),
    project: textOf(value["project"]) ?? describedBy(value),
    type: textOf(value["type"]),
    current_phase: textOf(value["current_phase"]),
    status: textOf(value["status"]),
    progress:
      last === undefined
        ? { completed_phases, current_tasks }
        : { completed_phases, current_tasks, last_checkpoint: last },
    meta: {
      created: newest(meta["created"], value["created_at"], value["created"]),
      updated: newest(meta["updated"], value["updated_at"], value["updated"]),
    },
  };
  const extra = [forked_from, branch, workspace, tags, retention, agent, user_scope];
  if (extra.every((member) => member === undefined)) return record;
  return {
    ...record,
    ...(forked_from === undefined ? {} : { forked_from }),
    ...(branch === undefined ? {} : { branch }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(tags === undefined ? {} : { tags }),
    ...(retention === undefined ? {} : { retention }),
    ...(agent === undefined ? {} : { agent }),
    ...(user_scope === undefined ? {} : { user_scope }),
  };
}

const none: JsonObject = {};
const noTexts: readonly string[] = [];

const isText = (value: unknown): value is string => typeof value === "string";
const textOf = (value: unknown): string | undefined => (isText(value) ? value : undefined);
const timeOf = (value: unknown): string | undefined => (isText(value) ? readTime(value) : undefined);
const isAmount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isCount = (value: unknown): value is number => isAmount(value) && Number.isSafeInteger(value);

function objectAt(value: JsonObject, name: string): JsonObject {
  const member = value[name];
  return isJsonObject(member) ? member : none;
}

/** The texts of a list; other tools put objects there, which are not shown and stay in the file. */
function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return noTexts;
  return value.every(isText) ? value : value.filter(isText);
}

/** Where other tools say what a session is about. */
const descriptions = ["title", "topic", "description", "task_description", "goal"] as const;

function describedBy(value: JsonObject): string | undefined {
  for (const name of descriptions) {
    const text = textOf(value[name]);
    if (text !== undefined && text.trim() !== "") return text;
  }
  return undefined;
}

/** The newest of the moments that are written; several stand where several tools work on one session. */
function newest(ours: unknown, ...theirs: readonly unknown[]): string | undefined {
  let found = timeOf(ours);
  for (const one of theirs) {
    if (one === undefined) continue;
    const time = timeOf(one);
    if (time !== undefined && (found === undefined || isLater(time, found))) found = time;
  }
  return found;
}

function isLater(time: string, other: string): boolean {
  return (parseTime(time) ?? 0) > (parseTime(other) ?? 0);
}

function originOf(value: unknown): ForkOrigin | undefined {
  if (!isJsonObject(value)) return undefined;
  const { session, commit, checkpoint } = value;
  if (!isText(session) || !isText(commit)) return undefined;
  return isCount(checkpoint) ? { session, commit, checkpoint } : { session, commit };
}

function agentOf(value: unknown): AgentIdentity | undefined {
  return isJsonObject(value) ? agentIn(value) : undefined;
}

function retentionOf(value: unknown): RetentionPolicy | undefined {
  if (!isJsonObject(value)) return undefined;
  const { keep, max_age_days, max_bytes } = value;
  return {
    ...(isCount(keep) ? { keep } : {}),
    ...(isAmount(max_age_days) ? { max_age_days } : {}),
    ...(isCount(max_bytes) ? { max_bytes } : {}),
  };
}
