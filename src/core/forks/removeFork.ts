import { updatePrivateRefs } from "../git/refs/privateRefs.ts";
import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { isGitError } from "../git/repository/gitError.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { type RefName, shortName } from "../git/repository/refName.ts";
import { listRefs, readRef, type RefChange } from "../git/refs/refs.ts";
import type { ForkOrigin, SessionView } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { usedBy } from "./worktree/branchUse.ts";
import { setAside, setAsideAs } from "./model/deletions.ts";
import { forkBranchRef, removedName } from "../worktrees/forkNames.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import { keepHead } from "./removal/keepHead.ts";
import { keepFormerHeads } from "./removal/formerHeads.ts";
import type { ForkContext } from "./model/forkContext.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import { notAFork } from "./listForks.ts";
import { forgetMissing, isInPlace, makeWorktreesDirectory, requireUnlocked } from "./worktree/makeWorktree.ts";
import { ownCommits } from "./removal/ownCommits.ts";
import { keepAutostashes } from "./removal/keepAutostashes.ts";
import { movedRefusal, removalRefusal, strippedRefusal, unheldRefusal } from "./removal/removalRefusal.ts";
import { unheldPaths } from "./removal/unsavedPaths.ts";
import { readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { losesNothing, lookBeforeRemoval } from "./removal/lookBeforeRemoval.ts";
import type { RemovalView } from "./removal/loss.ts";
import type { RemovedFork } from "./removal/removedFork.ts";

/** A fork that is about to be removed, and the tree of everything in its worktree; `null`: it has none. */
export interface AsideLook extends RemovalView {
  readonly tree: ObjectId | null;
}

export interface RemoveOptions {
  readonly force?: boolean;
  /** Throws unless this is what a person has agreed to; then nothing was removed. */
  readonly agreed?: (look: AsideLook) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Removes a fork. Of one that was made of a branch, that and a worktree which is not ours stay, and nothing asks for them (`StayingWork`). The order is
 * what makes it safe to be killed anywhere (each step is atomic; the journal lets the sweep go on):
 * 1. look; refuse a locked worktree, and unless `force` what would lose work and a worktree that a person has moved, which is never deleted
 * 2. a ref of what only the worktree's own log of HEAD leads to; checkpoint of the worktree, and refs of its autostashes, if anything in it is kept nowhere else; refused when the checkpoint, or without one
 *    a commit, does not hold something that the look has not named as lost
 * 3. journal
 * 4. worktree renamed aside; with `agreed`, all is looked at again there, where nobody finds it, and goes back unless that is what was agreed
 *    to; from here on the removal is carried to its end
 * 5. the repository's note of the worktree dropped
 * 6. branch deleted, only if it still stands where step 1 saw it
 * 7. session completed and archived, or deleted when it holds nothing but its record
 * 8. journal removed
 * The caller deletes the directory afterwards, in the background.
 */
export async function removeFork(
  context: ForkContext,
  id: SessionId,
  options: RemoveOptions = {},
): Promise<RemovedFork> {
  const { signal, agreed } = options;
  const session = await context.sessions.get(id);
  const origin = session.record.forked_from;
  if (origin === undefined) throw notAFork(id);
  const branch = shortName(branchOfFork(context, id));
  const view = await lookBeforeRemoval(context, id, origin, signal);
  if (view.worktree !== undefined) await requireUnlocked(context, id, view.worktree);
  const inPlace = view.worktree !== undefined && isInPlace(context, id, view.worktree) ? view.worktree : undefined;
  const moved = inPlace === undefined ? view.worktree?.worktree : undefined;
  if (moved !== undefined && (options.force !== true || agreed !== undefined)) throw movedRefusal(id, moved);
  const worktree_left = moved ?? view.stays?.worktree?.worktree ?? null;
  if (options.force !== true && !losesNothing(view.loss)) throw removalRefusal(view);
  const kept = await keepWork(context, view, signal);
  if (inPlace !== undefined) await keepFormerHeads(context, id, inPlace, signal);
  throwIfCancelled(signal);
  const removed = removedName(id, context.random.name(4));
  const operation = { operation: "remove", head: view.head ?? null, removed } as const;
  await context.journal.begin(id, agreed === undefined ? operation : { ...operation, comparing: true });
  const waiting: string[] = [];
  try {
    if (inPlace !== undefined) waiting.push(await setAsideAs(context, inPlace.worktree, removed));
    if (agreed !== undefined) {
      await agreed(await lookAside(context, view, origin, waiting[0], signal));
      await context.journal.goOn(id, operation);
    }
  } catch (error) {
    const [aside] = waiting;
    if (aside !== undefined && inPlace !== undefined) await context.fs.rename(aside, inPlace.worktree);
    await context.journal.end(id);
    throw error;
  }
  try {
    const checkpoint = kept.checkpoint?.n ?? null;
    const ending = await finishRemoval(context, session, view.head, waiting.length > 0, checkpoint);
    const set_aside = [...waiting, ...ending.set_aside];
    return { id, branch, ...kept, lost: view.loss, worktree_left, ...ending, set_aside };
  } catch (error) {
    context.journal.leave(id);
    throw error;
  }
}

/** The fork as it is when its worktree is set aside; `worktree` still names the path where that was. */
async function lookAside(
  context: ForkContext,
  view: RemovalView,
  origin: ForkOrigin,
  aside: string | undefined,
  signal?: AbortSignal,
): Promise<AsideLook> {
  const { id, worktree } = view;
  if (aside === undefined || worktree === undefined) {
    return { ...(await lookBeforeRemoval(context, id, origin, signal)), tree: null };
  }
  const link = await readWorktreeLink(context.fs, context.commonDirectory, aside, worktree.worktree);
  if (link === undefined) throw new WorkflowError("conflict", say`${aside} is gone.`, say`Look at the fork again.`);
  const again = await lookBeforeRemoval(context, id, origin, signal, link);
  const submodules = view.loss.uncommitted.filter(({ submodule }) => submodule === true);
  const uncommitted = [...again.loss.uncommitted, ...submodules];
  const unkept = [...again.loss.unkept, ...submodules.map(({ path }) => path)];
  const tree = await context.checkpoints.treeAt(aside, signal);
  return { ...again, worktree, stays: view.stays, loss: { ...again.loss, uncommitted, unkept }, tree };
}

/**
 * Steps 5 to 8; each may have been done before. `aside`: its worktree was set aside, so the repository's note of it is in the way. `checkpoint`: the number of the one its work was kept
 * in, as far as that is known.
 */
export async function finishRemoval(
  context: ForkContext,
  session: SessionView,
  head: ObjectId | undefined,
  aside: boolean,
  checkpoint: number | null,
): Promise<Pick<RemovedFork, "session" | "set_aside" | keyof BranchEnding>> {
  const { id } = session;
  if (aside) await forgetMissing(context, id);
  const ending = await deleteBranch(context, id, head);
  const isKept = ending.branch_kept !== null && ending.branch_kept !== "adopted";
  const set_aside = session.state === "archived" ? [] : await endSession(context, session, isKept);
  await context.journal.end(id);
  await context.events?.note("fork.removed", id, { checkpoint });
  if (set_aside.length > 0) await context.events?.note("session.deleted", id, {});
  return { ...ending, session: set_aside.length > 0 ? "deleted" : "archived", set_aside };
}

type BranchEnding = Pick<RemovedFork, "branch_deleted" | "branch_kept">;

/**
 * Deletes the branch if it stands at `head` (`undefined`: there was none), no checkout uses it and it was made with the fork; its configuration goes with it. Commits that nothing else holds stay
 * reachable through `refs/workflow/<id>/removed-head`, which is written in the same transaction.
 */
async function deleteBranch(context: ForkContext, id: SessionId, head: ObjectId | undefined): Promise<BranchEnding> {
  const { repository } = context;
  const ref = branchOfFork(context, id);
  if (ref !== forkBranchRef(id)) return leaveBranch(context, ref, "adopted");
  if (head === undefined) return leaveBranch(context, ref, "moved", "it was made meanwhile");
  const used = await usedBy(context, ref);
  if (used !== undefined) return leaveBranch(context, ref, "used", `${used} has it checked out`);
  const changes: RefChange[] = [{ ref, from: head, to: undefined }];
  if ((await ownCommits(repository, [ref], [head], [])).count > 0) {
    changes.push(...(await keepHead(repository, id, head)));
  }
  try {
    await updatePrivateRefs(context, changes);
  } catch (error) {
    if (!isGitError(error, "ref-changed")) throw error;
    return leaveBranch(context, ref, "moved", "it has moved");
  }
  const section = ["config", "--local", "--remove-section", `branch.${shortName(ref)}`];
  await repository.write(section, { okExitCodes: [1, 5, 128] });
  return { branch_deleted: true, branch_kept: null };
}

/** `why` is logged; left out where nobody expected the branch to go. */
async function leaveBranch(
  { repository, logger }: ForkContext,
  ref: RefName,
  branch_kept: NonNullable<RemovedFork["branch_kept"]>,
  why?: string,
): Promise<BranchEnding> {
  if ((await readRef(repository, ref)) === undefined) return { branch_deleted: false, branch_kept: null };
  if (why !== undefined) logger.warn(`${ref} is kept: ${why}.`);
  return { branch_deleted: false, branch_kept };
}

async function keepWork(
  context: ForkContext,
  view: RemovalView,
  signal?: AbortSignal,
): Promise<Pick<RemovedFork, "checkpoint" | "autostashes">> {
  const { id, worktree, loss } = view;
  if (worktree === undefined) return { checkpoint: null, autostashes: [] };
  if (losesNothing(loss)) {
    const stripped = isInPlace(context, id, worktree)
      ? await context.checkpoints.stripped(worktree.worktree, signal)
      : [];
    if (stripped.length > 0) throw strippedRefusal(id, stripped);
    return { checkpoint: null, autostashes: [] };
  }
  const checkpoint = await context.checkpoints.keep(id, worktree.worktree, "before-removal", signal);
  const unheld = await unheldPaths(context, worktree, checkpoint, loss, signal);
  if (unheld.length > 0) throw unheldRefusal(id, checkpoint, unheld);
  return { checkpoint, autostashes: await keepAutostashes(context, id, worktree, signal) };
}

/**
 * A session that holds nothing but its record, and has no checkpoints, frees its name; every other one is kept in the archive, and so is one whose own
 * branch is kept, because that would look like what is left of a lost session.
 */
async function endSession(
  context: ForkContext,
  session: SessionView,
  isKept: boolean,
): Promise<RemovedFork["set_aside"]> {
  const names = await context.fs.names(session.path);
  const checkpoints = await listRefs(context.repository, `refs/workflow/${session.id}/`);
  const { progress } = session.record;
  const empty = checkpoints.length === 0 && progress.completed_phases.length + progress.current_tasks.length === 0;
  if (session.active) await context.sessions.pause(session.id);
  if (!isKept && empty && names?.length === 1 && names[0] === "workflow-session.json") {
    await makeWorktreesDirectory(context);
    return [await setAside(context, session.id, session.path)];
  }
  await context.sessions.complete(session.id, { archive: true, force: true });
  return [];
}
