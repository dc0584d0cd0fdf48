import type { LineEndings } from "../../git/config/lineEndings.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { WorktreeKind } from "../../worktrees/worktree.ts";

export const checkpointTriggers = [
  "manual",
  "phase",
  "session-end",
  "before-restore",
  "before-merge",
  "before-remove",
  "switch",
  "timer",
] as const;
export type CheckpointTrigger = (typeof checkpointTriggers)[number];

/** What follows from why a checkpoint is taken. */
interface TriggerPolicy {
  /** Nobody has asked for it: it starts no filter that only the repository's own configuration names, and completes no change that was cut off. */
  readonly byItself: boolean;
  /** It comes before a risk, so it must also outlive a power failure in the middle of that. */
  readonly beforeRisk: boolean;
  /** The caller gets the list of what it does not hold with the answer; of all others it is logged. */
  readonly answersSkipped: boolean;
}

export const triggerPolicies: Readonly<Record<CheckpointTrigger, TriggerPolicy>> = {
  manual: { byItself: false, beforeRisk: false, answersSkipped: true },
  phase: { byItself: true, beforeRisk: false, answersSkipped: false },
  "session-end": { byItself: true, beforeRisk: false, answersSkipped: false },
  "before-restore": { byItself: false, beforeRisk: true, answersSkipped: true },
  "before-merge": { byItself: false, beforeRisk: true, answersSkipped: false },
  "before-remove": { byItself: false, beforeRisk: true, answersSkipped: true },
  switch: { byItself: true, beforeRisk: false, answersSkipped: false },
  timer: { byItself: true, beforeRisk: false, answersSkipped: false },
};

export const skipReasons = [
  "too-large",
  "unreadable",
  "not-a-file",
  "name",
  "filter",
  "stripped",
  "encoding",
  "nested-repository",
  "worktree",
  "submodule",
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** What a checkpoint does not hold of the working tree; of a file that is `stripped`, it holds what its clean filter has kept. */
export interface SkippedFile {
  /**
   * Relative to the top of the work tree; a directory, with all that is in it, has a slash behind it. Lossy for a name that is not UTF-8
   * (reason `name`).
   */
  readonly path: string;
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** One of `skipReasons`; of a checkpoint that another version took, any word. */
  readonly reason: SkipReason | (string & {});
}

/** What of these nobody else holds: a worktree of this repository keeps its work itself, on a branch or in checkpoints of its own. */
export function lossesAmong(skipped: readonly SkippedFile[]): readonly SkippedFile[] {
  return skipped.filter(({ reason }) => reason !== "worktree");
}

/** What a checkpoint's commit says about itself; written as trailers (checkpointMessage.ts), there is no other file. */
export interface CheckpointFacts {
  readonly session: string;
  readonly trigger: CheckpointTrigger;
  /** RFC 3339. */
  readonly time: string;
  readonly place: WorktreeKind;
  readonly message: string | undefined;
  readonly by: string | undefined;
  readonly phase: string | undefined;
  readonly tasks: readonly string[];
  /** What HEAD pointed to: both missing in a repository without a commit, `branch` missing when detached. */
  readonly head: ObjectId | undefined;
  readonly branch: string | undefined;
  /** Commit of the index as it was; `undefined` when it held unresolved conflicts and so could not be kept. */
  readonly index: ObjectId | undefined;
  /** What lies beside the tree (aside.ts); `undefined`: nothing, or the checkpoint is older than that. */
  readonly aside: ObjectId | undefined;
  /** What git's configuration said of line endings when files were last read; `undefined`: the checkpoint is older than that. */
  readonly lines: LineEndings | undefined;
  /** What the file of the index looked like then: the same again means the same index, unread. */
  readonly stamp: string | undefined;
  /** Files that differ from the checkpoint before (from HEAD for the first). */
  readonly files: number;
  readonly skipped: readonly SkippedFile[];
  /** Empty directories, which git's trees cannot hold. */
  readonly emptyDirectories: readonly string[];
}

export interface Checkpoint extends CheckpointFacts {
  /** 1, 2, 3 … within the session; never used twice while a newer one exists. */
  readonly id: number;
  readonly ref: RefName;
  readonly commit: ObjectId;
  readonly tree: ObjectId;
  readonly pinned: boolean;
}

/** Answer of taking one, as `wfs checkpoint create --json` prints it. */
export interface TakenCheckpoint {
  readonly id: number;
  readonly ref: string;
  readonly commit: string;
  readonly tree: string;
  /** False: nothing had changed since checkpoint `id`, so nothing was written. */
  readonly created: boolean;
  readonly time: string;
  readonly files: number;
  readonly skipped: readonly SkippedFile[];
  /** The rules by which secrets were taken out of its message; left out where there were none. */
  readonly redacted?: readonly string[];
}
