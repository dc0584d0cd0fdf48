import { joinPath } from "../files/paths.ts";
import { branchPrefix } from "../sessions/model/sessionBranch.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";

/** Names of everything a fork owns, in one place: all of them follow from the session's id (docs/file-formats.md). */

export const worktreesName = ".worktrees";
const removedPrefix = ".removed-";
const addingPrefix = ".adding-";

export function worktreesDirectory(root: string): string {
  return joinPath(root, worktreesName);
}

export function worktreePath(root: string, id: SessionId): string {
  return joinPath(root, worktreesName, id);
}

/** Full name of a fork's branch. */
export function forkBranchRef(id: SessionId): string {
  return branchPrefix + id;
}

/** The branch as people and `git switch` name it. */
export function forkBranchName(id: SessionId): string {
  return `session/${id}`;
}

/** Where a worktree waits for its deletion: one rename takes it out of use, so that a removal returns at once. `hex` is 8 digits. */
export function removedName(id: SessionId, hex: string): string {
  return `${removedPrefix}${id}-${hex}`;
}

/** The session of a directory set aside by `removedName`. */
export function sessionOfRemoved(name: string): SessionId | undefined {
  const match = /^\.removed-(.+)-[0-9a-f]{8}$/u.exec(name);
  return match?.[1] === undefined ? undefined : parseSessionId(match[1]);
}

/** A directory in which a worktree is checked out under its final name, before one rename puts it in place. `hex` is 8 digits. */
export function addingName(hex: string): string {
  return addingPrefix + hex;
}

export function isAddingName(name: string): boolean {
  return /^\.adding-[0-9a-f]{8}$/u.test(name);
}
