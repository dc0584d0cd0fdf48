import { readConfiguration } from "../config/configuration.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";
import { parseMergeTree, type MergePreview } from "./mergePreview.ts";

/**
 * A directory's renaming moves no file the person has put there, and line endings are compared as they are stored, so that no filter runs. The
 * limit is git's own for merges; without it a person's setting would decide.
 */
export const plainMerge: readonly string[] = [
  "merge.renames=true",
  "merge.renameLimit=7000",
  "merge.directoryRenames=false",
  "merge.renormalize=false",
];

/**
 * Merges two commits in memory: objects are written, nothing else. `drivers`: keys of the merge drivers that the configuration names; they are
 * replaced by one that always reports a conflict, so that looking never runs a program of the repository.
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
  const { stdout } = await quiet.answer([...merge, ours, theirs], [1], { signal });
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
  const { exitCode } = await repository.answer(["merge-base", "--is-ancestor", older, newer], [1], { signal });
  return exitCode === 0;
}

/** Keys of the merge drivers that the configuration names; attributes of the repository would start them. */
export async function mergeDrivers(repository: Repository, signal?: AbortSignal): Promise<readonly string[]> {
  const keys = (await readConfiguration(repository, signal)).map(({ key }) => key);
  return [...new Set(keys.filter((key) => /^merge\..*\.driver$/su.test(key)))];
}
