import { WorkflowError } from "../../base/errors.ts";
import { readCheckpoints } from "../../checkpoints/model/readCheckpoints.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { outputText } from "../../git/repository/nulText.ts";
import type { LostSession } from "../../sessions/model/lostSession.ts";
import type { LostMeasures } from "../../sessions/problems/lostProblems.ts";
import { forkBranchName } from "../../worktrees/forkNames.ts";
import { readWorktreeLink } from "../../git/directory/worktreeLink.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { Divergences } from "../model/divergence.ts";
import type { ForkHeads } from "../model/forkHeads.ts";
import { readLandingTargets, targetsOf } from "../model/landingTargets.ts";
import { findMerged } from "../model/mergedFork.ts";
import { originOfSession } from "./lostOrigin.ts";
import { worktreeRepository, type ForkContext } from "../model/forkContext.ts";
import { uncommittedPaths } from "../worktree/worktreeStatus.ts";

/** Asks git how much there is of a lost session. No lock is taken, and nothing that the repository's own configuration names is started. */
export async function measureLost(
  context: ForkContext,
  lost: LostSession,
  heads: ForkHeads,
  signal?: AbortSignal,
): Promise<LostMeasures> {
  const head = heads.branches.get(lost.id);
  const uncommitted = await countUncommitted(context, lost, signal);
  const [newest] = await readCheckpoints(context.repository, lost.id, signal);
  return {
    ...(head === undefined ? {} : { ahead: await countOwn(context, lost, head, heads, signal) }),
    ...(uncommitted === undefined ? {} : { uncommitted }),
    ...(newest === undefined ? {} : { lastCheckpoint: newest.time }),
  };
}

/** Commits that no other branch, tag or remote branch has, nor the main checkout, neither themselves nor in content (a squash). */
async function countOwn(
  context: ForkContext,
  { id }: LostSession,
  head: ObjectId,
  heads: ForkHeads,
  signal?: AbortSignal,
): Promise<number> {
  const count = await countBeside(context, id, head, [], signal);
  const origin = count === 0 ? undefined : await originOfSession(context, id, signal);
  if (origin === undefined) return count;
  const targets = targetsOf(id, origin.session, heads, await readLandingTargets(context, heads, { signal }));
  const merged = await findMerged(context, new Divergences(context.fs), { id, origin, head }, targets, signal);
  return merged === null ? count : countBeside(context, id, head, [merged.head], signal);
}

async function countBeside(
  { repository }: ForkContext,
  id: SessionId,
  head: ObjectId,
  kept: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<number> {
  const others = [`--exclude=${forkBranchName(id)}`, "--branches", "--remotes", "--tags", "HEAD", ...kept];
  const asked = ["rev-list", "--count", "--ignore-missing", head, "--not", ...others, "--"];
  return Number(outputText(await repository.read(asked, { signal })));
}

/** `undefined`: there is no worktree, or it cannot be looked at. */
async function countUncommitted(
  context: ForkContext,
  { worktree }: LostSession,
  signal?: AbortSignal,
): Promise<number | undefined> {
  if (worktree === undefined) return undefined;
  try {
    const link = await readWorktreeLink(context.fs, context.commonDirectory, worktree);
    if (link === undefined) return undefined;
    return (await uncommittedPaths(context, worktreeRepository(context, link), { signal })).length;
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
    return undefined;
  }
}
