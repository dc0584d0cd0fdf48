import { WorkflowError } from "../../base/errors.ts";
import { treeOf } from "../objects/commits.ts";
import { isGitError } from "../repository/gitError.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";
import { isAncestor, mergeDrivers, plainMerge, previewMerge } from "./mergeCommits.ts";

/**
 * Whether merging `from` into `into` would change no file, because `into` has its commits, or their content by another commit (a squash).
 * False where git cannot tell: with conflicts, objects that are missing, drivers that cannot be switched off. Runs no program; objects are
 * written, nothing else.
 */
export async function isAlreadyMerged(
  repository: Repository,
  into: ObjectId,
  from: ObjectId,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    if (await isAncestor(repository, from, into, signal)) return true;
    // Git's own “union” drops what one side takes away and calls that clean.
    const drivers = [...(await mergeDrivers(repository, signal)), "merge.union.driver"];
    const merged = await previewMerge(repository.configured(plainMerge), into, from, drivers, signal);
    const clean = merged.conflicts.length === 0 && merged.messages.length === 0;
    return clean && merged.tree === (await treeOf(repository, into, signal));
  } catch (error) {
    const untold = error instanceof WorkflowError && error.code === "untrusted";
    if (untold || (isGitError(error) && !isGitError(error, "cancelled"))) return false;
    throw error;
  }
}
