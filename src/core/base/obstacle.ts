import type { Text } from "./text.ts";

/**
 * Why an action cannot be carried out as it is. Other tools go by these words (docs/json.md), so they only become more.
 * `edits`: the person's own, about the same places; `unmerged`: their index holds conflicts; `submodule`: one would have to move with its files;
 * `sparse`: outside of the sparse checkout; `ignored`: something no checkpoint holds is where a file comes; `left-out`: a file that comes replaces
 * one that no checkpoint can hold; `name`: a name that is not UTF-8; `session-state`: files each working tree has for itself; `session-path`: a link,
 * or another spelling, where the files of sessions are; `session-in-use`: the record of a session that is at work would go; `conflict`: the commits
 * themselves; `incomplete`: the repository does not hold all of its history, which no review trusts; `checkout`: where the branch is checked out it cannot move now; `locked`: another git holds the index; `filter`, `checks`, `worktree`;
 * of a push `remote-off`: the person has not turned the remote on; `remote-silent`: it gave no answer; `rewrites`: commits of others would go;
 * `pull-request`: there is nothing it could be opened into.
 */
export type ObstacleReason =
  | "edits"
  | "unmerged"
  | "submodule"
  | "sparse"
  | "ignored"
  | "left-out"
  | "name"
  | "session-state"
  | "session-path"
  | "session-in-use"
  | "conflict"
  | "incomplete"
  | "checkout"
  | "locked"
  | "filter"
  | "checks"
  | "worktree"
  | "remote-off"
  | "remote-silent"
  | "rewrites"
  | "pull-request";

/** One thing that stands in the way. */
export interface Obstacle {
  readonly reason: ObstacleReason;
  /** One sentence, which names the first few files. */
  readonly text: Text;
  /** What helps, as a sentence; `null`: the text says it. */
  readonly help: Text | null;
  /** Relative to the top of the working tree, sorted; empty: it is about no file. */
  readonly paths: readonly string[];
}
