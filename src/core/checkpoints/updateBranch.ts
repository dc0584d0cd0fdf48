import { WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import { operationsInProgress } from "../git/directory/operationsInProgress.ts";
import { commitTree, readCommit, treeOf } from "../git/objects/commits.ts";
import { GitError } from "../git/repository/gitError.ts";
import { copyObjects } from "../git/objects/copyObjects.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { Repository } from "../git/repository/repository.ts";
import { shortName, type RefName } from "../git/repository/refName.ts";
import { readHead } from "../git/refs/readHead.ts";
import { diffTrees, type PathChange } from "../git/objects/treeDiff.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { changeFiles, type FileChange, type RestoreContext } from "./restore/changeFiles.ts";
import { readRaw } from "./rawContent/aside.ts";
import type { Checkpoint, TakenCheckpoint } from "./model/checkpoint.ts";
import { conversionsOf } from "./branchUpdate/conversions.ts";
import { seeTreeQuietly } from "./readCurrentTree.ts";
import type { FileEntries } from "../git/objects/fileEntries.ts";
import { BranchUpdateConflict, pathsOf } from "./branchUpdate/branchUpdateConflict.ts";
import type { Obstacle } from "../base/obstacle.ts";
import { updateObstacle } from "./branchUpdate/updateObstacle.ts";
import { carryingFiles } from "./branchUpdate/carriedFiles.ts";
import { planBranchUpdate, type IncomingChanges, type BranchUpdatePlan } from "./branchUpdate/planBranchUpdate.ts";
import { objectsDirectory, withScratchObjects } from "../git/index/scratchObjects.ts";
import type { TakeContext } from "./tree/takeContext.ts";
import type { SeenTree } from "./tree/workingTree.ts";
import type { Taken } from "./takeCheckpoint.ts";
import { findBranchUpdate, readStacks, type BranchUpdateEntry } from "./restore/undoStack.ts";
import { commitUserIndex } from "../git/index/userIndex.ts";

/** A branch that moves together with the working tree it is checked out in. */
export interface BranchUpdate {
  /** The branch, as a full ref name. */
  readonly ref: RefName;
  /** Where it stands. */
  readonly from: ObjectId;
  /** The commit it is brought to. */
  readonly to: ObjectId;
}

/**
 * The step from a commit to one of its children, by their trees, as it was read where nobody else writes, such as the review vault: what an id
 * names never changes, so it is not asked again.
 */
export interface KnownStep {
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** All that differs between the two trees. */
  readonly changes: readonly PathChange[];
}

export interface PreviewOptions {
  /** An objects directory of another repository that holds the commit while it is not published here. */
  readonly objects?: string | undefined;
  readonly step?: KnownStep | undefined;
  /** The working tree with the user's index, as it was seen in the same look. */
  readonly seen?: SeenTree | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What `updateBranchAndWorktree` would do now. */
export interface BranchUpdatePreview {
  /** What git makes of the files while it writes them (conversions.ts); empty with conflicts. */
  readonly conversions: readonly string[];
  /** Files that stand in the way, sorted. */
  readonly conflicts: readonly string[];
  /** What stands in the way, and why; empty: it can be done. */
  readonly obstacles: readonly Obstacle[];
  /** Files that would be written or removed; 0 with conflicts, because nothing would be. */
  readonly files: number;
}

export interface BranchUpdateOptions {
  /** Objects directory of a repository nobody else writes: everything that comes is read there alone, and not where its published copy lies. */
  readonly objects?: string | undefined;
  readonly step?: KnownStep | undefined;
  /** Files of sessions that come are in the index and in the working tree already, so that none is written. */
  readonly isCommit?: boolean | undefined;
  /** Throws unless this is what a person has agreed to; then nothing was changed. */
  readonly agreed?: ((conversions: readonly string[]) => void) | undefined;
  /** What the safety checkpoint says of itself. */
  readonly message?: string | undefined;
  readonly by?: string | undefined;
  /** What git's reflog says of the branch. */
  readonly reflog?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Answer of a branch update and of taking it back. */
export interface BranchUpdateResult {
  /** Files written or removed. */
  readonly files: number;
  /** The checkpoint of how everything was before. */
  readonly safety: TakenCheckpoint;
}

export interface BranchUpdateRequest {
  readonly session: SessionId;
  readonly move: BranchUpdate;
  /** What git's reflog says of the branch. */
  readonly reflog: string;
  readonly objects?: string | undefined;
  readonly step?: KnownStep | undefined;
  readonly agreed?: BranchUpdateOptions["agreed"];
  readonly signal?: AbortSignal | undefined;
}

/** Computes a branch update and changes nothing. Throws `conflict` when the branch is not checked out here at `from`. */
export async function previewBranchUpdate(
  context: TakeContext,
  move: BranchUpdate,
  { objects, step, seen, signal }: PreviewOptions = {},
): Promise<BranchUpdatePreview> {
  await expectStanding(context, move, signal);
  const sources = [objectsDirectory(context.repository), ...(objects === undefined ? [] : [objects])];
  return withScratchObjects(context, sources, async (repository) => {
    const reading = { ...context, repository: repository.forOneLook() };
    const brought = await broughtBy(reading, move, step, signal);
    const { own, now } = await seeStanding(context, reading, brought, seen, signal);
    const { tree, skipped, user, hasAttributes } = now;
    const update = await planBranchUpdate(own, { tree, skipped, index: user?.tree }, brought, signal);
    const { obstacles } = update;
    if (obstacles.length > 0) return { conflicts: pathsOf(obstacles), obstacles, files: 0, conversions: [] };
    return {
      conflicts: [],
      obstacles: [],
      files: countFiles(update),
      conversions: await conversionsOf(own, update, hasAttributes, signal),
    };
  });
}

/** The working tree with what comes of sessions; a tree that was seen already is of a commit that moves no file. */
async function seeStanding(
  context: TakeContext,
  reading: TakeContext,
  { changes, files }: IncomingChanges,
  seen: SeenTree | undefined,
  signal?: AbortSignal,
): Promise<{ readonly own: TakeContext; readonly now: SeenTree }> {
  if (seen?.user !== undefined) return { own: reading, now: seen };
  const coming = changes ?? (await diffTrees(reading.repository, files.base, files.theirs, { signal }));
  const { worktree, also } = await carryingFiles(context, context.fs, coming);
  const now = await seeTreeQuietly(worktree, { whole: true, also, signal });
  return { own: { ...reading, excluded: worktree.excluded }, now };
}

/**
 * Brings a branch to a commit together with the working tree it is checked out in, and keeps what the person has edited and staged there
 * (planBranchUpdate.ts). `safety` is the checkpoint of just now. Refused whole with `BranchUpdateConflict` when something stands in the way. One
 * transaction writes the journal and moves the branch; index and files follow as in a restore (changeFiles.ts). Returns the number of files.
 */
export async function updateBranchAndWorktree(
  context: RestoreContext,
  safety: Taken,
  request: BranchUpdateRequest,
): Promise<number> {
  const { objects, move, step, signal } = request;
  const { checkpoint } = safety;
  const now = { ...checkpoint, index: await indexOf(context, safety, signal) };
  if (objects === undefined) return updateFrom(context, context.repository, safety, now, request);
  return withScratchObjects(context, [objects], async (trusted) => {
    const own = [now.tree, now.index, now.aside].filter((one) => one !== undefined);
    const held = step?.from ?? (await treeOf(trusted, move.from, signal));
    await copyObjects(context.repository, trusted, own, [held], signal);
    return updateFrom(context, trusted, safety, now, request);
  });
}

/** `trusted`: the repository with the objects that are read; what is made of them is copied to where the branch can hold it. */
async function updateFrom(
  context: RestoreContext,
  trusted: Repository,
  { began, hasAttributes }: Taken,
  current: Checkpoint & { readonly index: ObjectId | undefined },
  { session, move, reflog, step, agreed, signal }: BranchUpdateRequest,
): Promise<number> {
  const { repository } = context;
  const reading = { ...context, repository: trusted.forOneLook() };
  const [brought, stacks] = await Promise.all([
    broughtBy(reading, move, step, signal),
    readStacks(repository, session, context),
  ]);
  const update = await planBranchUpdate(reading, current, brought, signal);
  const name = say`Nothing came to ${shortName(move.ref)}`;
  if (update.obstacles.length > 0) throw new BranchUpdateConflict(name, update.obstacles);
  agreed?.(await conversionsOf(reading, update, hasAttributes, signal));
  if (trusted !== repository) {
    const held = [brought.files.theirs, current.tree, ...(current.index === undefined ? [] : [current.index])];
    await copyObjects(trusted, repository, [update.tree, update.indexTree], held, signal);
  }
  // Commits that stand are called so; the words of a commit are a promise like a file's.
  const message = "Working tree after a landing\n";
  const updated = await commitTree(repository, { tree: update.tree, parents: [move.to], message, time: 0 }, signal);
  const staged = await commitUserIndex(context, update.indexTree, move.to, signal);
  await changeFiles(context, {
    session,
    plan: update.plan,
    entry: {
      operation: "land",
      index: update.index,
      move: { ...move, safety: current.id },
      pop: undefined,
      undo: { index: true },
    },
    parents: [current.commit, updated, staged],
    stacks,
    reflog,
    since: began,
    userIndex: { stamp: current.stamp, tree: current.index },
    editedMeanwhile: meanwhile(name),
    trusted: trusted === repository ? undefined : trusted,
    signal,
  });
  return countFiles(update);
}

/**
 * Takes a branch update back: the branch to where it stood, files and index to the update's safety checkpoint, with what was edited or staged since
 * kept by the same three-way rule, or refused whole with `BranchUpdateConflict`. Throws `not-found` when this update is not (or no longer) among
 * the session's last changes.
 */
export async function revertBranchUpdate(
  context: RestoreContext,
  taken: Taken,
  { session, move, safety, reflog, signal }: BranchUpdateRequest & { readonly safety: number },
): Promise<number> {
  const { repository } = context;
  const current = { ...taken.checkpoint, index: await indexOf(context, taken, signal) };
  const stacks = await readStacks(repository, session, context);
  const entry = await findBranchUpdate(repository, session, stacks, { ...move, safety }, signal);
  const [before, updated, staged] = await Promise.all([
    readCommit(repository, entry.safety, signal),
    treeOf(repository, entry.updated, signal),
    treeOf(repository, entry.staged, signal),
  ]);
  const index = entry.index === undefined ? staged : await treeOf(repository, entry.index, signal);
  const update = await planBranchUpdate(
    context,
    current,
    {
      files: { base: updated, theirs: before.tree },
      index: { base: staged, theirs: index },
      emptyDirectories: entry.emptyDirectories,
    },
    signal,
  );
  const name = say`What came to ${shortName(move.ref)} was not taken back`;
  if (update.obstacles.length > 0) throw new BranchUpdateConflict(name, update.obstacles);
  const raw = await rawAgain(context, entry, update, before.tree, signal);
  await changeFiles(context, {
    session,
    plan: { ...update.plan, raw: { ...update.plan.raw, to: raw } },
    entry: {
      operation: "take-back",
      index: update.index,
      move: { ref: move.ref, from: move.to, to: move.from, safety: current.id },
      pop: { ref: entry.ref, id: entry.id },
      undo: { index: true },
    },
    parents: [current.commit, await commitUserIndex(context, update.indexTree, move.from, signal)],
    stacks,
    reflog,
    since: taken.began,
    userIndex: { stamp: current.stamp, tree: current.index },
    editedMeanwhile: meanwhile(name),
    signal,
  });
  return countFiles(update);
}

/** Raw files of before the branch update (aside.ts), where the content that comes back is the one of then. */
async function rawAgain(
  { repository }: RestoreContext,
  { aside }: BranchUpdateEntry,
  { plan, tree }: BranchUpdatePlan,
  before: ObjectId,
  signal?: AbortSignal,
): Promise<FileEntries> {
  const raw = await readRaw(repository, aside, signal);
  if (raw.size === 0) return raw;
  const others = new Set((await diffTrees(repository, tree, before, { signal })).map(({ path }) => path));
  return new Map([...raw].filter(([path]) => plan.to.has(path) && !others.has(path)));
}

/**
 * Throws `conflict` unless HEAD is this branch at this commit, no operation of git waits here to be continued, and nobody holds the index
 * (`locked`).
 */
export async function expectStanding(
  { repository, fs }: TakeContext,
  { ref, from }: Pick<BranchUpdate, "ref" | "from">,
  signal?: AbortSignal,
): Promise<void> {
  const { root, gitDir } = repository.paths;
  const [{ branch, commit }, [operation], lock] = await Promise.all([
    readHead(repository, fs, signal),
    operationsInProgress(fs, { worktree: root, admin: gitDir }),
    fs.lstat(repository.ownFile("index.lock")),
  ]);
  const name = shortName(ref);
  // First, because a rebase or bisect takes the branch away for as long as it lasts.
  if (operation !== undefined) {
    throw new WorkflowError(
      "conflict",
      say`A ${operation} is in progress in ${root}; nothing was changed.`,
      say`Finish or abort the ${operation}, then try again.`,
    );
  }
  if (branch !== ref) {
    throw new WorkflowError(
      "conflict",
      say`${name} is not what is checked out in ${root}; nothing was changed.`,
      say`Look at what is checked out there, then ask again.`,
    );
  }
  if (commit !== from) throw new GitError("ref-changed", say`${name} is no longer at ${from}; nothing was changed.`);
  if (lock !== undefined)
    throw new GitError("locked", say`Another git process is changing the index; nothing was changed.`);
}

async function broughtBy(
  { repository }: TakeContext,
  { from, to }: BranchUpdate,
  step: KnownStep | undefined,
  signal?: AbortSignal,
): Promise<IncomingChanges> {
  const [base, theirs] =
    step === undefined
      ? await Promise.all([treeOf(repository, from, signal), treeOf(repository, to, signal)])
      : [step.from, step.to];
  const files = { base, theirs, commits: step === undefined ? undefined : { base: from, theirs: to } };
  return { files, index: files, emptyDirectories: [], changes: step?.changes };
}

/** Tree of the user's index as the checkpoint has it; `undefined`: it holds unresolved conflicts. */
async function indexOf(
  { repository }: TakeContext,
  { checkpoint: { index }, indexTree }: Taken,
  signal?: AbortSignal,
): Promise<ObjectId | undefined> {
  return index === undefined ? undefined : (indexTree ?? (await treeOf(repository, index, signal)));
}

/** What came between the look and the change. */
function meanwhile(what: Text): FileChange["editedMeanwhile"] {
  return (paths, reason) => new BranchUpdateConflict(what, [updateObstacle(reason ?? "edits", paths)]);
}

function countFiles({ plan }: BranchUpdatePlan): number {
  return new Set([...plan.from.keys(), ...plan.to.keys()]).size;
}
