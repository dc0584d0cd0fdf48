import type { Text } from "../../base/text.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";

/** `worktree`: a linked worktree, with the branch in it; `branch`: one that no worktree has, or that only a remote has; `changes`: what is not committed in the main checkout. */
export type FoundKind = "worktree" | "branch" | "changes";

/**
 * Work in progress that is no session's. Of one that was only listed, `ahead`, `behind`, `files`, `squashed`, `dirty` and `not_looked_at` are `null`;
 * measured, they are `null` where they cannot be told.
 */
export interface FoundWork {
  readonly kind: FoundKind;
  /** Absolute path of the working tree; `null` for a branch. */
  readonly path: string | null;
  /** As people call it, of a remote with that (`origin/copilot/x`); `null`: HEAD is detached. */
  readonly branch: string | null;
  /** The same as git's full name. */
  readonly ref: RefName | null;
  /** The product that made it, as far as its place or its branch tells; `null`: nothing tells. */
  readonly tool: string | null;
  /** The commit of the branch, or of the detached HEAD; `null`: there is none yet, or it cannot be read. */
  readonly head: ObjectId | null;
  /** The commit of the integration branch it is measured against; `null`: there is none. */
  readonly base: ObjectId | null;
  /** Commits that the integration branch lacks. */
  readonly ahead: number | null;
  /** Commits of the integration branch that it lacks. */
  readonly behind: number | null;
  /** Files that differ since it left the integration branch. */
  readonly files: number | null;
  /** Whether the integration branch has got, by other commits, all that these commits do. */
  readonly squashed: boolean | null;
  /** Paths with changes that no commit holds. */
  readonly dirty: number | null;
  /** Paths of which only a filter of the repository's own configuration could tell, which no look starts; not among `dirty`. */
  readonly not_looked_at: number | null;
  /** RFC 3339: when something was last done; of an edit that nobody has staged only a measured one tells. */
  readonly last: string;
  /** Why something of it could not be read. */
  readonly problem: Text | null;
}

export interface FoundList {
  /** What matches the person's patterns, worktrees and changes first; of each, the newest first. */
  readonly found: readonly FoundWork[];
  /** How many more there are that are not listed. */
  readonly more: number;
  /** The branch they are measured against, as people call it (`main`, `origin/main`); `null`: the repository has none yet. */
  readonly against: string | null;
  /** Its full name; `null` also where that is a detached HEAD. */
  readonly integration: RefName | null;
}
