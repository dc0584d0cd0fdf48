import { ageOf } from "../../files/fileAge.ts";
import { isGitError } from "../repository/gitError.ts";
import { updateRefs, type RefChange, type UpdateOptions } from "./refs.ts";
import type { Repository } from "../repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, FileSystem } from "../../base/ports.ts";

export interface RefContext {
  readonly repository: Repository;
  readonly fs: FileSystem;
  readonly clock: Clock;
}

/** git holds the lock of a ref for milliseconds; an older one was left by a git that was killed. */
const abandonedAfter = 10_000;

/**
 * `updateRefs` for refs below `refs/workflow/`, which only we write, and a branch that moves with them: a lock that a killed git left on one of
 * ours is removed. Locks of anything else are never touched.
 */
export async function updatePrivateRefs(
  context: RefContext,
  changes: readonly RefChange[],
  options: UpdateOptions = {},
): Promise<void> {
  try {
    await updateRefs(context.repository, changes, options);
  } catch (error) {
    if (!isGitError(error, "locked") || !(await removeAbandonedLocks(context, changes))) throw error;
    await updateRefs(context.repository, changes, options);
  }
}

async function removeAbandonedLocks(
  { repository, fs, clock }: RefContext,
  changes: readonly RefChange[],
): Promise<boolean> {
  let removed = false;
  for (const { ref } of changes) {
    if (!ref.startsWith("refs/workflow/")) continue;
    const lock = joinPath(repository.paths.commonDir, `${ref}.lock`);
    const stat = await fs.lstat(lock);
    if (stat === undefined || ageOf(stat, clock) < abandonedAfter) continue;
    removed = (await fs.remove(lock)) || removed;
  }
  return removed;
}
