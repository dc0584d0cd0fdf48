import { say, type Text } from "../../base/text.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { SafetyCheckpoint } from "../model/forkContext.ts";
import type { Loss } from "./loss.ts";

export interface RemovedFork {
  readonly id: SessionId;
  readonly branch: string;
  /** False: it moved meanwhile, is checked out elsewhere, or was gone. */
  readonly branch_deleted: boolean;
  /** Why it still stands: a checkout uses it, it is not where it was, or it was there before the fork. `null`: it was deleted, or was gone. */
  readonly branch_kept: "used" | "moved" | "adopted" | null;
  /** Directories that wait for their deletion: the worktree, and a session that held nothing. */
  readonly set_aside: readonly string[];
  /** The restore point taken first; `null`: there was nothing that is not kept elsewhere. */
  readonly checkpoint: SafetyCheckpoint | null;
  /** Refs of what an operation in progress had put away; `git stash apply <ref>` brings it back. */
  readonly autostashes: readonly string[];
  readonly session: "archived" | "deleted";
  readonly lost: Loss;
  /** The fork's worktree where a person has put it, or that was there before the fork: it is left as it is, with the branch. `null`: there is none. */
  readonly worktree_left: string | null;
}

/** What is left of a fork that was made of a branch, as a sentence; `undefined`: nothing of that kind. `branch` is a short name. */
export function stayingText({
  branch,
  branch_kept,
  worktree_left,
}: Pick<RemovedFork, "branch_kept" | "worktree_left"> & { readonly branch: string }): Text | undefined {
  if (branch_kept !== "adopted") return undefined;
  return worktree_left === null
    ? say`The branch ${branch} stays: it is not Workflow Sessions' own.`
    : say`The branch ${branch} and the worktree ${worktree_left} stay: they are not Workflow Sessions' own.`;
}
