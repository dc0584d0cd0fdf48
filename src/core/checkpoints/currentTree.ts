import type { ObjectId } from "../git/objectId.ts";
import type { RefName } from "../git/refName.ts";
import type { SkippedFile } from "./checkpoint.ts";
import { isHeldByCheckpoint } from "./readCheckpoints.ts";
import type { TakeContext } from "./takeCheckpoint.ts";
import { lookAtWorkingTree } from "./workingTree.ts";

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

/** Looks at the working tree: objects that nothing holds are all that is written. */
export async function readCurrentTree(context: TakeContext, signal?: AbortSignal): Promise<CurrentTree> {
  const { repository } = context;
  const isHeld = async (commit: ObjectId): Promise<boolean> => isHeldByCheckpoint(repository, commit, signal);
  const [{ tree, skipped }, { commit, branch }] = await Promise.all([
    lookAtWorkingTree(context, isHeld, signal),
    repository.head(signal),
  ]);
  return { tree, head: commit, branch, root: repository.place.root, skipped };
}
