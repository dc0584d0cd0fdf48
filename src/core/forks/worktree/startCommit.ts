import type { SkippedFile } from "../../checkpoints/model/checkpoint.ts";
import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { commitTree } from "../../git/objects/commits.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { nameTaken } from "../../sessions/createSession.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { branchOfFork } from "../../worktrees/forkBranch.ts";
import { forkBranchName, forkBranchRef } from "../../worktrees/forkNames.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";

/**
 * The commit a new fork starts at: the baseline's branch when it is a fork itself, else what the main checkout has checked out (detached or
 * not). Throws `no-commits` in a repository without one: there is nothing to fork yet; `exists` when there is a branch of the new fork's name.
 */
export async function baselineHead(
  context: ForkContext,
  fork: SessionId,
  baseline: SessionId,
  signal?: AbortSignal,
): Promise<ObjectId> {
  const from = branchOfFork(context, baseline);
  const names = [from, "HEAD", forkBranchRef(fork)];
  const heads = await resolveObjects(context.repository, names, signal);
  if (heads.has(forkBranchRef(fork))) throw await branchExists(context, fork);
  const head = heads.get(from) ?? heads.get("HEAD");
  if (head !== undefined) return head;
  throw new WorkflowError(
    "no-commits",
    say`This repository has no commit yet, so there is nothing to fork.`,
    say`Make a first commit, then try again.`,
  );
}

/** Says so of the session where it is in this workspace; that of a branch may be in another workspace of the repository. */
export async function branchExists({ sessions }: ForkContext, id: SessionId): Promise<WorkflowError> {
  if ((await sessions.list()).some((session) => session.id === id)) return nameTaken(id);
  return new WorkflowError(
    "exists",
    say`There is a branch ${forkBranchName(id)} already.`,
    say`Choose another name for the fork: another workspace of this repository may have it. If nothing on it is needed, delete it.`,
  );
}

/**
 * The commit that stands for a checkpoint on a branch. A checkpoint's own commit has the saved index as its second parent; a branch must not
 * carry that private history, so the branch gets one ordinary commit of the checkpoint's tree on top of what was checked out then, and just
 * that commit when the tree is the same. `skipped`: what the checkpoint does not hold, so that the fork lacks it.
 */
export async function commitOfCheckpoint(
  context: ForkContext,
  fork: SessionId,
  baseline: SessionId,
  n: number,
  signal?: AbortSignal,
): Promise<{ readonly commit: ObjectId; readonly skipped: readonly SkippedFile[] }> {
  const { repository, checkpoints, clock } = context;
  const { tree, head, skipped } = await checkpoints.find(baseline, n, signal);
  if (head !== undefined) {
    const trees = await resolveObjects(repository, [`${head}^{tree}`], signal);
    if (trees.get(`${head}^{tree}`) === tree) return { commit: head, skipped };
  }
  const message = `Start ${fork} from checkpoint ${n} of ${baseline}\n`;
  const parents = head === undefined ? [] : [head];
  const commit = await commitTree(repository, { tree, parents, message, time: clock.now() }, signal);
  return { commit, skipped };
}
