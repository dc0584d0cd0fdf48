import { WorkflowError } from "../errors.ts";
import { isGitError } from "../git/gitError.ts";
import { treeOf } from "../git/commits.ts";
import type { ObjectId } from "../git/objectId.ts";
import type { RefName } from "../git/refName.ts";
import { joinPath } from "../paths.ts";
import type { Logger, Processes } from "../ports.ts";
import type { SessionId } from "../sessions/sessionId.ts";
import { endingChanges, readStacks, type Stacks } from "./undoStack.ts";
import { journalRef } from "./checkpointRefs.ts";
import { exchangeIndex, releaseIndex } from "./exchangeIndex.ts";
import { updatePrivateRefs } from "./privateRefs.ts";
import { beginJournal, readJournal, type Journal, type JournalEntry } from "./restoreJournal.ts";
import { planRestore, type KeptPath, type RestorePlan, type RestoreTarget } from "./restorePlan.ts";
import { settleFiles, withSmallIndexes } from "./settleRestore.ts";
import type { TakeContext, Taken } from "./takeCheckpoint.ts";
import { formatTime, parseTime } from "../time.ts";

export interface RestoreContext extends TakeContext {
  readonly processes: Processes;
  readonly logger: Logger;
  /** Journals this process is carrying out. */
  readonly running: Set<ObjectId>;
}

export interface RestoreRequest {
  readonly session: SessionId;
  readonly operation: JournalEntry["operation"];
  readonly target: RestoreTarget;
  /** Only these files and directories; left out: everything. */
  readonly paths?: readonly string[] | undefined;
  /** The index too. */
  readonly index: boolean;
  readonly pop?: { readonly ref: RefName; readonly id: ObjectId };
  readonly signal?: AbortSignal | undefined;
}

export interface Restored {
  /** Files written or removed. */
  readonly files: number;
  readonly kept: readonly KeptPath[];
}

/**
 * Brings the working tree to the target. `current` is the safety checkpoint of just now, so whatever happens is undoable. Order: plan, check
 * that no planned file was edited since, journal, index, files, empty directories, then one transaction that ends the journal and moves the
 * undo stack. Before the journal nothing has changed; after it, `settleInterrupted` of the next call completes what a kill cut off.
 * Throws `conflict` (nothing changed) when a file was edited meanwhile.
 */
export async function restoreCheckpoint(
  context: RestoreContext,
  current: Taken["checkpoint"],
  request: RestoreRequest,
): Promise<Restored> {
  const { repository, running } = context;
  const { session, target, paths, signal } = request;
  const [plan, stacks] = await Promise.all([
    planRestore(context, current, target, paths, signal),
    readStacks(repository, session),
  ]);
  const index = request.index ? await planIndex(context, current, target, signal) : undefined;
  const files = new Set([...plan.from.keys(), ...plan.to.keys()]).size;
  const idle = files === 0 && index === undefined && plan.emptyDirectories.length === 0;
  if (idle && request.operation === "restore") return { files, kept: plan.kept };
  return withSmallIndexes(context, async (working, both) => {
    const [edited, tree] = await Promise.all([
      working.load({ "": plan.from }, signal).then(async () => working.differing(signal)),
      both.load({ "from/": plan.from, "to/": plan.to }, signal).then(async () => both.writeTree(signal)),
    ]);
    if (edited.size > 0) throw editedMeanwhile([...edited]);
    const journal = await announce(context, current, request, { plan, index, tree });
    running.add(journal.id);
    try {
      await setIndex(context, journal, "to", signal);
      if (files > 0) await working.move(journal.sides, signal);
      await makeEmptyDirectories(context, journal);
    } catch (error) {
      await takeBack(context, session, journal);
      throw error;
    } finally {
      running.delete(journal.id);
    }
    await end(context, session, journal, stacks);
    return { files, kept: plan.kept };
  });
}

/**
 * Undoes what was done before a failure, without the signal: a cancelled restore must not stay half-way. What fails again (a full disk) leaves
 * the journal, and the next call settles it.
 */
async function takeBack(context: RestoreContext, session: SessionId, journal: Journal): Promise<void> {
  try {
    await releaseIndex(context, journal.id);
    await settleFiles(context, journal, "from");
    await setIndex(context, journal, "from");
    await updatePrivateRefs(context, [{ ref: journalRef(session), from: journal.id, to: undefined }]);
  } catch (error) {
    context.logger.error(`A restore of ${session} could not be taken back; it is settled before the next one.`, error);
  }
}

/** Writes the journal: from here on, whoever comes next completes what is begun. */
async function announce(
  context: RestoreContext,
  current: Taken["checkpoint"],
  { session, operation, target, paths, index: withIndex, pop, signal }: RestoreRequest,
  { plan, index, tree }: { readonly plan: RestorePlan; readonly index: JournalEntry["index"]; readonly tree: ObjectId },
): Promise<Journal> {
  const { processes, clock } = context;
  const entry: JournalEntry = {
    operation,
    host: processes.host,
    process: processes.pid,
    started: formatTime(clock.now()),
    place: context.place,
    emptyDirectories: [...plan.emptyDirectories],
    undo: { index: withIndex, ...(paths === undefined ? {} : { paths: [...paths] }) },
    ...(index === undefined ? {} : { index }),
    ...(pop === undefined ? {} : { pop }),
  };
  const has = { from: plan.from.size > 0, to: plan.to.size > 0 };
  const parents = index === undefined ? [current.commit] : [current.commit, target.commit];
  return beginJournal(context, session, entry, { tree, has, parents, time: clock.now() }, signal);
}

/** The journal becomes an entry of the undo stack; read again when somebody else moved the stack meanwhile. */
async function end(context: RestoreContext, session: SessionId, journal: Journal, stacks: Stacks): Promise<void> {
  try {
    await updatePrivateRefs(context, endingChanges(session, journal, stacks));
  } catch (error) {
    if (!isGitError(error, "ref-changed", "ref-exists")) throw error;
    await updatePrivateRefs(context, endingChanges(session, journal, await readStacks(context.repository, session)));
  }
}

/** Beyond it nobody is still at it, whatever runs under that process id or on that other machine. */
const longestRestore = 24 * 60 * 60 * 1000;

/**
 * Completes the restore that a killed process left in this working tree, and returns the files that were edited since and so stay as they are;
 * `undefined`: there was none. Throws `conflict` while another process still is at it.
 */
export async function settleInterrupted(
  context: RestoreContext,
  session: SessionId,
): Promise<readonly string[] | undefined> {
  const { repository, processes, running } = context;
  const journal = await readJournal(repository, session);
  if (journal === undefined || journal.place !== context.place) return undefined;
  const own = journal.host === processes.host && journal.process === processes.pid;
  const recent = context.clock.now() - (parseTime(journal.started) ?? 0) < longestRestore;
  const alive = recent && (journal.host !== processes.host || processes.alive(journal.process));
  if (own ? running.has(journal.id) : alive) {
    throw new WorkflowError(
      "conflict",
      `A restore of ${session} is under way in another process.`,
      `Wait until it has ended. If no other machine works here, “git update-ref -d ${journalRef(session)}” forgets it.`,
    );
  }
  await releaseIndex(context, journal.id);
  await setIndex(context, journal, "to");
  const edited = await settleFiles(context, journal, "to");
  await makeEmptyDirectories(context, journal);
  await end(context, session, journal, await readStacks(repository, session));
  return edited;
}

async function planIndex(
  context: RestoreContext,
  current: RestoreTarget,
  target: RestoreTarget,
  signal?: AbortSignal,
): Promise<JournalEntry["index"]> {
  if (current.index === undefined || target.index === undefined) {
    throw new WorkflowError(
      "conflict",
      `The index ${current.index === undefined ? "holds" : "held"} unresolved conflicts, so it cannot be exchanged.`,
      "Restore the files alone, without the index.",
    );
  }
  const [from, to] = await Promise.all([
    treeOf(context.repository, current.index, signal),
    treeOf(context.repository, target.index, signal),
  ]);
  return from === to ? undefined : { from, to };
}

/** Sets the user's index to one side, where the restore is about it. */
async function setIndex(
  context: RestoreContext,
  { id, index }: Journal,
  side: "from" | "to",
  signal?: AbortSignal,
): Promise<void> {
  if (index === undefined) return;
  await exchangeIndex(context, id, side === "to" ? index.from : index.to, index[side], signal);
}

/** Directories that git's trees cannot hold; one that a file is in the way of stays missing. */
async function makeEmptyDirectories(context: RestoreContext, { emptyDirectories }: Journal): Promise<void> {
  const { fs, repository } = context;
  for (const directory of emptyDirectories) {
    let path = repository.place.root;
    for (const part of directory.replace(/\/$/u, "").split("/")) {
      path = joinPath(path, part);
      const stat = await fs.lstat(path);
      if (stat === undefined) await fs.makeDirectory(path);
      else if (stat.kind !== "directory") break;
    }
  }
}

function editedMeanwhile(paths: readonly string[]): WorkflowError {
  const named = paths.slice(0, 5).join(", ") + (paths.length > 5 ? " …" : "");
  return new WorkflowError(
    "conflict",
    `Nothing was restored: ${named} changed while the restore was prepared.`,
    "Let the edits come to rest (save or stop what writes there), then restore again.",
  );
}
