import { asWorkflowError, FileError } from "../../base/errors.ts";
import type { Text } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { removedName, worktreesDirectory } from "../../worktrees/forkNames.ts";
import type { ForkContext } from "./forkContext.ts";

/** Waits between attempts; a virus scanner or an indexer keeps files open for moments. */
const pauses = [50, 100, 200, 400, 800, 1600] as const;

/** A directory that could not be deleted whole, and why. The next sweep tries again. */
export interface LeftOver {
  readonly path: string;
  readonly reason: Text;
}

/**
 * Takes a directory out of use by one rename to `.worktrees/.removed-<id>-<hex>`, retried while another program has it open; then nothing of it
 * was changed and the error is `busy`. Returns the new path.
 */
export async function setAside(context: ForkContext, id: SessionId, directory: string): Promise<string> {
  return setAsideAs(context, directory, removedName(id, context.random.name(4)));
}

export async function setAsideAs(context: ForkContext, directory: string, name: string): Promise<string> {
  const target = joinPath(worktreesDirectory(context.root), name);
  await retrying(context, () => context.fs.rename(directory, target));
  return target;
}

/** Deletes a directory that was set aside; never throws, what is left is returned. */
export async function deleteDirectory(context: ForkContext, directory: string): Promise<LeftOver | undefined> {
  try {
    await retrying(context, () => context.fs.removeTree(directory));
    return undefined;
  } catch (error) {
    const reason = asWorkflowError(error).text;
    context.logger.warn(`${directory} could not be deleted whole: ${String(reason)} The next sweep tries again.`);
    return { path: directory, reason };
  }
}

/** Both at once, for what nobody has worked in. */
export async function discardDirectory(
  context: ForkContext,
  id: SessionId,
  directory: string,
): Promise<LeftOver | undefined> {
  return deleteDirectory(context, await setAside(context, id, directory));
}

async function retrying<T>(context: ForkContext, work: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof FileError) || !["busy", "not-permitted", "exists"].includes(error.reason)) throw error;
      await context.clock.sleep(pause);
    }
  }
  return work();
}
