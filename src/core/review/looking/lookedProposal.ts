import type { SkippedFile } from "../../checkpoints/model/checkpoint.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { BroughtHistory } from "../proposal/broughtHistory.ts";
import type { ProposalFile, ShownProposal } from "../proposal/proposal.ts";

/** Work that can be looked at although nobody has asked for a review of it. */
export type LookTarget =
  /** A working tree with what it has committed and what it has not; `path`: its top, absolute. */
  | { readonly kind: "worktree"; readonly path: string }
  | { readonly kind: "branch"; readonly branch: RefName }
  /** A fork of a session: its worktree, or its branch where it has none. */
  | { readonly kind: "fork"; readonly session: SessionId }
  /** What the main checkout has that no commit holds. */
  | { readonly kind: "changes" };

/** `committed`: from the merge base to the head. `uncommitted`: from the head to the working tree. */
export type LayerName = "committed" | "uncommitted";

/** One layer of work: files with two sides, which lie in the vault. */
export interface Layer {
  readonly shown: ShownProposal;
  /** Sensitive ones first. */
  readonly files: readonly ProposalFile[];
}

/** Work as it stood at one look. */
export interface LookedProposal {
  readonly target: LookTarget;
  /** `null`: HEAD is on no branch. */
  readonly branch: RefName | null;
  /** Top of the working tree: absolute path; `null`: it is in none. */
  readonly path: string | null;
  /** `null`: there is no commit yet. */
  readonly head: ObjectId | null;
  /** What it is compared with; `null`: no integration branch is known, or nothing is compared with one. */
  readonly onto: { readonly ref: RefName; readonly commit: ObjectId } | null;
  /** `null`: both histories have nothing in common, or there is nothing to compare with. */
  readonly mergeBase: ObjectId | null;
  /** Commits only the head has, and only the integration branch has. */
  readonly ahead: number;
  readonly behind: number;
  /** The commits it is ahead by; `null`: there is nothing it could be ahead of. */
  readonly history: BroughtHistory | null;
  /** `null`: commits are not what is looked at, or there are none. */
  readonly committed: Layer | null;
  /** `null`: it is in no working tree. */
  readonly uncommitted: Layer | null;
  /** Files of the working tree that are left out of the uncommitted layer, with the reason. */
  readonly skipped: readonly SkippedFile[];
}
