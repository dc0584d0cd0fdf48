import type { Obstacle } from "../../base/obstacle.ts";
import type { PathChange } from "../../git/objects/treeDiff.ts";
import type { ExcludedPaths } from "../../worktrees/excludedPaths.ts";
import type { ProposedPath } from "../../worktrees/proposedPath.ts";
import { updateObstacle } from "./updateObstacle.ts";

/** What no branch may bring among the files of sessions, whatever stands in the working tree. */
export function sessionFileObstacles(excluded: ExcludedPaths, changes: readonly PathChange[]): readonly Obstacle[] {
  const of = (kind: ProposedPath): readonly string[] =>
    changes.filter((change) => excluded.judge(change) === kind).map(({ path }) => path);
  const [state, odd] = [of("state"), of("odd")];
  return [
    ...(state.length === 0 ? [] : [updateObstacle("session-state", state)]),
    ...(odd.length === 0 ? [] : [updateObstacle("session-path", odd)]),
  ];
}
