import type { SkippedFile } from "../../checkpoints/model/checkpoint.ts";
import type { Text } from "../../base/text.ts";
import type { LandingManner } from "../../git/merge/findLanding.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { AgentIdentity } from "../../sessions/model/agentIdentity.ts";
import type { ForkOrigin, SessionState } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";

/** What `wfs fork create --json` prints. */
export interface CreatedFork {
  readonly id: SessionId;
  /** `session/<id>`. */
  readonly branch: string;
  /** Full object id the branch starts at. */
  readonly base: string;
  /** Absolute path; `null` until the fork is opened. */
  readonly worktree: string | null;
  /** Of one that starts at a checkpoint: files that does not hold, so that the fork lacks them. */
  readonly skipped?: readonly SkippedFile[];
}

/** How a fork's head stands to its baseline's head. */
export interface Divergence {
  readonly ahead: number;
  readonly behind: number;
  /** Files differing between the merge base and the fork's head; `null`: the two have no commit in common. */
  readonly files: number | null;
}

/** One fork as the tree and `wfs fork list` show it. */
export interface ForkView {
  readonly id: SessionId;
  readonly state: SessionState;
  readonly active: boolean;
  readonly forked_from: ForkOrigin;
  readonly branch: string;
  /** `null`: the branch is gone (`problem` says what to do). */
  readonly head: ObjectId | null;
  readonly base: ObjectId | null;
  readonly worktree: string | null;
  /** `null` when one of the two heads is missing, or where the history of a shallow clone does not tell. */
  readonly ahead: number | null;
  readonly behind: number | null;
  /** `null` also where the two have no commit in common. */
  readonly files: number | null;
  /**
   * Its baseline, or what was fetched of the branch that is published to, has all that was done in it, by its commits or by others; `null` where
   * `ahead` is.
   */
  readonly merged: boolean | null;
  /** Where all of it is, or all but its last commits; `null`: nowhere that can be told. */
  readonly merged_into: {
    /** A branch or remote-tracking ref by its full name; `HEAD`: what the main checkout stands at, on no branch. */
    readonly ref: RefName | "HEAD";
    readonly how: LandingManner;
    /** The first commit there that has it. */
    readonly commit: ObjectId;
    /** Commits made in the fork since, which are not there. */
    readonly since: number;
  } | null;
  /** Paths with changes that no commit holds; 0 without a worktree, `null` when it was not asked for or could not be read. */
  readonly uncommitted: number | null;
  /**
   * Paths of which nobody can tell whether they have changed without a filter of the repository's own configuration, which no look starts; not
   * among `uncommitted`, `null` where that is.
   */
  readonly not_looked_at: number | null;
  /** RFC 3339: the newest of the record, the head's commit and the worktree's index. */
  readonly last_activity: string;
  /** Who works on it, as its record says; `null`: nobody has said. */
  readonly agent: AgentIdentity | null;
  readonly problem: Text | null;
}

/** Forks below the session they came from; forks of forks nest. */
export interface ForkNode {
  readonly fork: ForkView;
  readonly forks: readonly ForkNode[];
}
