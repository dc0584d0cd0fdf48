import { joinPath } from "../files/paths.ts";
import { readOrNothing } from "../files/readOrNothing.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { ForkOrigin } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import type { Divergences } from "./model/divergence.ts";
import type { Divergence } from "./model/fork.ts";
import type { ForkContext } from "./model/forkContext.ts";

export interface MeasuredFork extends Divergence {
  readonly id: SessionId;
  readonly origin: ForkOrigin;
  readonly base: ObjectId;
  readonly head: ObjectId;
}

/** Bytes of a branch's log beyond which it is not read. */
const largestLog = 1024 * 1024;

/** What git's log says of a branch that was only made, or only brought up to its baseline. */
const notOwn = /^(?:branch: |fork: )|: Fast-forward$/u;

/** Whether the baseline has all that was done in a fork, by its commits or by others (a squash); false where nothing was done in it. */
export async function isMerged(
  context: ForkContext,
  divergences: Divergences,
  { id, origin, base, head, ahead, behind, files }: MeasuredFork,
  signal?: AbortSignal,
): Promise<boolean> {
  if (head === origin.commit) return false;
  if (ahead === 0) return hasOwnWork(context, id);
  return files > 0 && behind > 0 && divergences.isSquashed(context.repository, base, head, signal);
}

/** As the branch's log says it; a repository that keeps none says nothing. */
async function hasOwnWork(context: ForkContext, id: SessionId): Promise<boolean> {
  const path = joinPath(context.commonDirectory, "logs", branchOfFork(context, id));
  const log = await readOrNothing(context.fs, path, largestLog);
  const lines = new TextDecoder().decode(log ?? new Uint8Array()).split("\n");
  return lines.some((line) => line.includes("\t") && !notOwn.test(line.slice(line.indexOf("\t") + 1)));
}
