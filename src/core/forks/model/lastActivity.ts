import type { FileSystem } from "../../base/ports.ts";
import { writtenAt } from "../../files/fileAge.ts";
import { joinPath } from "../../files/paths.ts";

/** What somebody works on: a branch, a worktree, or both. */
export interface WorkedOn {
  /** Full name of the branch. */
  readonly ref?: string | undefined;
  /** The worktree's own git directory. */
  readonly admin?: string | undefined;
}

/**
 * When something was last done there, in milliseconds since 1970, and not before `known`: the index and the log of HEAD move with every commit,
 * checkout and `git add` in a worktree; the branch's own log with every commit. By files alone.
 */
export async function lastActivity(
  { fs, commonDirectory }: { readonly fs: Pick<FileSystem, "lstat">; readonly commonDirectory: string },
  { ref, admin }: WorkedOn,
  known: number,
): Promise<number> {
  const files = [
    ...(ref === undefined ? [] : [joinPath(commonDirectory, "logs", ref)]),
    ...(admin === undefined ? [] : [joinPath(admin, "index"), joinPath(admin, "logs", "HEAD")]),
  ];
  const stats = await Promise.all(files.map(async (file) => fs.lstat(file)));
  return Math.max(known, ...stats.map((stat) => (stat === undefined ? 0 : writtenAt(stat))));
}
