import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { GitError, isGitError } from "../../git/repository/gitError.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { readHead } from "../../git/refs/readHead.ts";
import { readRef } from "../../git/refs/refs.ts";
import { joinPath } from "../../files/paths.ts";
import type { Logger, Processes } from "../../base/ports.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { formatTime } from "../../base/time.ts";
import { journalRef } from "../model/checkpointRefs.ts";
import { exchangeIndex, releaseIndex, type KnownIndex } from "../../git/index/exchangeIndex.ts";
import { SmallIndex } from "../../git/objects/fileEntries.ts";
import { mergeTrees } from "../../git/merge/mergeTrees.ts";
import { withMove, type ReadyMove } from "./moveFiles.ts";
import { scratchPath } from "../../git/index/privateIndex.ts";
import { updatePrivateRefs } from "../../git/refs/privateRefs.ts";
import { beginJournal, checkoutOf, writeJournal, type Journal, type JournalEntry } from "./restoreJournal.ts";
import type { RestorePlan } from "./restorePlan.ts";
import { completeFiles } from "./completeFiles.ts";
import { PathGuard } from "./pathGuard.ts";
import type { TakeContext } from "../tree/takeContext.ts";
import { endingChanges, readStacks, type Stacks } from "./undoStack.ts";
import { userIndexTree } from "../../git/index/userIndex.ts";

export interface RestoreContext extends TakeContext {
  readonly processes: Processes;
  readonly logger: Logger;
  /** Journals this process is carrying out. */
  readonly running: Set<ObjectId>;
}

/** What git's reflog says of a branch that was moved back because its files could not follow. */
export const takenBackAfterFailure = "workflow: taken back after a failure";

/** A change of the working tree that is decided: what the journal says of it, and the files. */
export interface FileChange {
  readonly session: SessionId;
  readonly plan: Pick<RestorePlan, "from" | "to" | "raw" | "attributes" | "lines" | "emptyDirectories">;
  readonly entry: Pick<JournalEntry, "operation" | "index" | "move" | "pop" | "undo">;
  /** The checkpoint of just now first, then what else must not vanish meanwhile. */
  readonly parents: readonly ObjectId[];
  readonly stacks: Stacks;
  /** What git's reflog says where a branch moves too. */
  readonly reflog?: string | undefined;
  /** When the checkpoint of just now began to look: milliseconds since the epoch. */
  readonly since: number;
  /** The user's index, as that checkpoint has it. */
  readonly userIndex?: KnownIndex;
  /** The error when these files were edited since they were looked at, or (`ignored`) something that no checkpoint holds has come where files would. */
  readonly editedMeanwhile: (paths: readonly string[], reason?: "ignored") => Error;
  /** The repository with the objects that are written into files and index; left out: with its own. */
  readonly trusted?: Repository | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Carries it out: checks that no file of it was edited since, then journal (and branch), index, files, empty directories, and one transaction
 * that ends the journal and moves the undo stack. Before the journal nothing has changed; a failure after it takes everything back; what a kill
 * cuts off is completed by `recoverRestore` in the next call.
 */
export async function changeFiles(context: RestoreContext, change: FileChange): Promise<void> {
  const { plan, since, trusted = context.repository, signal } = change;
  const describing = describeChange(context, change);
  await Promise.all([
    describing,
    withMove(
      context,
      { ...plan, since },
      trusted,
      async (move) => carryOut(context, change, move, await describing),
      signal,
    ),
  ]);
}

async function carryOut(context: RestoreContext, change: FileChange, move: ReadyMove, journal: Journal): Promise<void> {
  const { session, plan, editedMeanwhile, trusted = context.repository, signal } = change;
  if (move.edited.length > 0) throw editedMeanwhile(move.edited);
  context.running.add(journal.id);
  try {
    await beginJournal(context, session, journal, change.reflog);
    await expectBranch(context, journal);
    const reading = { ...context, repository: trusted };
    if (!(await setIndex(reading, journal, "to", change)) && journal.move !== undefined) throw indexChanged();
    if (plan.from.size + plan.to.size > 0) {
      await expectRoom(context, change);
      await move.carryOut((paths) => editedMeanwhile(paths), signal);
    }
    await makeEmptyDirectories(context, journal);
    await endJournal(context, session, journal, change.stacks);
  } catch (error) {
    const taken = await takeBack(context, session, journal);
    throw taken ? inTheWay(error, change) : error;
  } finally {
    context.running.delete(journal.id);
  }
}

/** What the checkpoint of now does not hold, such as an ignored file, would not be missed: so it is looked at just before. */
async function expectRoom(context: RestoreContext, { plan, parents, editedMeanwhile }: FileChange): Promise<void> {
  const going = [...plan.from.keys()].filter((path) => !plan.to.has(path));
  const guard = new PathGuard(context, new Set(going), String(parents[0]));
  const occupied: string[] = [];
  for (const path of plan.to.keys()) {
    if (!plan.from.has(path) && (await guard.blocked(path))) occupied.push(path);
  }
  if (occupied.length > 0) throw editedMeanwhile(occupied.toSorted(), "ignored");
}

/** What git says of files it would not touch, as the answer people get of any edit at the last moment. */
function inTheWay(error: unknown, { editedMeanwhile }: FileChange): unknown {
  if (!isGitError(error, "would-overwrite")) return error;
  const named = [...error.stderr.matchAll(/(?:Entry|working tree file|Updating) '([^'\n]+)'/gu)];
  const paths = [...new Set(named.map(([, path]) => path ?? ""))].toSorted();
  return paths.length === 0 ? error : editedMeanwhile(paths);
}

/** Completes what a journal says and ends it; returns the files that were edited since and so stay as they are. */
export async function completeChange(
  context: RestoreContext,
  session: SessionId,
  journal: Journal,
): Promise<readonly string[]> {
  await releaseIndex(context, journal.id);
  await completeIndex(context, journal);
  const edited = await completeFiles(context, journal, "to");
  await makeEmptyDirectories(context, journal);
  await endJournal(context, session, journal, await readStacks(context.repository, session));
  return edited;
}

/**
 * Whether the branch a journal moves is where it brought it, and checked out here. If not, the person has gone on without us (or nothing had
 * begun), and the files are theirs.
 */
export async function branchStands(context: RestoreContext, { move }: Pick<JournalEntry, "move">): Promise<boolean> {
  if (move === undefined) return true;
  const { branch, commit } = await readHead(context.repository, context.fs);
  return branch === move.ref && commit === move.to;
}

/** Forgets a journal; nothing else changes. */
export async function dropJournal(context: RestoreContext, session: SessionId, { id }: Journal): Promise<void> {
  await releaseIndex(context, id);
  await updatePrivateRefs(context, [{ ref: journalRef(session), from: id, to: undefined }]);
}

/**
 * Undoes what was done before a failure, without the signal: a cancelled change must not stay half-way. What fails again (a full disk) leaves
 * the journal, and the next call recovers it; so does a branch that somebody has moved on. True: everything is as it was.
 */
export async function takeBack(context: RestoreContext, session: SessionId, journal: Journal): Promise<boolean> {
  const { move } = journal;
  const { repository, logger } = context;
  try {
    if ((await readRef(repository, journalRef(session))) !== journal.id) return false;
    const stands = move === undefined ? undefined : await readRef(repository, move.ref);
    if (stands !== move?.to) {
      await dropJournal(context, session, journal);
      return false;
    }
    await releaseIndex(context, journal.id);
    await completeFiles(context, journal, "from");
    await setIndex(context, journal, "from");
    const back = move === undefined ? [] : [{ ref: move.ref, from: move.to, to: move.from }];
    const changes = [...back, { ref: journalRef(session), from: journal.id, to: undefined }];
    await updatePrivateRefs(context, changes, move === undefined ? {} : { reflog: takenBackAfterFailure });
    return true;
  } catch (error) {
    logger.error(
      `A change of the files of ${session} could not be taken back; it is recovered before the next one.`,
      error,
    );
    return false;
  }
}

/** The journal: from when it stands, any process can complete what is begun. */
async function describeChange(context: RestoreContext, change: FileChange): Promise<Journal> {
  const { processes, clock, repository } = context;
  const { plan, entry, parents, signal } = change;
  const written: JournalEntry = {
    operation: entry.operation,
    host: processes.host,
    process: processes.pid,
    started: formatTime(clock.now()),
    place: context.place,
    checkout: checkoutOf(context.repository),
    emptyDirectories: [...plan.emptyDirectories],
    lines: plan.lines,
    undo: entry.undo,
    ...(entry.index === undefined ? {} : { index: entry.index }),
    ...(entry.move === undefined ? {} : { move: entry.move }),
    ...(entry.pop === undefined ? {} : { pop: entry.pop }),
  };
  const { from, to, raw } = plan;
  const attributes = plan.attributes ?? new Map();
  const groups = { "from/": from, "to/": to, "raw-from/": raw.from, "raw-to/": raw.to, "attributes/": attributes };
  const some = Object.entries(groups).filter(([, entries]) => entries.size > 0);
  const names = new Set(some.map(([prefix]) => prefix.slice(0, -1)));
  const index = new SmallIndex(repository, scratchPath(context));
  try {
    await index.load(groups, signal);
    const tree = await index.writeTree(signal);
    return await writeJournal(context, written, { tree, names, parents, time: clock.now() }, signal);
  } finally {
    await index.remove(context.fs);
  }
}

/** The transaction names the branch only; whether it still is the one checked out is looked at behind it. */
async function expectBranch(context: RestoreContext, journal: Journal): Promise<void> {
  if (journal.move === undefined || (await branchStands(context, journal))) return;
  throw new GitError("ref-changed", say`${journal.move.ref} is no longer what is checked out.`);
}

function indexChanged(): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`Something was staged while the files were prepared, so nothing was changed.`,
    say`Try again when nothing else works on the index.`,
  );
}

/** The journal becomes an entry of the undo stack; read again when somebody else moved the stack meanwhile. */
async function endJournal(
  context: RestoreContext,
  session: SessionId,
  journal: Journal,
  stacks: Stacks,
): Promise<void> {
  try {
    await updatePrivateRefs(context, endingChanges(session, journal, stacks));
  } catch (error) {
    if (!isGitError(error, "ref-changed", "ref-exists")) throw error;
    await updatePrivateRefs(context, endingChanges(session, journal, await readStacks(context.repository, session)));
  }
}

/** Sets the user's index to one side, where the change is about it; false: somebody changed it meanwhile, and it stays. */
async function setIndex(
  context: RestoreContext,
  { id, index }: Journal,
  side: "from" | "to",
  { userIndex, signal }: Pick<FileChange, "userIndex" | "signal"> = {},
): Promise<boolean> {
  if (index === undefined) return true;
  const [from, to] = side === "to" ? [index.from, index.to] : [index.to, index.from];
  return exchangeIndex(context, id, { from, to, known: userIndex }, signal);
}

/** After a kill: what was staged since stays staged, where the branch has moved and it can be put on top of that. */
async function completeIndex(context: RestoreContext, journal: Journal): Promise<void> {
  const { id, index, move } = journal;
  if ((await setIndex(context, journal, "to")) || index === undefined || move === undefined) return;
  const ours = await userIndexTree(context);
  if (ours === undefined || ours === index.to) return;
  const merged = await mergeTrees(context.repository, { base: index.from, ours, theirs: index.to });
  if (merged.conflicts.length === 0) await exchangeIndex(context, id, { from: ours, to: merged.tree });
}

/** Directories that git's trees cannot hold; one that a file is in the way of stays missing. */
async function makeEmptyDirectories(context: RestoreContext, { emptyDirectories }: Journal): Promise<void> {
  const { fs, repository } = context;
  for (const directory of emptyDirectories) {
    let path = repository.paths.root;
    for (const part of directory.replace(/\/$/u, "").split("/")) {
      path = joinPath(path, part);
      const stat = await fs.lstat(path);
      if (stat === undefined) await fs.makeDirectory(path);
      else if (stat.kind !== "directory") break;
    }
  }
}
