import type { FileSystem } from "../../base/ports.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import { diffTrees, type PathChange } from "../../git/objects/treeDiff.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Worktree } from "../../worktrees/worktree.ts";

/** A working tree seen with the files of sessions that a branch brings to it. */
export interface Carrying<T> {
  readonly worktree: T;
  /** Those of them that come where something stands that git does not know: it is read all the same. */
  readonly also: readonly string[];
}

/**
 * The working tree in which exactly those files of sessions count that are among these changes and may come with a branch (proposedPath.ts): the safety
 * checkpoint, the journal and the undo hold them, and what a person has edited in them is in the way like any edit.
 */
export async function carryingFiles<T extends Pick<Worktree, "repository" | "excluded">>(
  worktree: T,
  fs: FileSystem,
  changes: readonly PathChange[],
): Promise<Carrying<T>> {
  const excluded = worktree.excluded.without(changes);
  if (excluded === worktree.excluded) return { worktree, also: [] };
  const coming = changes.filter(({ path, status }) => status === "added" && excluded.carried.has(path));
  const also: string[] = [];
  for (const { path } of coming) {
    const kind = (await lstatInside(fs, worktree.repository.paths.root, path))?.kind;
    if (kind === "file" || kind === "symlink") also.push(path);
  }
  return { worktree: { ...worktree, excluded }, also };
}

/** The same for a branch that moves between two commits. `known`: what differs between them, where it was read already. */
export async function carryingBetween(
  worktree: Worktree,
  fs: FileSystem,
  { from, to }: { readonly from: ObjectId; readonly to: ObjectId },
  known?: readonly PathChange[],
  signal?: AbortSignal,
): Promise<Carrying<Worktree>> {
  return carryingFiles(worktree, fs, known ?? (await diffTrees(worktree.repository, from, to, { signal })));
}
