import { commitTree } from "../objects/commits.ts";
import type { ObjectId } from "../repository/objectId.ts";
import { indexTree } from "./indexTree.ts";
import { copyUserIndex, scratchDirectory, scratchPath, type PrivateIndexContext } from "./privateIndex.ts";

/** The user's index as a tree, by way of a copy (indexTree.ts). */
export async function userIndexTree(context: PrivateIndexContext, signal?: AbortSignal): Promise<ObjectId | undefined> {
  const path = scratchPath(context);
  await context.fs.makeDirectory(scratchDirectory(context));
  try {
    await copyUserIndex(context, path);
    return await indexTree(context.repository, path, signal);
  } finally {
    await context.fs.remove(path);
  }
}

/** The commit that keeps it: its parent is HEAD and its time is fixed, so the same index gives the same commit. */
export async function commitUserIndex(
  context: PrivateIndexContext,
  tree: ObjectId,
  head: ObjectId | undefined,
  signal?: AbortSignal,
): Promise<ObjectId> {
  const parents = head === undefined ? [] : [head];
  return commitTree(context.repository, { tree, parents, message: "Index of a checkpoint\n", time: 0 }, signal);
}
