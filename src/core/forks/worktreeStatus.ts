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

const statusCommand = ["status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames"];
const withSubmodules = "--ignore-submodules=none";

/** A path with a change that no commit holds. */
export interface UncommittedPath {
  readonly path: string;
  readonly kind: "changed" | "untracked" | "unmerged";
  /** True: a submodule, with another commit or changes inside. */
  readonly submodule?: true;
  /** True: the name is no UTF-8, so `path` only shows it. */
  readonly lossy?: true;
}

/** Paths of a worktree that differ from its HEAD, staged or not, untracked ones included; no lock is taken (peers.md, complaint 12). */
export async function uncommittedPaths(
  worktree: Repository,
  signal?: AbortSignal,
): Promise<readonly UncommittedPath[]> {
  return parseStatus(await worktree.read([...statusCommand, withSubmodules], withSignal(signal)));
}

/** What a deletion of the worktree would take along besides its commits. */
export interface WorktreeContents {
  readonly uncommitted: readonly UncommittedPath[];
  /** Ignored files, which no checkpoint keeps; a directory that is ignored as a whole is one path with a slash behind it. */
  readonly ignored: readonly string[];
}

export interface WorktreeLookOptions {
  readonly signal?: AbortSignal | undefined;
  /** The worktree was renamed: the repositories of its submodules know only where it was, so these are not looked into. */
  readonly moved?: boolean | undefined;
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
  return (await worktreeContents(context, worktree, { signal })).uncommitted;
}

/** The same with what is ignored. */
export async function worktreeContents(
  context: ForkContext,
  worktree: Repository,
  { signal, moved = false }: WorktreeLookOptions = {},
): Promise<WorktreeContents> {
  const quiet = await withoutOwnFilters(worktree, signal);
  const own = { ...context, repository: quiet };
  await context.fs.makeDirectory(scratchDirectory(quiet));
  const index = new PrivateIndex(own, scratchPath(own), "", false);
  const command = [...statusCommand, "--ignored=matching", moved ? "--ignore-submodules=all" : withSubmodules];
  try {
    const copied = await copyUserIndex(own, index.path);
    if (copied) await forgetPromises(own, index, signal);
    const output = await quiet.read(command, copied ? index.options({ signal }) : { signal });
    return { uncommitted: parseStatus(output), ignored: parseIgnored(output) };
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
    const inside = /^. .. S/u.test(text) ? ({ submodule: true } as const) : {};
    if (kind === "1") return [{ path: afterFields(text, 8), kind: "changed", ...inside, ...lossy }];
    return kind === "u" ? [{ path: afterFields(text, 10), kind: "unmerged", ...inside, ...lossy }] : [];
  });
}

/** Its ignored paths: `! path`. */
function parseIgnored(output: Uint8Array): readonly string[] {
  return nulFields(output).flatMap(({ text }) => (text.startsWith("! ") ? [text.slice(2)] : []));
}

function afterFields(text: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field += 1) at = text.indexOf(" ", at) + 1;
  return text.slice(at);
}
