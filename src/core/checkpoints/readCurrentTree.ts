import type { ObjectId } from "../git/repository/objectId.ts";
import { readHead } from "../git/refs/readHead.ts";
import type { RefName } from "../git/repository/refName.ts";
import { withoutOwnFilters } from "../git/config/withoutOwnFilters.ts";
import type { SkippedFile } from "./model/checkpoint.ts";
import { findCheckpoint } from "./model/readCheckpoints.ts";
import type { TakeContext } from "./tree/takeContext.ts";
import { lookAtWorkingTree, type LookOptions, type SeenTree } from "./tree/workingTree.ts";
import { originOf, type IndexOrigin } from "./tree/workingTreeScan.ts";

/** A session's working tree as it is, and where it stands. */
export interface CurrentTree {
  /** The tree a checkpoint taken now would have; no ref holds it. */
  readonly tree: ObjectId;
  /** `undefined`: no commit yet. */
  readonly head: ObjectId | undefined;
  /** `undefined`: detached. */
  readonly branch: RefName | undefined;
  /** Top of the working tree: absolute path. */
  readonly root: string;
  /** Files the tree does not hold. */
  readonly skipped: readonly SkippedFile[];
  /** With the user's index beside it, where that was asked for (`whole`): for what else the same look is about. */
  readonly seen?: SeenTree;
}

/** Looks at the working tree: objects that nothing holds are all that is written. */
export async function seeTree(context: TakeContext, options: LookOptions = {}): Promise<SeenTree> {
  const findOrigin = async (held: ObjectId): Promise<IndexOrigin | undefined> =>
    originOf(await findCheckpoint(context.repository, held, options.signal));
  return lookAtWorkingTree(context, findOrigin, options);
}

/**
 * The same, and no program that only the repository's own configuration names runs: for a look that a person has not asked for, or that comes
 * before they have agreed to anything. A file such a filter is for so counts as it lies on the disk.
 */
export async function seeTreeQuietly(
  context: TakeContext,
  options: Omit<LookOptions, "afresh"> = {},
): Promise<SeenTree> {
  const { repository } = await withoutOwnFilters(context.repository, context.fs, options.signal);
  // The index of the last checkpoint says what the filters made of files.
  return seeTree({ ...context, repository }, { ...options, afresh: repository !== context.repository });
}

/** The same with where the working tree stands. */
export async function readCurrentTree(
  context: TakeContext,
  options: Omit<LookOptions, "afresh"> = {},
): Promise<CurrentTree> {
  const { repository, fs } = context;
  const [seen, { commit, branch }] = await Promise.all([
    seeTreeQuietly(context, options),
    readHead(repository, fs, options.signal),
  ]);
  const { tree, skipped } = seen;
  const asked = options.whole === true ? { seen } : {};
  return { tree, head: commit, branch, root: repository.paths.root, skipped, ...asked };
}
