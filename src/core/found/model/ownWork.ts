import type { FileSystem } from "../../base/ports.ts";
import { baseName, parentPath } from "../../files/paths.ts";
import { parseSessionId } from "../../sessions/model/sessionId.ts";
import { isOpenFork, sessionOnBranch } from "../../worktrees/forkBranch.ts";
import { isAddingName, sessionOfRemoved, worktreesDirectory, worktreesName } from "../../worktrees/forkNames.ts";
import { sessionOfBranch } from "../../sessions/model/sessionBranch.ts";
import { lookForWorktree, type WorktreeNote } from "../../worktrees/worktreeNotes.ts";

/**
 * Whether a branch is named as those of forks are. Whatever has such a name is a fork's of this workspace or of another one, or a lost session's
 * (core/forks/lost), and each of them is shown as that.
 */
export function isForkBranch(ref: string): boolean {
  return sessionOfBranch(ref) !== undefined;
}

/**
 * Whether a worktree is one of forks: on a fork's branch, being made or removed, or in the place of a fork that is not archived or that is lost. Also those
 * of another workspace of the repository.
 * @param root holds, or would hold, `.workflow`
 */
export function isForkWorktree(
  fs: Pick<FileSystem, "kindNow" | "readNow">,
  root: string,
  { worktree, branch }: Pick<WorktreeNote, "worktree" | "branch">,
): boolean {
  if (branch !== undefined && isForkBranch(branch)) return true;
  const [name, directory] = [baseName(worktree), parentPath(worktree)];
  if (isAddingName(baseName(directory)) || sessionOfRemoved(name) !== undefined) return true;
  const id = baseName(directory) === worktreesName ? parseSessionId(name) : undefined;
  if (id === undefined) return false;
  const isLost = branch === undefined && directory === worktreesDirectory(root);
  return isOpenFork({ fs, root: parentPath(directory) }, id) ?? isLost;
}

/**
 * Worktrees of a fork's branch besides the one that the fork works in: git checks a branch out twice by force, and what is in the other is nobody's.
 * @param standing those of the repository that are there
 */
export async function besideForks(
  place: { readonly fs: FileSystem; readonly root: string; readonly commonDirectory: string },
  standing: readonly WorktreeNote[],
): Promise<ReadonlySet<string>> {
  const { fs, root } = place;
  const beside = new Set<string>();
  const known = new Map<string, WorktreeNote[]>();
  for (const note of standing) {
    if (note.branch !== undefined) known.set(note.branch, [...(known.get(note.branch) ?? []), note]);
  }
  for (const [branch, notes] of known) {
    if (notes.length < 2) continue;
    const owner = await sessionOnBranch(fs, root, branch);
    const own = owner === undefined ? undefined : (await lookForWorktree(fs, place, owner, notes)).link?.worktree;
    const others = own === undefined ? [] : notes.filter(({ worktree }) => worktree !== own);
    // What lies where we make worktrees, and what is being made, is ours.
    for (const { worktree } of others)
      if (!isForkWorktree(fs, root, { worktree, branch: undefined })) beside.add(worktree);
  }
  return beside;
}
