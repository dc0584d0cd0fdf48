import type { OperationInProgress } from "../../git/directory/operationsInProgress.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { UncommittedPath } from "../worktree/worktreeStatus.ts";
import type { IgnoredPath } from "./ignoredPaths.ts";
import type { OwnCommits } from "./ownCommits.ts";

/** A fork looked at before its removal. */
export interface RemovalView {
  readonly id: SessionId;
  /** `undefined`: the branch is gone already. */
  readonly head: ObjectId | undefined;
  /** The one that goes with it; of a fork with a branch of its own also one that a person has moved. */
  readonly worktree: WorktreeLink | undefined;
  /** `undefined`: its branch goes too. */
  readonly stays: StayingWork | undefined;
  readonly loss: Loss;
}

/** What the removal of a fork leaves that was made of a branch which was there before: that branch, and a worktree that is not ours. */
export interface StayingWork {
  readonly branch: RefName;
  /** `undefined`: none stands, or it was made for the fork and goes with it. */
  readonly worktree: WorktreeLink | undefined;
}

/** What removing the fork would take away; all empty: nothing is lost. */
export interface Loss {
  readonly uncommitted: readonly UncommittedPath[];
  /** Commits that no other branch, tag or remote branch holds, neither themselves nor, of the fork's branch, in content (a squash). */
  readonly commits: OwnCommits;
  /** Submodules with commits that exist only in this worktree. */
  readonly submodules: readonly string[];
  /** A rebase, merge … that waits in the worktree, with what it has put away. */
  readonly operations: readonly OperationInProgress[];
  /** Repositories inside the worktree that no checkpoint holds: relative paths. */
  readonly repositories: readonly string[];
  /** Those of `uncommitted` that no checkpoint can hold: names that git refuses, files nobody may read, changes inside submodules. */
  readonly unkept: readonly string[];
  /** What git ignores in it; no checkpoint holds that, and it does not count as work. */
  readonly ignored: readonly IgnoredPath[];
}
