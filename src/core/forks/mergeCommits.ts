import { WorkflowError } from "../errors.ts";
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
  const options = { ...withSignal(signal), env: conflicting(drivers) };
  const { stdout } = await repository.answer([...merge, ours, theirs], [1], options);
  return parseMergeTree(stdout);
}

/**
 * As variables, because `-c` ends a key at its first “=”, and the name of a driver may hold one. Throws `untrusted` for a name that is no UTF-8
 * and so cannot be said to git.
 */
function conflicting(drivers: readonly string[]): Readonly<Record<string, string>> {
  const unsayable = drivers.find((driver) => driver.includes("\uFFFD"));
  if (unsayable !== undefined) {
    throw new WorkflowError(
      "untrusted",
      `The configuration names a merge driver that cannot be switched off: ${unsayable}`,
      "Take it out of git's configuration, then try again.",
    );
  }
  const pairs = drivers.flatMap((driver, at) => [
    [`GIT_CONFIG_KEY_${at}`, driver],
    [`GIT_CONFIG_VALUE_${at}`, "false"],
  ]);
  return Object.fromEntries([...pairs, ["GIT_CONFIG_COUNT", String(drivers.length)]]) as Record<string, string>;
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
