import { parseObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";
import { parseMergeTree } from "./mergePreview.ts";

export type PlainMerge =
  | { readonly kind: "clean"; readonly tree: ObjectId }
  | {
      readonly kind: "conflict";
      /** Sorted; empty for conflicts about directories. */
      readonly paths: readonly string[];
      /** Git's own sentences. */
      readonly messages: readonly string[];
    };

/**
 * What merging two commits gives in a git directory without attributes, drivers and configuration (the review's vault, withPlainDirectory.ts): content
 * is merged as text, line by line, the same on every machine. Objects are written, nothing else. Throws `GitError` where objects are missing.
 */
export async function mergePlainly(
  repository: Repository,
  ours: ObjectId,
  theirs: ObjectId,
  signal?: AbortSignal,
): Promise<PlainMerge> {
  const merge = ["merge-tree", "--write-tree", "-z", "--name-only", "--messages", "--allow-unrelated-histories"];
  const { exitCode, stdout } = await repository.answer([...merge, ours, theirs], [1], { signal });
  const { tree, conflicts, messages } = parseMergeTree(stdout);
  // Git's exit code counts, not the number of paths: there are conflicts about directories that name none.
  return exitCode === 0
    ? { kind: "clean", tree: parseObjectId(tree) }
    : { kind: "conflict", paths: conflicts, messages };
}
