import { mergeDrivers, plainMerge, previewMerge } from "./mergeCommits.ts";
import { commitTree } from "../objects/commits.ts";
import { parseObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/** Three trees: what both sides began with, what one side has now, and what the other brings. */
export interface TreeMerge {
  readonly base: ObjectId;
  readonly ours: ObjectId;
  readonly theirs: ObjectId;
  /** Commits of two of the trees, that of `base` a parent of the other, where there are such. */
  readonly commits?: { readonly base: ObjectId; readonly theirs: ObjectId } | undefined;
}

export interface MergedTree {
  /** With conflicts it holds markers at their paths. */
  readonly tree: ObjectId;
  /** Paths in the tree that need a person, sorted. */
  readonly conflicts: readonly string[];
  /** The same as people know them: where a file meets a directory, git gives the file another name in the tree. */
  readonly named: readonly string[];
}

/**
 * Merges two trees against exactly this base, in memory: objects are written, nothing else, and no program runs. git 2.39 takes the base from
 * the commits' histories only, so each tree that has none becomes a commit; these are nobody's, and the same trees give the same commits.
 */
export async function mergeTrees(
  repository: Repository,
  { base, ours, theirs, commits }: TreeMerge,
  signal?: AbortSignal,
): Promise<MergedTree> {
  if (ours === base || ours === theirs) return { tree: theirs, conflicts: [], named: [] };
  if (theirs === base) return { tree: ours, conflicts: [], named: [] };
  const commit = async (tree: ObjectId, ...parents: readonly ObjectId[]): Promise<ObjectId> =>
    commitTree(repository, { tree, parents, message: "One side of a merge\n", time: 0 }, signal);
  const root = commits?.base ?? (await commit(base));
  const [left, right] = [await commit(ours, root), commits?.theirs ?? (await commit(theirs, root))];
  const drivers = await mergeDrivers(repository, signal);
  const { tree, conflicts } = await previewMerge(repository.configured(plainMerge), left, right, drivers, signal);
  return { tree: parseObjectId(tree), conflicts, named: conflicts.map((path) => path.replace(sideName, "")) };
}

/** What git adds to a name of one side: the commit's, and a number when that name is taken too. */
const sideName = /~(?:[0-9a-f]{40}|[0-9a-f]{64})(?:_\d+)?$/u;
