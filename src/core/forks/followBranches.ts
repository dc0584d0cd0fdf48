import type { FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import { refDirectories, tellsOfRefs } from "../git/refs/refDirectories.ts";
import type { Followed, Watching } from "../watching/watching.ts";
import { branchPrefix } from "../worktrees/forkNames.ts";

const branches = branchPrefix.replace(/\/$/u, "");

/** What is replaced, or has something replaced in it, when a branch of a fork moves, wherever git keeps it. */
const places = [branches, "packed-refs", "reftable"] as const;

/**
 * Tells once now, and then whenever the branch of a fork may have moved, whichever process commits.
 * @param options `gitDirectory`: the one that all worktrees share
 */
export function followBranches(options: {
  readonly gitDirectory: string;
  readonly fs: Pick<FileSystem, "kindNow" | "lstat">;
  readonly watching: Watching;
  readonly moved: () => void;
}): Followed {
  const { gitDirectory, fs, watching, moved } = options;
  let before = "";
  const followed = watching.follow({
    heard: (_directory, path) => tellsOfRefs(gitDirectory, branches, path),
    look: async () => {
      const stats = await Promise.all(places.map(async (place) => fs.lstat(joinPath(gitDirectory, place))));
      const now = stats.map((stat) => `${stat?.ino} ${stat?.ctimeNs}`).join();
      if (now === before) return;
      before = now;
      moved();
    },
  });
  followed.setDirectories(refDirectories(fs, gitDirectory, [joinPath(branches, "any")]));
  return followed;
}
