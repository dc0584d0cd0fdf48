import type { SkippedFile } from "../../checkpoints/model/checkpoint.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { Clock, FileSystem, Git, Logger, Random } from "../../base/ports.ts";
import type { EventSink } from "../../events/model/event.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { Checkpoints } from "../../checkpoints/checkpoints.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import type { ForkJournal } from "./forkJournal.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";

/** What a checkpoint is to forks. */
interface CheckpointStart {
  /** Its tree: the whole working tree as it was. */
  readonly tree: ObjectId;
  /** The commit that was checked out; `undefined` when there was none yet. */
  readonly head: ObjectId | undefined;
  /** Files it does not hold. */
  readonly skipped: readonly SkippedFile[];
}

export interface SafetyCheckpoint {
  readonly n: number;
  readonly commit: string;
  /** Files it does not hold, above the size limit for example. */
  readonly skipped: readonly SkippedFile[];
}

/** What forks need of the checkpoints of a session. */
export interface ForkCheckpoints extends Pick<Checkpoints, "findCheckout" | "workTree" | "previewBranchUpdate"> {
  /** Throws `not-found`. */
  find(session: SessionId, n: number, signal?: AbortSignal): Promise<CheckpointStart>;
  /** Keeps the working tree of this worktree under the session, uncommitted files included; names the last one when nothing changed. */
  keep(
    session: SessionId,
    worktree: string,
    reason: "before-removal" | "before-merge",
    signal?: AbortSignal,
  ): Promise<SafetyCheckpoint>;
  /** The tree of everything in a worktree of this repository, wherever it was renamed to; runs nothing of the repository. */
  treeAt(worktree: string, signal?: AbortSignal): Promise<ObjectId>;
  /** Files of a worktree that git takes for unchanged although a clean filter has kept only a part of them; runs the filters. */
  stripped(worktree: string, signal?: AbortSignal): Promise<readonly string[]>;
}

/** What every operation on forks works with; `repository` is the main checkout's. */
export interface ForkContext {
  /** The directory that holds `.workflow` and `.worktrees`. */
  readonly root: string;
  readonly repository: Repository;
  /** `repository`'s common directory with every link resolved. */
  readonly commonDirectory: string;
  readonly git: Git;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly sessions: Sessions;
  readonly journal: ForkJournal;
  readonly events?: EventSink;
  readonly checkpoints: ForkCheckpoints;
  /** The system's directory for temporary files: a look leaves nothing in the repository, which may be one that can only be read. */
  readonly temporary: string;
}

/** The repository as seen from a worktree whose link has just been read. */
export function worktreeRepository(context: ForkContext, link: WorktreeLink): Repository {
  const { format, commonDir } = context.repository.paths;
  return context.repository.at({ root: link.worktree, gitDir: link.admin, commonDir, format });
}
