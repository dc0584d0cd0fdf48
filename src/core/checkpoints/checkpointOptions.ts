import type { EventSink } from "../events/model/event.ts";
import type { Clock, FileSystem, Git, Logger, Processes, Random } from "../base/ports.ts";
import type { GivenText } from "../redaction/givenText.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import type { CheckpointTrigger, TakenCheckpoint } from "./model/checkpoint.ts";
import type { KeptPath } from "./restore/restorePlan.ts";
import type { TakeProgress } from "./tree/workingTree.ts";

export interface CheckpointSettings {
  /** Bytes; larger files are left out and named. Default 20 MB. */
  readonly sizeLimit: number;
}

export interface CheckpointsOptions {
  /** The main checkout's directory that holds `.workflow`. */
  readonly root: string;
  readonly git: Git;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly processes: Processes;
  readonly sessions: Pick<Sessions, "get" | "updateRecord">;
  readonly settings?: Partial<CheckpointSettings>;
  readonly events?: EventSink;
  /** Completes what was left unfinished in a fork's worktree before that is kept. Throws `conflict` while it is in progress. */
  readonly recoverFork?: (session: SessionId) => Promise<unknown>;
}

export const defaultSizeLimit = 20 * 1024 * 1024;

export interface TakeOptions {
  readonly trigger?: CheckpointTrigger;
  /** What somebody says of it; secrets are taken out of that. */
  readonly message?: GivenText | undefined;
  readonly by?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told when a step begins: looking for changes, reading so many files, writing. */
  readonly onProgress?: ((progress: TakeProgress) => void) | undefined;
}

export interface RestoreOptions {
  /** Files and directories relative to the top of the work tree; left out: everything. */
  readonly paths?: readonly string[];
  /** Bring the index back too. */
  readonly index?: boolean;
  readonly by?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Answer of restore, undo and redo. */
export interface RestoreResult {
  /** Files written or removed. */
  readonly files: number;
  /** Paths that differ and were left as they are. */
  readonly kept: readonly KeptPath[];
  /** Files that are ignored now, were others, and are as the checkpoint holds them again; what they were is in `safety`. */
  readonly replaced: readonly string[];
  /** The checkpoint of how everything was before. */
  readonly safety: TakenCheckpoint;
}
