import type { JsonValue } from "../../files/jsonText.ts";

/**
 * What each type of event says beside `at`, `session`, `actor` and `type` (docs/events.md). Members are ids, names, numbers and short texts out of which secrets
 * have been taken; never contents of files.
 */
export interface EventMembers {
  "session.created": {
    /** Its directory had been gone, and it was brought back. */
    readonly back?: true;
  };
  "session.activated": { readonly from: string | null };
  "session.paused": object;
  "session.completed": { readonly archived: boolean };
  "session.unarchived": object;
  "session.renamed": { readonly from: string };
  "session.deleted": object;
  "phase.entered": { readonly phase: string; readonly from: string | null };
  "task.added": { readonly text: string };
  "task.finished": { readonly text: string };
  "save.written": { readonly trigger: string };
  "checkpoint.taken": { readonly n: number; readonly trigger: string; readonly commit: string };
  "checkpoint.restored": { readonly n: number | null; readonly operation: "restore" | "undo" | "redo" };
  "checkpoint.recovered": OfRecovery;
  "checkpoint.pruned": { readonly count: number };
  "fork.created": { readonly baseline: string; readonly commit: string; readonly branch: string };
  "fork.adopted": { readonly branch: string };
  "fork.opened": { readonly worktree: string; readonly setup: number | null };
  "fork.synced": { readonly result: "fast-forward" | "merged"; readonly head: string };
  "fork.removed": { readonly checkpoint: number | null };
  "fork.recovered": OfRecovery;
  "fork.repaired": { readonly finding: string };
  "request.asked": { readonly request: string; readonly kind: string; readonly replaces: string | null };
  "request.withdrawn": { readonly request: string; readonly replaced_by: string | null };
  "request.decided": { readonly request: string; readonly kind: string; readonly decision: string };
  "request.settled": { readonly request: string; readonly kind: string; readonly outcome: string };
  "request.undone": { readonly request: string; readonly kind: string };
  "comment.added": { readonly comment: string; readonly file: string | null };
  "comment.replied": { readonly comment: string; readonly thread: string };
  "comment.resolved": {
    readonly thread: string;
    readonly resolved: boolean;
    /** The commit its suggestion was applied with. */
    readonly applied?: string;
  };
  "run.queued": OfRun;
  "run.started": OfRun & { readonly base: string; readonly worktree: string; readonly enforcement: string };
  "run.retried": OfRun & { readonly base: string; readonly worktree: string; readonly checkpoint: number | null };
  "run.reset": OfRun & { readonly base: string; readonly checkpoint: number | null };
  "run.finished": OfRun & { readonly result: string; readonly head: string };
  "run.removed": OfRun & { readonly checkpoint: number | null };
  "tool.started": OfTool;
  "tool.ended": OfTool & {
    /** Exit code, as in a shell; `null`: not known. */
    readonly exit: number | null;
    readonly ms: number;
    /** Files of the worktree that differ since it began, relative to its top; at most 200. `null`: nobody looked. */
    readonly changed: readonly string[] | null;
    /** How many more there are. */
    readonly more: number;
  };
  "check.ended": {
    readonly task?: string;
    readonly request?: string;
    readonly name: string;
    readonly status: "passed" | "failed" | "skipped";
    /** The tree it ran on. */
    readonly tree: string;
    /** `required`: the person's own command, run by their window; `claimed`: whoever ran it says so. */
    readonly by: "required" | "claimed";
  };
}

/** What a killed process left, ended by another one. */
interface OfRecovery {
  readonly operation: string;
  readonly outcome: "completed" | "taken-back" | "abandoned";
}

interface OfRun {
  readonly task: string;
  readonly lane: string;
  readonly attempt: number;
}

interface OfTool extends OfRun {
  /** One call, from its start to its end. */
  readonly call: string;
  readonly tool: string;
  /** The command line without secrets, cut at 1,000 characters. */
  readonly command?: string;
}

export type EventType = keyof EventMembers;

/** One event as it was read: whoever wrote the file may have written anything, so only these four are known, and nothing decides by them. */
export interface WorkflowEvent {
  /** RFC 3339. */
  readonly at: string;
  /** `null`: of the workspace. */
  readonly session: string | null;
  readonly actor: string;
  readonly type: string;
  readonly [member: string]: JsonValue;
}

/** Where operations say what they have done. */
export interface EventSink {
  /** Writes one event; never fails: what cannot be written is logged. */
  note<Type extends EventType>(
    type: Type,
    session: string | null,
    members: EventMembers[Type],
    actor?: string,
  ): Promise<void>;
}
