import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { isObjectId } from "../git/repository/objectId.ts";
import { readRef } from "../git/refs/refs.ts";
import { joinPath } from "../files/paths.ts";
import { findSession } from "../sessions/places/findSession.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Recovered } from "../checkpoints/recoverRestore.ts";
import { recoverCreation } from "./createFork.ts";
import { isAddingName, sessionOfRemoved, worktreePath, worktreesDirectory } from "../worktrees/forkNames.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import type { ForkContext } from "./model/forkContext.ts";
import type { ForkOperation } from "./model/forkJournal.ts";
import { populateWorktree } from "./worktree/populateWorktree.ts";
import { clearAside, isPlaced, placeWorktree } from "./worktree/makeWorktree.ts";
import { finishRemoval } from "./removeFork.ts";
import { continueRename } from "./renameFork.ts";
import { recoverSync } from "./recoverSync.ts";

/** Milliseconds for which another process that recovers the fork is waited for. */
const longestWait = 10_000;

/** `abandoned`: nothing had begun, or a person has gone on, and it is forgotten. */
type Outcome = Recovered["outcome"];

/**
 * Carries the operation on a fork whose process died to its end, or takes it back when it had not passed its point of no return. What the journal
 * says is a hint that anybody could have written: each step looks again, and nothing is deleted that is not kept elsewhere. `undefined`: there is
 * nothing to recover, or no more: another process that does the same is waited for. Throws `untrusted` when going on would start a program of the repository's own
 * configuration that is not `approved`.
 */
export async function recoverFork(
  context: ForkContext,
  id: SessionId,
  approved: readonly string[] = [],
): Promise<Outcome | undefined> {
  const { journal, logger } = context;
  await journal.clearTurn();
  const { state } = await journal.read(id);
  if (state === "void") {
    await journal.forgetVoid(id);
    return "abandoned";
  }
  const operation = state === "none" ? undefined : await adoptOrWait(context, id);
  if (operation === undefined) return undefined;
  try {
    const outcome = await recoverOperation(context, id, operation, approved);
    logger.warn(`An interrupted change of the fork ${id} (${operation.operation}) was ${outcome.replace("-", " ")}.`);
    await context.events?.note("fork.recovered", id, { operation: operation.operation, outcome });
    return outcome;
  } finally {
    await journal.release(id);
  }
}

/** `undefined`: its own process carries it out, or another has recovered it by now. */
async function adoptOrWait({ journal, clock }: ForkContext, id: SessionId): Promise<ForkOperation | undefined> {
  const end = clock.elapsed() + longestWait;
  for (;;) {
    const operation = await journal.adopt(id);
    if (operation !== undefined || !(await journal.isRecovered(id)) || clock.elapsed() > end) return operation;
    await clock.sleep(50);
  }
}

async function recoverOperation(
  context: ForkContext,
  id: SessionId,
  operation: ForkOperation,
  approved: readonly string[],
): Promise<Outcome> {
  switch (operation.operation) {
    case "create":
      return isObjectId(operation.start) ? recoverCreation(context, id, operation.start) : forget(context, id);
    case "open":
      return recoverOpen(context, id, operation.adding);
    case "rename":
      return recoverRename(context, id, operation.to, operation.active);
    case "sync":
      return recoverSync(context, id, operation, approved);
    case "remove":
  }
  return recoverRemoval(context, id, operation);
}

async function forget({ journal }: ForkContext, id: SessionId): Promise<Outcome> {
  await journal.end(id);
  return "abandoned";
}

async function recoverOpen(context: ForkContext, id: SessionId, adding: string): Promise<Outcome> {
  const placed = isAddingName(adding) && (await isPlaced(context, id, adding));
  if (placed) await populateWorktree(context, await placeWorktree(context, id, adding));
  else if (isAddingName(adding)) await clearAside(context, id, adding);
  await context.journal.end(id);
  return placed ? "completed" : "taken-back";
}

async function recoverRename(context: ForkContext, from: SessionId, to: SessionId, active: boolean): Promise<Outcome> {
  const { fs, sessions } = context;
  const places = await Promise.all([from, to].map((id) => findSession(fs, sessions.directory, id)));
  if (places.every((place) => place === undefined)) return forget(context, from);
  if (places.every((place) => place !== undefined)) {
    throw new WorkflowError(
      "conflict",
      say`Both ${from} and ${to} exist now.`,
      say`Move one of them away; then the sweep goes on.`,
    );
  }
  await continueRename(context, from, to, active);
  return "completed";
}

async function recoverRemoval(
  context: ForkContext,
  id: SessionId,
  { head, removed, comparing }: Extract<ForkOperation, { readonly operation: "remove" }>,
): Promise<Outcome> {
  const { fs, journal, repository, root, sessions } = context;
  const inPlace = (await fs.lstat(worktreePath(root, id))) !== undefined;
  const setAside = (await fs.lstat(joinPath(worktreesDirectory(root), removed))) !== undefined;
  if (comparing === true && setAside && !inPlace && sessionOfRemoved(removed) === id) {
    await fs.rename(joinPath(worktreesDirectory(root), removed), worktreePath(root, id));
    await journal.end(id);
    return "taken-back";
  }
  const branch = await readRef(repository, branchOfFork(context, id));
  const begun = !inPlace && sessionOfRemoved(removed) === id && (setAside || branch === undefined);
  const session = begun ? (await sessions.list()).find((view) => view.id === id) : undefined;
  // Nothing was taken away yet: the fork stays, and its removal can be tried again.
  if (session === undefined) return forget(context, id);
  await finishRemoval(context, session, head !== null && isObjectId(head) ? head : undefined, setAside, null);
  return "completed";
}
