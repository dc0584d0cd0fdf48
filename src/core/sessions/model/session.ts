import type { AgentIdentity } from "./agentIdentity.ts";
import type { SessionId } from "./sessionId.ts";
import type { Text } from "../../base/text.ts";

export const phases = ["PLAN", "IMPLEMENT", "REVIEW"] as const;
export type Phase = (typeof phases)[number];

export const sessionTypes = ["simple", "medium", "complex"] as const;
export type SessionType = (typeof sessionTypes)[number];

export const recordStatuses = ["active", "paused", "completed"] as const;
/** What `status` of the record says; informational, the marker decides which session is active. */
export type RecordStatus = (typeof recordStatuses)[number];

/** What a person sees: derived from the marker, the record and the location of the directory. */
export type SessionState = "active" | "paused" | "completed" | "archived";

/** The baseline a fork started from. */
export interface ForkOrigin {
  readonly session: string;
  readonly commit: string;
  readonly checkpoint?: number;
}

/**
 * `workflow-session.json` as it was read: the members Workflow Sessions knows. What is absent, or is not of the member's type, is `undefined` (a list:
 * empty). Words are kept as other tools write them, so only those of `phases`, `sessionTypes` and `recordStatuses` mean something.
 * Unknown members stay in the file (recordEdit.ts).
 */
export interface SessionRecord {
  readonly session_id: string | undefined;
  readonly project: string | undefined;
  readonly type: string | undefined;
  readonly current_phase: string | undefined;
  readonly status: string | undefined;
  readonly progress: {
    readonly completed_phases: readonly string[];
    readonly current_tasks: readonly string[];
    /** RFC 3339. */
    readonly last_checkpoint?: string;
  };
  /** RFC 3339. */
  readonly meta: { readonly created: string | undefined; readonly updated: string | undefined };
  readonly forked_from?: ForkOrigin;
  /** A fork's branch as `git switch` names it, where that was there before the fork; absent: `session/<id>`. */
  readonly branch?: string;
  readonly workspace?: string;
  readonly tags?: readonly string[];
  readonly retention?: RetentionPolicy;
  /** Who works on it. */
  readonly agent?: AgentIdentity;
  /** Whose notes it has (userScope.ts); absent: everybody's. */
  readonly user_scope?: string;
}

/** Members of a record that an operation sets; the others stay as they are. */
export type RecordFields = {
  readonly [Name in keyof SessionRecord]?: Exclude<SessionRecord[Name], undefined>;
};

/** Whether a word of a record is one of those that mean something. */
export function isOneOf<Word extends string>(words: readonly Word[], word: unknown): word is Word {
  return (words as readonly unknown[]).includes(word);
}

/** What checkpoints of a session are kept; absent members do not limit. */
export interface RetentionPolicy {
  readonly keep?: number;
  /** Days. */
  readonly max_age_days?: number;
  readonly max_bytes?: number;
}

/** One session as every door shows it. */
export interface SessionView {
  readonly id: SessionId;
  readonly state: SessionState;
  readonly active: boolean;
  /** The session's directory. */
  readonly path: string;
  /** The record as read; for an unreadable one a template made of the directory's name, with `problem` set. */
  readonly record: SessionRecord;
  /** Why the record could not be used as it stands, in one sentence. */
  readonly problem?: Text;
  /** It is of another scope than the caller's: what its record says of the work is left out, and its notes are refused (scope/withheldNotes.ts). */
  readonly withheld?: true;
}

/** Which session is active, and how sure that is. */
export interface ActiveState {
  readonly active: SessionId | undefined;
  /** `healing`: several markers stand, the effective one is named; `none`: no valid marker. */
  readonly state: "ok" | "healing" | "none";
}

export type ProblemCode =
  | "orphan-marker"
  | "several-markers"
  | "invalid-marker"
  /** The active session's marker is of a time to come, which wins against every other. */
  | "future-marker"
  | "corrupt-record"
  | "missing-record"
  | "wrong-session-id"
  | "invalid-session-name"
  | "case-twins"
  | "twin"
  /** Two sessions that were made of one branch. */
  | "shared-branch"
  | "unsafe-path"
  | "unreadable"
  | "leftover-temp"
  /** A change of files that its process did not end. */
  | "half-changed"
  /** A change of a fork that its process did not end. */
  | "unfinished-operation"
  /** A session whose directory is gone while git still has its branch, worktree or checkpoints. */
  | "lost-session";

/** Something wrong in `.workflow`, with what the repair would do. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: Text;
  readonly path: string;
  readonly session?: SessionId;
  /** It stands for so many of its kind, which are not told one by one. */
  readonly more?: number;
  /** Of something half done, when it began; no part of the message, because each door has its way to say a time. */
  readonly begun?: string;
  /** One sentence in the future tense; absent: only a person can mend it (the message says how). */
  readonly repair?: Text;
}
