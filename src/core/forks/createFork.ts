import { isGitError } from "../git/gitError.ts";
import type { ObjectId } from "../git/objectId.ts";
import { refName } from "../git/refName.ts";
import { readRef, updateRefs } from "../git/refs.ts";
import { WorkflowError } from "../errors.ts";
import type { ForkOrigin, SessionType } from "../sessions/session.ts";
import { sessionIdFromSlug, type SessionId } from "../sessions/sessionId.ts";
import type { CreatedFork } from "./fork.ts";
import { branchName, branchRef } from "./forkNames.ts";
import type { ForkContext } from "./forkContext.ts";
import { newBranch } from "./newBranch.ts";
import { baselineHead, commitOfCheckpoint } from "./startCommit.ts";

export interface NewFork {
  /** With or without `WFS-`. */
  readonly slug: string;
  readonly baseline: SessionId;
  /** Number of a checkpoint of the baseline to start from, instead of its head. */
  readonly checkpoint?: number;
  /** Default: the baseline's. */
  readonly project?: string;
  readonly type?: SessionType;
  /** Default false: forks are worked on in their own worktree. */
  readonly activate?: boolean;
}

/**
 * Makes the branch, then the session that owns it. Both steps create or do nothing, so of two at once one wins. Killed in between, only a
 * branch without commits of its own is left: the same call takes it over, and the sweep deletes it.
 */
export async function createFork(context: ForkContext, input: NewFork, signal?: AbortSignal): Promise<CreatedFork> {
  const { sessions, repository } = context;
  const id = sessionIdFromSlug(input.slug);
  const { record } = await sessions.get(input.baseline);
  const { checkpoint } = input;
  const start =
    checkpoint === undefined
      ? await baselineHead(context, input.baseline, signal)
      : await commitOfCheckpoint(context, id, input.baseline, checkpoint, signal);
  const made = await makeBranch(context, id, start, signal);
  const origin: ForkOrigin = {
    session: input.baseline,
    commit: start,
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
  try {
    await sessions.create({
      slug: id,
      project: input.project ?? record.project,
      type: input.type ?? record.type,
      activate: input.activate ?? false,
      extra: { forked_from: origin },
    });
  } catch (error) {
    if (made) await updateRefs(repository, [{ ref: refName(branchRef(id)), from: start, to: undefined }]);
    throw error;
  }
  return { id, branch: branchName(id), base: start, worktree: null };
}

/** False: a branch of that name stood there already, at this very commit. */
async function makeBranch(
  context: ForkContext,
  id: SessionId,
  start: ObjectId,
  signal?: AbortSignal,
): Promise<boolean> {
  const ref = refName(branchRef(id));
  try {
    await newBranch(context, id, start, `fork: started ${id}`, signal);
    return true;
  } catch (error) {
    if (!isGitError(error, "ref-exists", "ref-changed")) throw error;
    const found = await readRef(context.repository, ref, signal);
    if (found === start) return false;
    if (found === undefined) throw error;
    throw new WorkflowError(
      "exists",
      `There is a branch ${branchName(id)} already, with other commits.`,
      "Choose another name for the fork, or delete the branch if nothing on it is needed.",
      error,
    );
  }
}
