import { WorkflowError } from "../base/errors.ts";
import { joined, say, type Text } from "../base/text.ts";
import { isObjectId } from "../git/repository/objectId.ts";
import { baseName, joinPath, parentPath } from "../files/paths.ts";
import { visibleText } from "../base/visibleText.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import { deleteDirectory, setAside, type LeftOver } from "./model/deletions.ts";
import { isAddingName } from "../worktrees/forkNames.ts";
import type { ForkContext } from "./model/forkContext.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import { forgetMissing, requireUnlocked } from "./worktree/makeWorktree.ts";
import { newBranch } from "./worktree/newBranch.ts";
import { recoverFork } from "./recoverFork.ts";
import { goneForGood, unheldRefusal } from "./removal/removalRefusal.ts";
import { readSweepFacts } from "./sweep/sweepFacts.ts";
import { planSweep, type SweepCode, type SweepFinding } from "./sweep/sweepPlan.ts";
import { unheldPaths } from "./removal/unsavedPaths.ts";
import { lookInside } from "./removal/lookBeforeRemoval.ts";
import { connectWorktree, findLostAdmin, readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { worktreeNotes } from "../worktrees/worktreeNotes.ts";

export interface SweepResult {
  readonly finding: SweepFinding;
  readonly done: boolean;
  /** What was done, or why not. */
  readonly message: Text;
}

/**
 * Does what these findings say, those still true when looked at again. Interrupted operations come first, because what they leave may be what
 * other findings are about. The caller has asked a person about each finding that is not `certain`.
 */
export async function applySweep(
  context: ForkContext,
  findings: readonly SweepFinding[],
  signal?: AbortSignal,
): Promise<readonly SweepResult[]> {
  const results: SweepResult[] = [];
  const first = findings.filter(({ code }) => code.endsWith("-operation"));
  for (const group of [first, findings.filter((finding) => !first.includes(finding))]) {
    if (group.length === 0) continue;
    const now = planSweep(await readSweepFacts(context, signal));
    for (const finding of group) {
      throwIfCancelled(signal);
      const found = now.find(({ code, subject }) => code === finding.code && subject === finding.subject);
      results.push(await applyIfSame(context, finding, found, signal));
    }
  }
  return results;
}

/** What was agreed to is what was shown: a finding that reads otherwise now is left alone. */
async function applyIfSame(
  context: ForkContext,
  finding: SweepFinding,
  found: SweepFinding | undefined,
  signal?: AbortSignal,
): Promise<SweepResult> {
  if (found === undefined) return { finding, done: true, message: say`It is gone already.` };
  const same = String(found.message) === String(finding.message) && found.certain === finding.certain;
  if (!same) return { finding, done: false, message: say`It has changed: ${found.message}` };
  return applyOne(context, finding, signal);
}

async function applyOne(context: ForkContext, finding: SweepFinding, signal?: AbortSignal): Promise<SweepResult> {
  try {
    const obstacle = await applyFinding(context, finding, signal);
    // What was unfinished says itself that it was recovered.
    if (obstacle === undefined && !finding.code.endsWith("-operation"))
      await context.events?.note("fork.repaired", finding.session, { finding: finding.code });
    return { finding, done: obstacle === undefined, message: obstacle ?? say`Repaired: ${finding.message}` };
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
    return { finding, done: false, message: joined([error.text, error.hintText]) };
  }
}

/** Answers what stands in the way; `undefined`: it is done. */
type Application = (
  context: ForkContext,
  finding: SweepFinding,
  session: SessionId,
  signal: AbortSignal | undefined,
) => Promise<Text | undefined>;

/** For findings about a session. */
const applications: Readonly<
  Record<Exclude<SweepCode, "removed-directory" | "adding-directory" | "lost-session">, Application>
> = {
  "unfinished-operation": async (context, _finding, session) => finishOperation(context, session),
  "void-operation": async (context, _finding, session) => finishOperation(context, session),
  "missing-worktree": async (context, { subject }, session) => {
    await forgetMissing(context, session, subject);
    return undefined;
  },
  "moved-worktree": async ({ fs, commonDirectory }, { subject }) => {
    const admin = await findLostAdmin(fs, commonDirectory, subject);
    if (admin !== undefined) await connectWorktree(fs, { worktree: subject, admin });
    return undefined;
  },
  "broken-worktree": repairWorktree,
  "finished-worktree": removeWorktree,
  "missing-branch": async (context, _finding, session) => restoreBranch(context, session),
};

async function applyFinding(
  context: ForkContext,
  finding: SweepFinding,
  signal?: AbortSignal,
): Promise<Text | undefined> {
  const { code, subject, session } = finding;
  if (finding.repair === null || code === "lost-session") return say`Only you can repair that.`;
  if (code === "removed-directory") return discardRemoved(context, subject, session);
  if (code === "adding-directory") return discardAdding(context, subject);
  if (session === null) return say`It belongs to no session that can be told.`;
  return applications[code](context, finding, session, signal);
}

/** While the removal is not complete, the directory may still be the only place of what it holds. */
async function discardRemoved(
  context: ForkContext,
  directory: string,
  session: SessionId | null,
): Promise<Text | undefined> {
  if (session !== null && (await context.journal.read(session)).state !== "none")
    return say`Its removal is not complete.`;
  return leftOver(await deleteDirectory(context, directory));
}

async function finishOperation(context: ForkContext, session: SessionId): Promise<Text | undefined> {
  if ((await recoverFork(context, session)) !== undefined) return undefined;
  return (await context.journal.read(session)).state === "none" ? undefined : say`Somebody is at it right now.`;
}

async function discardAdding(context: ForkContext, directory: string): Promise<Text | undefined> {
  if (!isAddingName(directory.slice(directory.lastIndexOf("/") + 1))) return say`It is not a directory of ours.`;
  const left = await deleteDirectory(context, directory);
  for (const { worktree } of await worktreeNotes(context.fs, context.commonDirectory)) {
    const id = parentPath(worktree) === directory ? parseSessionId(baseName(worktree)) : undefined;
    if (id !== undefined) await forgetMissing(context, id, worktree);
  }
  return leftOver(left);
}

async function repairWorktree(
  context: ForkContext,
  finding: SweepFinding,
  session: SessionId,
): Promise<Text | undefined> {
  const aside = await setAside(context, session, finding.subject);
  if (finding.certain && ((await context.fs.names(aside)) ?? []).length > 0) {
    await context.fs.rename(aside, finding.subject);
    return say`Something was put into it meanwhile.`;
  }
  return leftOver(await deleteDirectory(context, aside));
}

/** What no commit holds is kept as a checkpoint of the session first. */
async function removeWorktree(
  context: ForkContext,
  { subject }: SweepFinding,
  session: SessionId,
  signal: AbortSignal | undefined,
): Promise<Text | undefined> {
  const link = await readWorktreeLink(context.fs, context.commonDirectory, subject);
  if (link === undefined) return undefined;
  await requireUnlocked(context, session, link);
  const loss = { ...(await lookInside(context, link, signal)), commits: { count: 0, newest: [] } };
  const [operation] = loss.operations;
  if (operation !== undefined) return say`A ${operation} is in progress in it; end it first.`;
  const gone = goneForGood(loss);
  if (gone.length > 0) return say`No checkpoint can hold ${gone.map(visibleText).join(", ")}; move that away first.`;
  const checkpoint = await context.checkpoints.keep(session, link.worktree, "before-removal", signal);
  const unheld = await unheldPaths(context, link, checkpoint, loss, signal);
  if (unheld.length > 0) throw unheldRefusal(session, checkpoint, unheld);
  const aside = await setAside(context, session, link.worktree);
  await forgetMissing(context, session);
  return leftOver(await deleteDirectory(context, aside));
}

async function restoreBranch(context: ForkContext, session: SessionId): Promise<Text | undefined> {
  const { record } = await context.sessions.get(session);
  const commit = record.forked_from?.commit ?? "";
  if (!isObjectId(commit))
    return say`${joinPath(session, "workflow-session.json")} does not say where the fork started.`;
  await newBranch(context, session, commit, "fork: made again by the sweep");
  return undefined;
}

function leftOver(left: LeftOver | undefined): Text | undefined {
  return left === undefined ? undefined : say`${left.path} is left: ${left.reason}`;
}
