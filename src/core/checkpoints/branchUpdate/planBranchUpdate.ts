import { isTrue, readConfiguration, wordsOf } from "../../git/config/configuration.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { readEntries, SmallIndex } from "../../git/objects/fileEntries.ts";
import { mergeTrees, type MergedTree, type TreeMerge } from "../../git/merge/mergeTrees.ts";
import { scratchPath } from "../../git/index/privateIndex.ts";
import type { JournalEntry } from "../restore/restoreJournal.ts";
import { planRestore, type RestorePlan } from "../restore/restorePlan.ts";
import type { PlannedState } from "../restore/restoreTarget.ts";
import type { TakeContext } from "../tree/takeContext.ts";
import type { Obstacle } from "../../base/obstacle.ts";
import { diffTrees, type PathChange } from "../../git/objects/treeDiff.ts";
import { updateObstacle, type UpdateReason } from "./updateObstacle.ts";

/** What is brought to a working tree and its index: each from the tree it began with to the one it leads to. */
export interface IncomingChanges {
  readonly files: Omit<TreeMerge, "ours">;
  readonly index: Omit<TreeMerge, "ours">;
  /** Empty directories to be made. */
  readonly emptyDirectories: readonly string[];
  /** All that differs from `base` to `theirs` of the files, where it is known. */
  readonly changes?: readonly PathChange[] | undefined;
}

/** The working tree that receives them. */
export interface StandingWorktree extends Pick<PlannedState, "tree" | "skipped">, Partial<Pick<PlannedState, "aside">> {
  /** Tree of the user's index; `undefined`: it holds unresolved conflicts. */
  readonly index: ObjectId | undefined;
}

export interface BranchUpdatePlan {
  /** What is in the way of the update; empty: it can be carried out. */
  readonly obstacles: readonly Obstacle[];
  /** The working tree and the index it leads to. */
  readonly tree: ObjectId;
  readonly indexTree: ObjectId;
  readonly plan: RestorePlan;
  readonly index: JournalEntry["index"];
}

/**
 * Computes what a branch update does: the three-way merge of the working tree as it is, untracked files included, with what is brought, and the same
 * for the index, so that what is staged stays staged. Changes nothing but objects of `context.repository`.
 *
 * In the way are (updateObstacle.ts): overlapping edits, an untracked, ignored or left-out file or a directory with such where a file would be written, a
 * submodule whose files would have to move, a file outside of a sparse checkout, the directories of the sessions and forks, and unresolved conflicts.
 */
export async function planBranchUpdate(
  context: TakeContext,
  now: StandingWorktree,
  brought: IncomingChanges,
  signal?: AbortSignal,
): Promise<BranchUpdatePlan> {
  const { repository } = context;
  const merged = await mergeTrees(repository, { ...brought.files, ours: now.tree }, signal);
  const { emptyDirectories, files } = brought;
  const isStep = now.tree === files.base && merged.tree === files.theirs;
  const target: PlannedState = { tree: merged.tree, skipped: [], emptyDirectories, aside: undefined, lines: undefined };
  const [plan, index, outside] = await Promise.all([
    planRestore(context, { aside: undefined, lines: undefined, ...now, emptyDirectories: [] }, target, {
      merged: true,
      changes: isStep ? brought.changes : undefined,
      signal,
    }),
    mergeIndex(context, now, brought.index, signal),
    outsideOfSparse(repository, signal),
  ]);
  const hidden = [...new Set([...plan.from.keys(), ...plan.to.keys()])].filter((path) => outside.has(path));
  return {
    obstacles: await obstaclesOf(context, now, brought, { merged, index, plan, hidden }, signal),
    tree: merged.tree,
    indexTree: index.tree,
    plan,
    index: now.index === undefined || now.index === index.tree ? undefined : { from: now.index, to: index.tree },
  };
}

/** What was found to be in the way, by its reasons. */
async function obstaclesOf(
  { repository, excluded }: TakeContext,
  now: StandingWorktree,
  { files, changes }: IncomingChanges,
  found: {
    readonly merged: MergedTree;
    readonly index: Pick<MergedTree, "named">;
    readonly plan: RestorePlan;
    readonly hidden: readonly string[];
  },
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  const { merged, index, plan, hidden } = found;
  const overlapping = [...merged.named, ...(now.index === undefined ? [] : index.named)];
  const kept = (reason: RestorePlan["kept"][number]["reason"]): readonly string[] =>
    plan.kept.filter((one) => one.reason === reason).map(({ path }) => path);
  const isAny = overlapping.length + plan.kept.length + plan.excluded.length > 0;
  const coming = isAny ? (changes ?? (await diffTrees(repository, files.base, files.theirs, { signal }))) : [];
  const links = new Set(coming.filter(isLink).map(({ path }) => path));
  const odd = new Set(coming.filter((change) => excluded.judge(change) === "odd").map(({ path }) => path));
  for (const [path, { mode }] of plan.to)
    if (excluded.judge({ path, oldMode: mode, newMode: mode }) === "odd") odd.add(path);
  const named: Readonly<Record<UpdateReason, readonly string[]>> = {
    edits: overlapping.filter((path) => !links.has(path)),
    unmerged: now.index === undefined ? index.named : [],
    submodule: [...overlapping.filter((path) => links.has(path)), ...kept("submodule")],
    sparse: hidden,
    ignored: kept("ignored"),
    "left-out": kept("left-out"),
    name: kept("name"),
    "session-state": plan.excluded.filter((path) => !odd.has(path)),
    "session-path": [...odd],
  };
  return Object.entries(named).flatMap(([reason, paths]) =>
    paths.length === 0 ? [] : updateObstacle(reason as UpdateReason, paths, { changes: coming, skipped: now.skipped }),
  );
}

function isLink({ oldMode, newMode }: PathChange): boolean {
  return oldMode === "160000" || newMode === "160000";
}

/**
 * The index after the branch update. A staged version that overlaps gives way where the file itself already is what is brought: a beginning of it was
 * staged, and there is nothing left to commit.
 */
async function mergeIndex(
  context: TakeContext,
  now: StandingWorktree,
  brought: IncomingChanges["index"],
  signal?: AbortSignal,
): Promise<Pick<MergedTree, "tree" | "named">> {
  const { repository } = context;
  if (now.index === undefined) return { tree: brought.theirs, named: await unmergedPaths(repository, signal) };
  const merged = await mergeTrees(repository, { ...brought, ours: now.index }, signal);
  if (merged.conflicts.length === 0) return merged;
  const [coming, files] = await Promise.all([
    readEntries(repository, brought.theirs, signal),
    readEntries(repository, now.tree, signal),
  ]);
  const differs = (path: string): boolean => {
    const [left, right] = [coming.get(path), files.get(path)];
    return left?.id !== right?.id || left?.mode !== right?.mode;
  };
  const named = merged.named.filter(differs);
  if (named.length > 0) return { tree: merged.tree, named };
  const index = new SmallIndex(repository, scratchPath(context));
  try {
    await index.loadTree(merged.tree, new Map(merged.conflicts.map((path) => [path, coming.get(path)])), signal);
    return { tree: await index.writeTree(signal), named: [] };
  } finally {
    await index.remove(context.fs);
  }
}

async function unmergedPaths(repository: Repository, signal?: AbortSignal): Promise<readonly string[]> {
  const fields = nulFields(await repository.read(["ls-files", "--unmerged", "-z"], { signal }));
  return [...new Set(fields.map(({ text }) => text.slice(text.indexOf("\t") + 1)))];
}

/** Files of a sparse checkout that are not there. */
async function outsideOfSparse(repository: Repository, signal?: AbortSignal): Promise<ReadonlySet<string>> {
  if (!isTrue(wordsOf(await readConfiguration(repository, signal)).get("core.sparsecheckout"))) return new Set();
  const fields = nulFields(await repository.read(["ls-files", "-t", "-z"], { signal }));
  return new Set(fields.filter(({ text }) => text.startsWith("S ")).map(({ text }) => text.slice(2)));
}
