import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { SafetyCheckpoint } from "../model/forkContext.ts";
import type { Loss } from "./loss.ts";

export interface RemovedFork {
  readonly id: SessionId;
  readonly branch: string;
  /** False: it moved meanwhile, is checked out elsewhere, or was gone. */
  readonly branch_deleted: boolean;
  /** Why it still stands: a checkout uses it, or it is not where it was. `null`: it was deleted, or was gone. */
  readonly branch_kept: "used" | "moved" | "adopted" | null;
  /** Directories that wait for their deletion: the worktree, and a session that held nothing. */
  readonly set_aside: readonly string[];
  /** The restore point taken first; `null`: there was nothing that is not kept elsewhere. */
  readonly checkpoint: SafetyCheckpoint | null;
  /** Refs of what an operation in progress had put away; `git stash apply <ref>` brings it back. */
  readonly autostashes: readonly string[];
  readonly session: "archived" | "deleted";
  readonly lost: Loss;
  /** The fork's worktree where a person has put it: it is left as it is, with the branch. `null`: there is none. */
  readonly worktree_left: string | null;
}
