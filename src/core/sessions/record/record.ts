import type { FileError } from "../../base/errors.ts";
import { say, type Text } from "../../base/text.ts";
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
  /** As read; what is missing or wrong is filled in from the template. */
  readonly record: SessionRecord;
  /** The exact document, when it is a JSON object and can be edited. */
  readonly text?: string;
  readonly fault?: RecordFault;
}

/** A record that stands for one that cannot be read at all, with the reason. */
export function unreadableRecord(id: SessionId, fallbackTime: number, message: Text): ParsedRecord {
  return { record: recordTemplate(id, fallbackTime), fault: { code: "unreadable", message } };
}

/** A record whose reading failed: one too large is corrupt and can be rebuilt, the others are a person's business. */
export function failedRecord(id: SessionId, fallbackTime: number, error: FileError): ParsedRecord {
  if (error.reason !== "too-large") return unreadableRecord(id, fallbackTime, error.text);
  const fault = { code: "corrupt-record", message: say`It is larger than 1 MiB.` } as const;
  return { record: recordTemplate(id, fallbackTime), fault };
}

/** The template for a record that is missing or corrupt: what a session of this name looks like before anybody worked on it. */
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
