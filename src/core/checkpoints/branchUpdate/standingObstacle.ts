import { WorkflowError } from "../../base/errors.ts";
import type { Obstacle } from "../../base/obstacle.ts";
import { isGitError } from "../../git/repository/gitError.ts";

/** The obstacle that a failed look at a branch update is about: where the branch stands now, or who holds the index; `undefined`: none of these. */
export function standingObstacle(error: unknown): Obstacle | undefined {
  if (isGitError(error, "cancelled") || !(error instanceof WorkflowError)) return undefined;
  const isLocked = isGitError(error, "locked");
  if (error.code !== "conflict" && !isLocked) return undefined;
  return { reason: isLocked ? "locked" : "checkout", text: error.text, help: error.hintText, paths: [] };
}
