import { isGitError } from "../git/repository/gitError.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { refName } from "../git/repository/refName.ts";
import { readRef, updateRefs } from "../git/refs/refs.ts";
import type { AgentIdentity } from "../sessions/model/agentIdentity.ts";
import { isOneOf, type ForkOrigin, sessionTypes, type SessionType } from "../sessions/model/session.ts";
import { usableProject } from "../sessions/model/texts.ts";
import { sessionIdFromSlug, type SessionId } from "../sessions/model/sessionId.ts";
import { type GivenText, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import { KeptText } from "../redaction/keptText.ts";
import type { CreatedFork } from "./model/fork.ts";
import { usedBy } from "./worktree/branchUse.ts";
import { forkBranchName, forkBranchRef } from "../worktrees/forkNames.ts";
import type { ForkContext } from "./model/forkContext.ts";
import { newBranch } from "./worktree/newBranch.ts";
import { baselineHead, branchExists, commitOfCheckpoint } from "./worktree/startCommit.ts";

export interface NewFork {
  /** With or without `WFS-`. */
  readonly slug: string;
  readonly baseline: SessionId;
  /** Number of a checkpoint of the baseline to start from, instead of its head. */
  readonly checkpoint?: number;
  /** Default: the baseline's. */
  readonly project?: GivenText;
  readonly type?: SessionType;
  /** Who works on it, where that is known. */
  readonly agent?: AgentIdentity;
  /** Default false: forks are worked on in their own worktree. */
  readonly activate?: boolean;
}

/**
 * Makes the branch, then the session that owns it. Both steps create or do nothing, so of two at once one wins. After a kill in between, the journal says
 * that the branch is ours to take back: a branch alone does not, for another workspace of the repository may have it.
 */
export async function createFork(
  context: ForkContext,
  input: NewFork,
  signal?: AbortSignal,
): Promise<WithRedacted<CreatedFork>> {
  const { sessions, journal } = context;
  const id = sessionIdFromSlug(input.slug);
  const { record } = await sessions.get(input.baseline);
  const type = input.type ?? (isOneOf(sessionTypes, record.type) ? record.type : undefined);
  const { checkpoint } = input;
  const { commit: start, ...lacks } =
    checkpoint === undefined
      ? { commit: await baselineHead(context, id, input.baseline, signal) }
      : await commitOfCheckpoint(context, id, input.baseline, checkpoint, signal);
  if (checkpoint !== undefined) await requireNoBranch(context, id, signal);
  const origin: ForkOrigin = {
    session: input.baseline,
    commit: start,
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
  await journal.begin(id, { operation: "create", start });
  try {
    await makeBranch(context, id, start, signal);
  } catch (error) {
    // A cancelled call cannot know whether the branch stands; else a branch of that name is somebody else's.
    await (isGitError(error, "cancelled") ? recoverCreation(context, id, start) : journal.end(id));
    throw error;
  }
  let redacted: readonly string[] = [];
  try {
    ({ redacted = [] } = await sessions.create({
      slug: id,
      project: input.project ?? new KeptText(usableProject(record.project) ?? input.baseline),
      ...(type === undefined ? {} : { type }),
      activate: input.activate ?? false,
      extra: { forked_from: origin, ...(input.agent === undefined ? {} : { agent: input.agent }) },
    }));
  } catch (error) {
    await recoverCreation(context, id, start).finally(() => journal.leave(id));
    throw error;
  }
  await journal.end(id);
  await noteFork(context, id, origin);
  return withRedacted({ id, branch: forkBranchName(id), base: start, worktree: null, ...lacks }, redacted);
}

/** Takes the branch of a fork back that has not come to be, if it stands where it was made and nothing works on it; where the fork is there, it stays. */
export async function recoverCreation(
  context: ForkContext,
  id: SessionId,
  start: ObjectId,
): Promise<"completed" | "taken-back"> {
  const { journal, repository, sessions } = context;
  const ref = refName(forkBranchRef(id));
  const origin = (await sessions.list()).find((session) => session.id === id)?.record.forked_from;
  const isMade = origin?.commit === start;
  if (!isMade && (await readRef(repository, ref)) === start && (await usedBy(context, ref)) === undefined) {
    await updateRefs(repository, [{ ref, from: start, to: undefined }]);
  }
  await journal.end(id);
  if (isMade) await noteFork(context, id, origin);
  return isMade ? "completed" : "taken-back";
}

async function noteFork({ events }: ForkContext, id: SessionId, { session, commit }: ForkOrigin): Promise<void> {
  await events?.note("fork.created", id, { baseline: session, commit, branch: forkBranchName(id) });
}

async function requireNoBranch(context: ForkContext, id: SessionId, signal?: AbortSignal): Promise<void> {
  if ((await readRef(context.repository, refName(forkBranchRef(id)), signal)) !== undefined)
    throw await branchExists(context, id);
}

async function makeBranch(context: ForkContext, id: SessionId, start: ObjectId, signal?: AbortSignal): Promise<void> {
  try {
    await newBranch(context, id, start, `fork: started ${id}`, signal);
  } catch (error) {
    if (!isGitError(error, "ref-exists", "ref-changed")) throw error;
    await requireNoBranch(context, id, signal);
    throw error;
  }
}
