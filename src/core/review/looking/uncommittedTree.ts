import type { Clock, FileSystem, Random } from "../../base/ports.ts";
import type { SkippedFile } from "../../checkpoints/model/checkpoint.ts";
import { withPersonsFilters } from "../../checkpoints/tree/personsFilters.ts";
import { writeWorkingTree } from "../../checkpoints/tree/workingTree.ts";
import { joinPath } from "../../files/paths.ts";
import { removeAbandoned, seedPrivateIndex, type PrivateIndexContext } from "../../git/index/privateIndex.ts";
import { objectsDirectory } from "../../git/index/scratchObjects.ts";
import { emptyTree } from "../../git/objects/commits.ts";
import { parseRawDiff } from "../../git/objects/treeDiff.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { Worktree } from "../../worktrees/worktree.ts";

export interface UncommittedParts {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  /** Bytes; larger files are left out. */
  readonly sizeLimit: number;
}

/** What a working tree holds now. */
export interface UncommittedTree {
  /** In the vault; no ref holds it. */
  readonly tree: ObjectId;
  /** Files it does not hold as they lie on the disk. */
  readonly skipped: readonly SkippedFile[];
}

/**
 * Writes a working tree, untracked files included and ignored ones not, as a tree into the vault, which has `head` already (`undefined`: no commit yet).
 * Nothing is written beside the working tree or into its git directory, not even the time of a file: index and objects lie in the vault, and what the
 * user's index says is taken from a copy. (Of the shared part of a split index any git that reads it says that it is in use.) What differs from `head`
 * is read from the disk, staged or not, so that every object is hashed here. Filters that only the repository's own configuration names do not run; what
 * they are for is left out and named.
 */
export async function uncommittedTree(
  parts: UncommittedParts,
  vault: Repository,
  { repository, excluded }: Worktree,
  head: ObjectId | undefined,
  signal?: AbortSignal,
): Promise<UncommittedTree> {
  const scratch = joinPath(vault.paths.gitDir, "workflow");
  const context = await withPersonsFilters(
    { ...parts, excluded, scratch, repository: repository.withObjects(objectsDirectory(vault)) },
    signal,
  );
  await removeAbandoned(context, (await parts.fs.names(scratch)) ?? []);
  const base = head ?? emptyTree(repository.paths.format);
  const index = await seedPrivateIndex(context, { base, signal });
  const {
    tree,
    skipped,
    index: used,
  } = await writeWorkingTree(context, index, async () => undefined, {
    also: (await announced(context, base, signal)).filter((path) => !excluded.has(path)),
    seen: true,
    signal,
  });
  await used.discard();
  return { tree, skipped };
}

/** Files that the user's index has and `base` has not: they count although a rule may ignore them. */
async function announced(
  { repository }: PrivateIndexContext,
  base: ObjectId,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const list = [
    "diff-index",
    "--cached",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--ignore-submodules=all",
    base,
    "--",
  ];
  const changes = parseRawDiff(await repository.read(list, { signal }));
  return changes.flatMap(({ path, exact, status }) => (exact && status === "added" ? [path] : []));
}
