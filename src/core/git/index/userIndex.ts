import { commitTree } from "../objects/commits.ts";
import { isGitError } from "../repository/gitError.ts";
import { outputText } from "../repository/nulText.ts";
import { parseObjectId, type ObjectId } from "../repository/objectId.ts";
import { copyUserIndex, scratchDirectory, scratchPath, type PrivateIndexContext } from "./privateIndex.ts";

/**
 * The user's index as a tree; `undefined` while it holds unresolved conflicts, which a tree cannot say. Works on a copy: `write-tree` would
 * store its cache in the index itself.
 */
export async function userIndexTree(context: PrivateIndexContext, signal?: AbortSignal): Promise<ObjectId | undefined> {
  const path = scratchPath(context);
  await context.fs.makeDirectory(scratchDirectory(context.repository));
  try {
    await copyUserIndex(context, path);
    const options = { env: { GIT_INDEX_FILE: path }, signal };
    return parseObjectId(outputText(await context.repository.read(["write-tree", "--missing-ok"], options)));
  } catch (error) {
    if (isGitError(error) && /unmerged/u.test(error.stderr)) return undefined;
    throw error;
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
