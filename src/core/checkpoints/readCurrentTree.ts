import type { ObjectId } from "../git/repository/objectId.ts";
import type { RefName } from "../git/repository/refName.ts";
import { withoutOwnFilters } from "../git/config/withoutOwnFilters.ts";
import type { SkippedFile } from "./model/checkpoint.ts";
import { findCheckpoint } from "./model/readCheckpoints.ts";
import type { TakeContext } from "./tree/takeContext.ts";
import { lookAtWorkingTree } from "./tree/workingTree.ts";
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
}

/**
 * The same, and no program that only the repository's own configuration names runs: for a look that a person has not asked for, or that comes
 * before they have agreed to anything. A file such a filter is for so counts as it lies on the disk.
 */
export async function readTreeQuietly(context: TakeContext, signal?: AbortSignal): Promise<CurrentTree> {
  const { repository } = await withoutOwnFilters(context.repository, context.fs, signal);
  // The index of the last checkpoint says what the filters made of files.
  return readCurrentTree({ ...context, repository }, signal, repository !== context.repository);
}

/** Looks at the working tree: objects that nothing holds are all that is written. `afresh`: not from what the last checkpoint knew of it. */
export async function readCurrentTree(
  context: TakeContext,
  signal?: AbortSignal,
  afresh = false,
): Promise<CurrentTree> {
  const { repository } = context;
  const findOrigin = async (held: ObjectId): Promise<IndexOrigin | undefined> =>
    originOf(await findCheckpoint(repository, held, signal));
  const [{ tree, skipped }, { commit, branch }] = await Promise.all([
    lookAtWorkingTree(context, findOrigin, signal, afresh),
    repository.head(signal),
  ]);
  return { tree, head: commit, branch, root: repository.paths.root, skipped };
}
