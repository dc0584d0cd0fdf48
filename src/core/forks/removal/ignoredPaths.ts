import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";

/** Something git ignores in a worktree. */
export interface IgnoredPath {
  /** Relative to the top of the worktree; a directory has a slash behind it. */
  readonly path: string;
  /** Files in it; 1 for a file. */
  readonly files: number;
  readonly bytes: number;
  /** Not all of it was counted, because it is much. */
  readonly more: boolean;
}

/** Entries that are counted in all; installed packages have many more. */
const mostEntries = 5000;

/** How much it is, for a person who decides whether it may go; sorted by path. No link is followed. */
export async function measureIgnored(
  fs: FileSystem,
  root: string,
  paths: readonly string[],
): Promise<readonly IgnoredPath[]> {
  const found: IgnoredPath[] = [];
  let left = mostEntries;
  for (const path of paths.toSorted()) {
    const waiting = [path];
    let [files, bytes] = [0, 0];
    for (; waiting.length > 0 && left > 0; left -= 1) {
      const next = (waiting.pop() ?? "").replace(/\/$/u, "");
      const stat = await fs.lstat(joinPath(root, next));
      if (stat?.kind === "directory") {
        const names = (await fs.names(joinPath(root, next))) ?? [];
        waiting.push(...names.toSorted().map((name) => `${next}/${name}`));
      } else if (stat !== undefined) {
        files += 1;
        bytes += stat.size;
      }
    }
    found.push({ path, files, bytes, more: waiting.length > 0 });
  }
  return found;
}
