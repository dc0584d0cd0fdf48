import type { ObjectId } from "../git/objectId.ts";
import type { Repository } from "../git/repository.ts";
import { withSignal } from "./forkContext.ts";
import { parseMergeTree, type MergePreview } from "./mergePreview.ts";

/**
 * Merges two commits in memory: objects are written, nothing else. `drivers`: keys of the merge drivers that the configuration names; they are
 * replaced by one that always reports a conflict, so that looking never runs a program of the repository (safety.md, "Git").
 */
export async function previewMerge(
  repository: Repository,
  ours: ObjectId,
  theirs: ObjectId,
  drivers: readonly string[],
  signal?: AbortSignal,
): Promise<MergePreview> {
  const merge = ["merge-tree", "--write-tree", "-z", "--name-only", "--messages", "--allow-unrelated-histories"];
  const quiet = repository.overriding(new Map(drivers.map((driver) => [driver, "false"])));
  const { stdout } = await quiet.answer([...merge, ours, theirs], [1], withSignal(signal));
  return parseMergeTree(stdout);
}

/** Whether everything in `older` is in `newer`. */
export async function isAncestor(
  repository: Repository,
  older: ObjectId,
  newer: ObjectId,
  signal?: AbortSignal,
): Promise<boolean> {
  if (older === newer) return true;
  const { exitCode } = await repository.answer(["merge-base", "--is-ancestor", older, newer], [1], withSignal(signal));
  return exitCode === 0;
}
