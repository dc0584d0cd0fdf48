import { nulFields } from "../git/nulText.ts";
import type { Repository } from "../git/repository.ts";
import { withoutOwnFilters } from "../git/withoutOwnFilters.ts";
import {
  copyUserIndex,
  forgetPromises,
  PrivateIndex,
  scratchDirectory,
  scratchPath,
} from "../checkpoints/privateIndex.ts";
import { withSignal, type ForkContext } from "./forkContext.ts";

const statusCommand = [
  "status",
  "--porcelain=v2",
  "-z",
  "--untracked-files=all",
  "--ignore-submodules=none",
  "--no-renames",
];

/** A path with a change that no commit holds. */
export interface UncommittedPath {
  readonly path: string;
  readonly kind: "changed" | "untracked" | "unmerged";
  /** True: the name is no UTF-8, so `path` only shows it. */
  readonly lossy?: true;
}

/** Paths of a worktree that differ from its HEAD, staged or not, untracked ones included; no lock is taken (peers.md, complaint 12). */
export async function uncommittedPaths(
  worktree: Repository,
  signal?: AbortSignal,
): Promise<readonly UncommittedPath[]> {
  return parseStatus(await worktree.read(statusCommand, withSignal(signal)));
}

/**
 * As `uncommittedPaths`, with the edits of files that git was told not to look at (“assume unchanged”, “skip worktree”): before something is
 * deleted. It looks through a copy of the index that does not carry these promises, and runs no filter of the repository's own.
 */
export async function everyUncommittedPath(
  context: ForkContext,
  worktree: Repository,
  signal?: AbortSignal,
): Promise<readonly UncommittedPath[]> {
  const quiet = await withoutOwnFilters(worktree, signal);
  const own = { ...context, repository: quiet };
  await context.fs.makeDirectory(scratchDirectory(quiet));
  const index = new PrivateIndex(own, scratchPath(own), "");
  try {
    if (!(await copyUserIndex(own, index.path))) return await uncommittedPaths(quiet, signal);
    await forgetPromises(own, index, signal);
    return parseStatus(await quiet.read(statusCommand, index.options({ signal })));
  } finally {
    await index.discard();
  }
}

/** `git status --porcelain=v2 -z --no-renames`: `1 XY sub mH mI mW hH hI path`, `u XY sub m1 m2 m3 mW h1 h2 h3 path`, `? path`. */
export function parseStatus(output: Uint8Array): readonly UncommittedPath[] {
  return nulFields(output).flatMap(({ text, exact }): readonly UncommittedPath[] => {
    const lossy = exact ? {} : ({ lossy: true } as const);
    const kind = text.charAt(0);
    if (kind === "?") return [{ path: text.slice(2), kind: "untracked", ...lossy }];
    if (kind === "1") return [{ path: afterFields(text, 8), kind: "changed", ...lossy }];
    return kind === "u" ? [{ path: afterFields(text, 10), kind: "unmerged", ...lossy }] : [];
  });
}

function afterFields(text: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field += 1) at = text.indexOf(" ", at) + 1;
  return text.slice(at);
}
