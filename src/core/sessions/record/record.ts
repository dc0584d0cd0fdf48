import type { Text } from "../../base/text.ts";
import { formatTime } from "../../base/time.ts";
import type { SessionRecord } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";

export const recordName = "workflow-session.json";

/** What is wrong with a record; the view and `doctor` say it. */
export interface RecordFault {
  readonly code: "missing-record" | "corrupt-record" | "wrong-session-id" | "unreadable";
  /** One sentence. */
  readonly message: Text;
}

export interface ParsedRecord {
  /** As read; of a record that is absent or corrupt: what can be read, and the template for the rest. */
  readonly record: SessionRecord;
  /** The exact document, when it is a JSON object and can be edited. */
  readonly text?: string;
  /** The document that would stand instead of an absent or corrupt one. */
  readonly rebuilt?: string;
  readonly fault?: RecordFault;
}

/** A record that stands for one that cannot be read at all, with the reason; nothing is known of it. */
export function unreadableRecord(id: SessionId, message: Text): ParsedRecord {
  const record = {
    session_id: id,
    project: undefined,
    type: undefined,
    current_phase: undefined,
    status: undefined,
    progress: { completed_phases: [], current_tasks: [] },
    meta: { created: undefined, updated: undefined },
  };
  return { record, fault: { code: "unreadable", message } };
}

/** What a session is about as far as its name says. */
export function slugWords(id: SessionId): string {
  return id.replace(/^WFS-/u, "").replaceAll(/[-_]+/gu, " ");
}

/** The template for a record that is missing or corrupt: what a session of this name looks like before anybody worked on it. */
export function recordTemplate(id: SessionId, now: number): SessionRecord {
  return {
    session_id: id,
    project: slugWords(id),
    type: "medium",
    current_phase: "PLAN",
    status: "paused",
    progress: { completed_phases: [], current_tasks: [] },
    meta: { created: formatTime(now), updated: formatTime(now) },
  };
}
