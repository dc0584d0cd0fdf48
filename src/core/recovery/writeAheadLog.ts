import type { WorkflowError } from "../base/errors.ts";
import type { Text } from "../base/text.ts";
import type { Recovered } from "../checkpoints/recoverRestore.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";

/** The logs there are: steps on records, changes of forks, changes of files and branches, and what a person has granted. */
export type LogName = "records" | "forks" | "files" | "claims";

/** Something that stands in a log and whose process is gone. */
export interface Pending {
  readonly log: LogName;
  /** The session it is about; of a claim, the request. */
  readonly id: string;
  readonly session?: SessionId;
  /** In one sentence what stands. */
  readonly message: Text;
  readonly path: string;
  /** RFC 3339, where it is known. */
  readonly begun?: string;
  /** What `recover` would do, in the future tense; absent: only a person can mend it, and the message says how. */
  readonly repair?: Text;
  /** Top of the working tree whose files it changes. */
  readonly root?: string;
}

/** What became of it. */
export interface RecoveredWork {
  readonly log: LogName;
  readonly id: string;
  /** `abandoned`: nothing had begun, or a person has gone on, so it is forgotten. `left`: it stays as it is, for `reason`. */
  readonly outcome: Recovered["outcome"] | "left";
  /** Files that were edited since and so stay as they are. */
  readonly edited: readonly string[];
  readonly reason?: WorkflowError;
}

export interface Look {
  /** Looks at the record of every session; else of those alone that verbs mean without a name. */
  readonly everywhere?: boolean;
}

export interface RecoverHow extends Look {
  readonly only?: Pick<Pending, "log" | "id">;
  /** Changes of files are taken back instead of completed. */
  readonly back?: boolean;
  /**
   * Nobody has asked for it: what would start programs that only the repository's configuration names is `left`, and so is what fails. Then nothing is
   * thrown.
   */
  readonly byItself?: boolean;
}

/**
 * Where a change is written down before its first step, so that any process can complete it, or take it back, once its own is gone. Nothing of a
 * process that may live is pending, and nothing of it is touched.
 */
export interface WriteAheadLog {
  /** Reads names where nothing stands; git is started only where something does, or where files cannot tell (reftable). */
  pending(look?: Look): Promise<readonly Pending[]>;
  /** Recovers what is pending and has a `repair`. Throws why one could not be, unless `byItself`. */
  recover(how?: RecoverHow): Promise<readonly RecoveredWork[]>;
}
