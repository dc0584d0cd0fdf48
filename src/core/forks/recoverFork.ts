import { WorkflowError } from "../base/errors.ts";
import { isGitError } from "../git/repository/gitError.ts";
import { isObjectId } from "../git/repository/objectId.ts";
import { refName } from "../git/repository/refName.ts";
import { readRef } from "../git/refs/refs.ts";
import { joinPath } from "../files/paths.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { auditRepository } from "./worktree/auditRepository.ts";
import { approvalOf, unapproved } from "../git/config/checkoutAudit.ts";
import { recoverCreation } from "./createFork.ts";
import {
  forkBranchRef,
  isAddingName,
  sessionOfRemoved,
  worktreePath,
  worktreesDirectory,
} from "../worktrees/forkNames.ts";
import type { ForkContext } from "./model/forkContext.ts";
import type { ForkOperation } from "./model/forkJournal.ts";
import { populateWorktree } from "./worktree/populateWorktree.ts";
import { clearAside, isPlaced, placeWorktree } from "./worktree/makeWorktree.ts";
import { isAncestor } from "../git/merge/mergeCommits.ts";
import { finishRemoval } from "./removeFork.ts";
import { continueRename } from "./renameFork.ts";
import { continueSync } from "./syncFork.ts";

/**
 * Carries an operation whose process died to its end, or takes it back when it had not passed its point of no return. What the journal says is
 * a hint that anybody could have written: each step looks again, and nothing is deleted that is not kept elsewhere. Throws `untrusted` when
 * going on would start a program of the repository's own configuration that is not `approved`.
 */
export async function recoverFork(
  context: ForkContext,
  id: SessionId,
  operation: ForkOperation,
  approved: readonly string[] = [],
): Promise<void> {
  context.logger.info(`Going on with an interrupted operation: ${operation.operation} ${id}.`);
  context.journal.adopt(id, operation);
  try {
    await recoverOperation(context, id, operation, approved);
  } finally {
    context.journal.leave(id);
  }
}

async function recoverOperation(
  context: ForkContext,
  id: SessionId,
  operation: ForkOperation,
  approved: readonly string[],
): Promise<void> {
  switch (operation.operation) {
    case "create":
      return isObjectId(operation.start) ? recoverCreation(context, id, operation.start) : context.journal.end(id);
    case "open":
      return recoverOpen(context, id, operation.adding);
    case "rename":
      return recoverRename(context, id, operation.to, operation.active);
    case "sync":
      return recoverSync(context, id, operation, approved);
    case "remove":
      return recoverRemoval(context, id, operation);
  }
}

async function recoverOpen(context: ForkContext, id: SessionId, adding: string): Promise<void> {
  if (isAddingName(adding)) {
    if (await isPlaced(context, id, adding)) {
      const link = await placeWorktree(context, id, adding);
      await populateWorktree(context, link);
    } else {
      await clearAside(context, id, adding);
    }
  }
  await context.journal.end(id);
}

async function recoverRename(context: ForkContext, from: SessionId, to: SessionId, active: boolean): Promise<void> {
  const { fs, sessions, journal } = context;
  const places = await Promise.all([from, to].map((id) => fs.lstat(joinPath(sessions.directory, id))));
  if (places.every((place) => place === undefined)) return journal.end(from);
  if (places.every((place) => place !== undefined)) {
    throw new WorkflowError(
      "conflict",
      `Both ${from} and ${to} exist now.`,
      `Move one of them away; then the sweep goes on.`,
    );
  }
  await continueRename(context, from, to, active);
}

async function recoverSync(
  context: ForkContext,
  id: SessionId,
  { from, to }: Extract<ForkOperation, { readonly operation: "sync" }>,
  approved: readonly string[],
): Promise<void> {
  const { repository, journal, logger } = context;
  const head = await readRef(repository, refName(forkBranchRef(id)));
  const known = isObjectId(from) && isObjectId(to) && (head === from || head === to);
  if (!known || !(await isAncestor(repository, from, to))) return journal.end(id);
  const refused = unapproved(await auditRepository(context, "checkout"), approved).map(approvalOf);
  if (refused.length > 0) {
    throw new WorkflowError(
      "untrusted",
      `A merge into ${id} was cut off, and to go on would run programs of the repository's configuration: ${refused.join(" · ")}`,
      `Look at each of them; “wfs fork sync ${id}” with “--approve” for each goes on, or take them out of .git/config.`,
    );
  }
  try {
    await continueSync(context, id, from, to);
  } catch (error) {
    if (!isGitError(error, "would-overwrite", "ref-changed")) throw error;
    logger.warn(`The merge into ${id} is not carried on: files or the branch were changed meanwhile.`);
    await journal.end(id);
  }
}

async function recoverRemoval(
  context: ForkContext,
  id: SessionId,
  { head, removed, comparing }: Extract<ForkOperation, { readonly operation: "remove" }>,
): Promise<void> {
  const { fs, journal, repository, root, sessions } = context;
  const inPlace = (await fs.lstat(worktreePath(root, id))) !== undefined;
  const setAside = (await fs.lstat(joinPath(worktreesDirectory(root), removed))) !== undefined;
  if (comparing === true && setAside && !inPlace && sessionOfRemoved(removed) === id) {
    await fs.rename(joinPath(worktreesDirectory(root), removed), worktreePath(root, id));
    return journal.end(id);
  }
  const branch = await readRef(repository, refName(forkBranchRef(id)));
  const begun = !inPlace && sessionOfRemoved(removed) === id && (setAside || branch === undefined);
  const session = begun ? (await sessions.list()).find((view) => view.id === id) : undefined;
  // Nothing was taken away yet: the fork stays, and its removal can be tried again.
  if (session === undefined) return journal.end(id);
  await finishRemoval(context, session, head !== null && isObjectId(head) ? head : undefined, setAside);
}
