import { isGitError } from "../repository/gitError.ts";
import { outputText } from "../repository/nulText.ts";
import { parseObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/**
 * An index's file as a tree; `undefined` while it holds unresolved conflicts, which a tree cannot say. Not for the user's own: `write-tree` stores
 * its cache in the index.
 */
export async function indexTree(
  repository: Repository,
  path: string,
  signal?: AbortSignal,
): Promise<ObjectId | undefined> {
  try {
    const options = { env: { GIT_INDEX_FILE: path }, signal };
    return parseObjectId(outputText(await repository.read(["write-tree", "--missing-ok"], options)));
  } catch (error) {
    if (isGitError(error) && /unmerged/u.test(error.stderr)) return undefined;
    throw error;
  }
}
