import { standingObstacle } from "../../../checkpoints/branchUpdate/standingObstacle.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import { takenBackAfterFailure } from "../../../checkpoints/restore/changeFiles.ts";
import type { BranchUpdate, KnownStep, PreviewOptions } from "../../../checkpoints/updateBranch.ts";
import { objectsDirectory } from "../../../git/index/scratchObjects.ts";
import { asWorkflowError, WorkflowError } from "../../../base/errors.ts";
import { say, type Text } from "../../../base/text.ts";
import { isAncestor } from "../../../git/merge/mergeCommits.ts";
import { isGitError } from "../../../git/repository/gitError.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import { shortObjectId } from "../../../git/repository/shortObjectId.ts";
import { nulFields } from "../../../git/repository/nulText.ts";
import { shortName } from "../../../git/repository/refName.ts";
import { readRef, updateRefs } from "../../../git/refs/refs.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import { temporaryId } from "../../../sessions/sessionContext.ts";
import type { ActionContext, Executed, Found } from "./actionKind.ts";
import { ChangedSinceShown } from "./changedSinceShown.ts";

/** What is in the way of a branch update now. */
export interface UpdateObstacles {
  readonly obstacles: readonly Obstacle[];
  /** What git would make of files while it writes them. */
  readonly conversions: readonly string[];
}

/** How a branch moves. */
export interface UpdateManner {
  /** Under whose checkpoints the files that move are kept; `null`: none move. */
  readonly safetySession: SessionId | null;
  readonly conversions: readonly string[];
  /** No file moves: what comes is in the index and in the working tree. */
  readonly isCommit?: boolean;
  /** What git's reflog says of the branch. */
  readonly reflog: string;
}

/** Computes the update of a branch to a commit that so far only the vault has. */
export async function updateObstacles(
  { checkpoints, vault }: ActionContext,
  session: SessionId,
  move: BranchUpdate,
  options: Pick<PreviewOptions, "step" | "seen" | "signal">,
): Promise<UpdateObstacles> {
  const objects = objectsDirectory(vault.repository);
  try {
    const preview = await checkpoints.previewBranchUpdate(session, move, { ...options, objects });
    const { obstacles, conversions } = preview;
    return { obstacles, conversions };
  } catch (error) {
    const obstacle = standingObstacle(error);
    if (obstacle === undefined) throw error;
    return { obstacles: [obstacle], conversions: [] };
  }
}

/**
 * Moves a branch to a commit of the vault, all or nothing: alone by one compare-and-swap, or together with the working tree it is checked out
 * in (Checkpoints.updateBranchAndWorktree), whose edits stay. Files are written from the vault's own objects: those just published lie where others can write.
 * Throws `ChangedSinceShown` when git would make something else of them than `conversions`.
 */
export async function moveBranch(
  { checkpoints, repository, sessions, vault }: ActionContext,
  { safetySession, conversions, isCommit = false, reflog }: UpdateManner,
  move: BranchUpdate,
  step?: KnownStep,
): Promise<Executed> {
  await vault.publish(repository, move.to, move.from, { changes: step?.changes });
  const message = say`${shortName(move.ref)} moved from ${shortObjectId(move.from)} to ${shortObjectId(move.to)}.`;
  if (safetySession === null) {
    await updateRefs(repository.durable(), [move], { reflog });
    return { message, ...move, safety: null, safety_session: null };
  }
  const agreed = (now: readonly string[]): void => {
    if (JSON.stringify(now) !== JSON.stringify(conversions)) throw new ChangedSinceShown(["conversions"]);
  };
  const objects = objectsDirectory(vault.repository);
  if (safetySession === temporaryId) await sessions.ensureTemporary();
  const { safety } = await checkpoints.updateBranchAndWorktree(safetySession, move, {
    reflog,
    objects,
    agreed,
    isCommit,
    step,
  });
  return { message, ...move, safety: safety.id, safety_session: safetySession };
}

/** What became of such a move whose process was killed; what it had begun of the files is completed first. */
export async function findMove(
  { checkpoints, repository, logger }: ActionContext,
  move: BranchUpdate,
  safetySession: SessionId | null,
): Promise<Found> {
  const found = { ...move, safety: null, safety_session: safetySession };
  let unfinished: Text | undefined;
  if (safetySession !== null) {
    try {
      await checkpoints.recover(safetySession);
    } catch (error) {
      unfinished = asWorkflowError(error).text;
      logger.error(`The files of ${safetySession} could not be completed.`, error);
    }
  }
  const name = shortName(move.ref);
  const now = await readRef(repository, move.ref);
  const moved = now !== undefined && (now === move.to || (await holds(repository, move.to, now)));
  if (moved && unfinished !== undefined) {
    return {
      ...found,
      outcome: "indeterminate",
      message: say`${name} moved, but its files were not completed: ${unfinished}`,
    };
  }
  if (moved) {
    const to = shortObjectId(move.to);
    const message =
      now === move.to ? say`${name} moved to ${to}.` : say`${name} moved to ${to}. It has moved on since.`;
    return { ...found, outcome: "executed", message };
  }
  if (now !== move.from || unfinished !== undefined) {
    const why = unfinished ?? say`somebody moved it since.`;
    const message =
      now === undefined ? say`${name} is gone; ${why}` : say`${name} stands at ${shortObjectId(now)}; ${why}`;
    return { ...found, outcome: "indeterminate", message };
  }
  const [last, ...earlier] = await reflogOf(repository, move);
  if (last === `${move.from} ${takenBackAfterFailure}`) {
    return { ...found, outcome: "failed", message: say`${name} and its files were taken back; nothing has changed.` };
  }
  if ([last, ...earlier].some((entry) => entry?.startsWith(move.to))) {
    return { ...found, outcome: "indeterminate", message: say`${name} had moved, and stands where it stood again.` };
  }
  return { ...found, outcome: "failed", message: say`It was interrupted before ${name} moved; nothing has changed.` };
}

/** Moves a branch back to where it stood, if it has not moved since; with the files where it is checked out. Throws `conflict`. */
export async function moveBack(
  { checkpoints, repository, sessions }: Pick<ActionContext, "checkpoints" | "repository" | "sessions">,
  move: BranchUpdate,
  safety: { readonly session: SessionId; readonly n: number } | null,
  safetySession: SessionId | null,
  signal?: AbortSignal,
): Promise<Text> {
  const done = say`${shortName(move.ref)} is at ${shortObjectId(move.from)} again.`;
  const back = { ref: move.ref, from: move.to, to: move.from };
  if (safetySession === null) {
    await updateRefs(repository.durable(), [back], { reflog: "workflow: taken back", signal });
    return done;
  }
  if (safetySession === temporaryId) await sessions.ensureTemporary();
  if (safety?.session === safetySession) {
    try {
      await checkpoints.revertBranchUpdate(safetySession, { ...move, safety: safety.n }, signal);
      return done;
    } catch (error) {
      // Other changes of the files came after the update: then it is brought back like any commit, and what was edited since stays.
      if (!(error instanceof WorkflowError) || error.code !== "not-found") throw error;
    }
  }
  await checkpoints.updateBranchAndWorktree(safetySession, back, { reflog: "workflow: taken back", signal });
  return done;
}

async function holds(repository: ActionContext["repository"], older: ObjectId, newer: ObjectId): Promise<boolean> {
  try {
    return await isAncestor(repository, older, newer);
  } catch (error) {
    if (isGitError(error, "unknown-object", "failed")) return false; // It was never published here.
    throw error;
  }
}

/** Where the branch stood and why, newest first, each as `<commit> <reason>`. */
async function reflogOf(repository: ActionContext["repository"], { ref }: BranchUpdate): Promise<readonly string[]> {
  const { exitCode, stdout } = await repository.answer(
    ["log", "--walk-reflogs", "-z", "--format=%H %gs", ref, "--"],
    [128],
  );
  return exitCode === 0 ? nulFields(stdout).map(({ text }) => text) : [];
}
