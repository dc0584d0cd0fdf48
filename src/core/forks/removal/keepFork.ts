import { updatePrivateRefs } from "../../git/refs/privateRefs.ts";
import { readHead } from "../../git/refs/readHead.ts";
import { readRef } from "../../git/refs/refs.ts";
import { durable } from "../../git/repository/durable.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { branchOfFork } from "../../worktrees/forkBranch.ts";
import { type ForkContext, type SafetyCheckpoint, worktreeRepository } from "../model/forkContext.ts";
import { findWorktree, isInPlace } from "../worktree/makeWorktree.ts";
import type { IgnoredPath } from "./ignoredPaths.ts";
import { keepFormerHeads } from "./formerHeads.ts";
import { keepAutostashes } from "./keepAutostashes.ts";
import { keepHead } from "./keepHead.ts";
import { losesNothing, lookInside } from "./lookBeforeRemoval.ts";
import { goneForGood } from "./removalRefusal.ts";
import { unheldPaths } from "./unsavedPaths.ts";

/** What a fork has beside a commit, kept. */
export interface KeptFork {
  /** `null`: branch and worktree are at that commit, and nothing else is in them but what git ignores. */
  readonly checkpoint: SafetyCheckpoint | null;
  /** Where the branch stands; `undefined`: it is gone. */
  readonly head: ObjectId | undefined;
  /** What the checkpoint does not hold, so that it would be gone with the files: paths, and names of submodules. */
  readonly unheld: readonly string[];
  /** What git ignores there, which the checkpoint does not hold either. */
  readonly ignored: readonly IgnoredPath[];
}

/**
 * Keeps all that the fork has and `base` has not, so that worktree and branch may go back there: a checkpoint of the files of any size, whose parent holds the commits; refs of
 * a branch that stands elsewhere than HEAD, of what only the log of HEAD leads to, and of autostashes. Changes nothing in the worktree.
 */
export async function keepFork(
  context: ForkContext,
  id: SessionId,
  base: ObjectId,
  signal?: AbortSignal,
): Promise<KeptFork> {
  const { repository, checkpoints, fs } = context;
  const head = await readRef(repository, branchOfFork(context, id), signal);
  const link = await findWorktree(context, id);
  const keepBranch = async (): Promise<void> => {
    if (head !== undefined && head !== base)
      await updatePrivateRefs(durable(context), await keepHead(repository, id, head), { signal });
  };
  if (link === undefined) {
    await keepBranch();
    return { checkpoint: null, head, unheld: [], ignored: [] };
  }
  const own = await readHead(worktreeRepository(context, link), fs, signal);
  const loss = { ...(await lookInside(context, link, signal)), commits: { count: 0, newest: [] } };
  if (head === base && own.commit === base && losesNothing(loss)) {
    const unheld = isInPlace(context, id, link) ? await checkpoints.stripped(link.worktree, signal) : [];
    return { checkpoint: null, head, unheld, ignored: loss.ignored };
  }
  const checkpoint = await checkpoints.keep(id, link.worktree, "before-removal", signal);
  const unheld = await unheldPaths(context, link, checkpoint, loss, signal);
  if (own.commit !== head) await keepBranch();
  await keepAutostashes(context, id, link, signal);
  await keepFormerHeads(context, id, link, signal);
  return { checkpoint, head, unheld: [...new Set([...goneForGood(loss), ...unheld])], ignored: loss.ignored };
}
