import type { FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import { refDirectories, tellsOfRefs } from "../git/refs/refDirectories.ts";
import type { Followed, Watching } from "../watching/watching.ts";
import { branchPrefix } from "../worktrees/forkNames.ts";

const branches = branchPrefix.replace(/\/$/u, "");
const remotes = "refs/remotes/origin";

/**
 * What is replaced, or has something replaced in it, when a branch of a fork moves, or one that forks go into, here or as it was fetched, wherever git
 * keeps it: the log of HEAD grows and FETCH_HEAD is written where a branch lies in a directory of its own.
 */
const places = [branches, "refs/heads", remotes, "packed-refs", "reftable", "logs/HEAD", "FETCH_HEAD"] as const;

/**
 * Tells once now, and then whenever the branch of a fork may have moved, or one that it goes into, whichever process commits or fetches.
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
    heard: (_directory, path) =>
      path === joinPath(gitDirectory, "FETCH_HEAD") ||
      ["refs/heads", "refs/remotes"].some((prefix) => tellsOfRefs(gitDirectory, prefix, path)),
    look: async () => {
      const stats = await Promise.all(places.map(async (place) => fs.lstat(joinPath(gitDirectory, place))));
      const now = stats.map((stat) => `${stat?.ino} ${stat?.ctimeNs}`).join();
      if (now === before) return;
      before = now;
      moved();
    },
  });
  followed.setDirectories(
    refDirectories(
      fs,
      gitDirectory,
      [branches, remotes].map((place) => joinPath(place, "any")),
    ),
  );
  return followed;
}
