import type { FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import { refDirectories, tellsOfRefs } from "../git/refs/refDirectories.ts";
import type { Watching } from "../watching/watching.ts";
import { localsOfBaseline, refsOfBaseline } from "../worktrees/forkBranch.ts";
import { branchPrefix } from "../sessions/model/sessionBranch.ts";
import type { ForkView } from "./model/fork.ts";

const branches = branchPrefix.replace(/\/$/u, "");
const remotes = "refs/remotes/origin";

/** Branches that are followed. */
export interface FollowedBranches {
  /** Also follows what is not named for a session of these: branches that were there before their forks, and what forks are measured against. */
  setForks(forks: readonly Pick<ForkView, "branch" | "forked_from">[]): void;
  dispose(): void;
}

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
}): FollowedBranches {
  const { gitDirectory, fs, watching, moved } = options;
  let before = "";
  let others: readonly string[] = [];
  const followed = watching.follow({
    heard: (_directory, path) =>
      path === joinPath(gitDirectory, "FETCH_HEAD") ||
      ["refs/heads", "refs/remotes"].some((prefix) => tellsOfRefs(gitDirectory, prefix, path)),
    look: async () => {
      const stats = await Promise.all(
        [...places, ...others].map(async (place) => fs.lstat(joinPath(gitDirectory, place))),
      );
      const now = stats.map((stat) => `${stat?.ino} ${stat?.ctimeNs}`).join();
      if (now === before) return;
      before = now;
      moved();
    },
  });
  const follow = (): void =>
    followed.setDirectories(
      refDirectories(fs, gitDirectory, [joinPath(branches, "any"), joinPath(remotes, "any"), ...others]),
    );
  follow();
  return {
    dispose: () => followed.dispose(),
    setForks: (forks) => {
      const named = forks.flatMap(({ branch, forked_from: { session } }) => [
        `refs/heads/${branch}`,
        ...refsOfBaseline(session),
        ...localsOfBaseline(session),
      ]);
      const wanted = [...new Set(named)].toSorted();
      const added = wanted.filter((ref) => !ref.startsWith(`${branches}/`));
      if (added.join("\n") === others.join("\n")) return;
      others = added;
      follow();
    },
  };
}
