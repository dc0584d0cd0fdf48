import { joinPath, parentPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";

const packedName = "packed-refs";
const reftableName = "reftable";

/**
 * Directories in one of which git replaces a file when one of these refs moves, whichever process moves it. Those above a ref's own are among them,
 * because git removes a directory with its last ref and makes it again.
 * @param gitDirectory the one that all worktrees share
 * @param refs full names
 */
export function refDirectories(
  fs: Pick<FileSystem, "kindNow">,
  gitDirectory: string,
  refs: Iterable<string>,
): readonly string[] {
  const tables = joinPath(gitDirectory, reftableName);
  if (fs.kindNow(tables) !== undefined) return [tables];
  const directories = new Set([gitDirectory]);
  for (const ref of refs) {
    for (let name = parentPath(ref); name !== "refs" && name.startsWith("refs/"); name = parentPath(name)) {
      directories.add(joinPath(gitDirectory, name));
    }
  }
  return [...directories];
}

/**
 * Whether a change of this file or directory can be a ref below `prefix` that moved.
 * @param prefix of full names, such as `refs/heads/session`
 */
export function tellsOfRefs(gitDirectory: string, prefix: string, path: string): boolean {
  const tops = [joinPath(gitDirectory, prefix), joinPath(gitDirectory, reftableName)];
  return path === joinPath(gitDirectory, packedName) || tops.some((top) => path === top || path.startsWith(`${top}/`));
}
