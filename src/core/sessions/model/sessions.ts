import type { ActiveState, Phase, Problem, RecordFields, SessionRecord, SessionType, SessionView } from "./session.ts";
import type { Text } from "../../base/text.ts";
import type { GivenText, WithRedacted } from "../../redaction/givenText.ts";
import type { LostSession } from "./lostSession.ts";
import type { Meant, Pin } from "./meantSession.ts";
import type { SessionId } from "./sessionId.ts";
import type { Task } from "./task.ts";

export interface NewSession {
  /** With or without `WFS-`. */
  readonly slug: string;
  readonly project: GivenText;
  readonly type?: SessionType;
  /** Default true. */
  readonly activate?: boolean;
  /** It was lost and comes back, so that git has what belongs to it is as it should be. */
  readonly isBack?: true;
  /** Optional fields that are also written into the record. */
  readonly extra?: Partial<
    Pick<
      SessionRecord,
      | "forked_from"
      | "branch"
      | "workspace"
      | "tags"
      | "retention"
      | "agent"
      | "user_scope"
      | "current_phase"
      | "progress"
      | "meta"
    >
  >;
}

/** One phase that was left for another, as kept in `phases/<n>-<PHASE>.json`. */
export interface TransitionRecord {
  /** `null`: the record named no phase. */
  readonly phase_completed: string | null;
  readonly next_phase: string;
  readonly completed_at: string;
  readonly artifacts: Readonly<Record<string, string>>;
}

/** What is not done of a session. */
export interface OpenEnds {
  readonly tasks: readonly Task[];
  /** Forks of it that wait to be merged, or given up. */
  readonly forks: readonly SessionId[];
}

export type SaveTrigger = "phase_complete" | "user_request" | "session_end";

export interface RepairResult {
  readonly problem: Problem;
  readonly done: boolean;
  /** What was done, or why not. */
  readonly message: Text;
}

export interface HealOptions {
  /** Orphans stay, because somebody looks at them: a tool may be about to make, or bring back, the session's directory. */
  readonly keepOrphans?: boolean;
  /** Orphans are removed although there are so many that it takes a while; otherwise such a crowd stays. */
  readonly crowd?: boolean;
}

/** What healing has repaired; empty lists: nothing was wrong, or nothing stood still for long enough. */
export interface Healed {
  /** Sessions whose surplus marker was folded into the effective one. */
  readonly folded: readonly SessionId[];
  /** Sessions without a directory whose marker was removed. */
  readonly orphans: readonly SessionId[];
  /** How many of those were left for later, because there are so many. */
  readonly left: number;
  /** What was done, for people: a sentence for each thing. */
  readonly said: readonly Text[];
}

/** What there is to say about a `.workflow` as a whole. */
export interface Survey {
  readonly exists: boolean;
  readonly state: ActiveState;
  /** How many there are, archived ones included, as far as they are shown. */
  readonly sessions: number;
  readonly problems: readonly Problem[];
  readonly lost: readonly LostSession[];
  /** Sessions outside of the archive for which requests were made. */
  readonly asked: ReadonlySet<SessionId>;
}

/** A session that was set aside. */
export interface DeletedSession {
  /** Where its directory is now. */
  readonly path: string;
  /** How many checkpoints it had, which wait as pruned ones do. */
  readonly checkpoints: number;
}

/** What went with the temporary workspace. */
export interface Discarded {
  readonly checkpoints: number;
  /** Where its directory is now; `null`: it held nothing but what verbs note, and is deleted. */
  readonly path: string | null;
}

/** What killed processes left half done of files and forks (core/recovery/recovery.ts). */
export interface Unfinished {
  /** A change whose process is alive is not among them. */
  problems(): Promise<readonly Problem[]>;
  /** Completes one of them, or (`back`) takes a change of files back. Answers what was done, `undefined` when there is nothing any more. */
  repair(problem: Problem, back?: boolean): Promise<Text | undefined>;
}

/**
 * Every operation on the sessions of one `.workflow`, for all doors (VS Code, `wfs`, agents).
 * `id` left out means the session that `meant` says, or the temporary workspace where the operation allows it. All failures are `WorkflowError`s; a refused operation has changed nothing.
 */
export interface Sessions {
  /** The main checkout's directory that holds (or will hold) `.workflow`. */
  readonly root: string;
  /** `<root>/.workflow`. */
  readonly directory: string;

  exists(): Promise<boolean>;
  /** Makes `.workflow` (and, in a git repository, the entries in `.git/info/exclude`). */
  init(): Promise<void>;

  /** Robust read: scan, and scan again when not exactly one marker stands. */
  active(): Promise<ActiveState>;
  /** Which session is meant, and what says so (meantSession.ts); `known`: what the marker said just now, so that it is not read again. */
  meant(named?: SessionId, known?: ActiveState): Promise<Meant>;
  /** Every session that may be meant here where none is named. */
  mayBeMeant(): Promise<readonly SessionId[]>;
  /** The session the caller's terminal was opened for. */
  pin(): Promise<Pin | undefined>;
  /** All sessions, archived ones included, the active one first, then newest `updated` first. */
  list(): Promise<readonly SessionView[]>;
  get(id: SessionId): Promise<SessionView>;
  /** From one look at each directory and each record, and no more. */
  survey(): Promise<Survey>;

  create(input: NewSession): Promise<WithRedacted<SessionView>>;
  switchTo(id: SessionId): Promise<SessionView>;
  pause(id?: SessionId): Promise<SessionView>;
  /** Activates a paused or completed session and sets its phase from the last phase record, unless the record is newer. */
  resume(id: SessionId): Promise<SessionView>;
  /** Takes a session out of the archive, its record unchanged; nothing is activated. */
  unarchive(id: SessionId): Promise<SessionView>;
  /** `refused` while something of it is open, unless that is known (`force`); one that is completed already is only archived. */
  complete(id?: SessionId, options?: { readonly archive?: boolean; readonly force?: boolean }): Promise<SessionView>;
  /** What completing it would leave open. */
  openEnds(id: SessionId): Promise<OpenEnds>;

  enterPhase(
    phase: Phase,
    options?: {
      readonly id?: SessionId;
      readonly artifacts?: Readonly<Record<string, string>>;
      /** Also to a phase before the current one, which is `refused` otherwise. */
      readonly back?: boolean;
    },
  ): Promise<SessionView>;
  addTask(task: GivenText, id?: SessionId): Promise<WithRedacted<SessionView>>;
  /** A task is also found by the text that was given for it, secrets included. */
  finishTask(task: string, id?: SessionId): Promise<SessionView>;
  /** Writes `saves/<n>-<trigger>.json` and `progress.last_checkpoint`. */
  save(options?: { readonly id?: SessionId; readonly message?: GivenText }): Promise<WithRedacted<SessionView>>;
  /** Sets known fields of the record, every other byte kept; `meta.updated` follows. A `session_id` becomes the directory's name. */
  updateRecord(id: SessionId, change: (record: SessionRecord) => RecordFields): Promise<SessionView>;

  /** Takes a session that is not active out of use (setSessionAside.ts); what it holds was looked at before (core/deletion/). */
  setAside(id: SessionId): Promise<DeletedSession>;

  /** The throwaway workspace used while no session is active, if there is one; a link of its name does not count. */
  temporary(): Promise<SessionView | undefined>;
  /** How many checkpoints the temporary workspace has. */
  temporaryCheckpoints(): Promise<number>;
  /** The temporary workspace, made where there is none. */
  ensureTemporary(): Promise<SessionView>;
  /** Ends what a keep that was cut off has begun (temporarySession.ts); that it could not is logged. */
  settleTemporary(): Promise<void>;
  /** Keeps the temporary workspace as a session, with its checkpoints. */
  keepTemporary(slug: string): Promise<SessionView>;
  /** Throws the temporary workspace away; its checkpoints go as pruned ones do. With any, `refused` unless `force`. */
  discardTemporary(force?: boolean): Promise<Discarded>;

  transitions(id: SessionId): Promise<readonly TransitionRecord[]>;
  /** Files of a session that people look at: name relative to its directory, sorted; never links. */
  artifacts(id: SessionId): Promise<readonly string[]>;

  /** Its tasks, also those that other tools keep in files of their own (listTasks.ts). */
  tasks(id: SessionId): Promise<readonly Task[]>;

  /** Folds surplus markers and removes orphans that have stood for a moment, and logs it; for callers that may write. Never fails. */
  heal(options?: HealOptions): Promise<Healed>;
  problems(): Promise<readonly Problem[]>;
  /** Those of them that a killed process left half done of files and forks; a few names are read where there is none. */
  unfinished(): Promise<readonly Problem[]>;
  /** Sessions whose directory is gone while git still has what belongs to them; by files, so that every look may ask. Never fails. */
  lost(): Promise<readonly LostSession[]>;
  /** Repairs those that have a `repair`; each is looked at again first. `back`: half a change of files is taken back instead of completed. */
  repair(problems: readonly Problem[], back?: boolean): Promise<readonly RepairResult[]>;
}
