import { WorkflowError } from "../../base/errors.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { readGitlinks } from "../../git/objects/gitlinks.ts";
import type { CommandOptions, Repository } from "../../git/repository/repository.ts";
import { withoutOwnFilters } from "../../git/config/withoutOwnFilters.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { SkippedFile } from "../model/checkpoint.ts";
import type { ExcludedPaths } from "../../worktrees/excludedPaths.ts";
import { isUnreadable, lstatOrGone } from "../../files/lstatInside.ts";
import { listEntries } from "./untracked.ts";

interface SubmoduleContext {
  readonly repository: Repository;
  readonly fs: FileSystem;
  readonly excluded: ExcludedPaths;
}

/**
 * Submodules with something that no commit of theirs on a remote has: edits, untracked files, commits only they have, also of those inside
 * them. A checkpoint holds nothing but the number of a submodule's commit. One that cannot be judged counts as such. `options`: the index they
 * are named by. No program that the configuration of a submodule alone names is started.
 */
export async function unheldSubmodules(
  context: SubmoduleContext,
  options: CommandOptions,
): Promise<readonly SkippedFile[]> {
  const paths = (await submodulePaths(context.repository, options)).filter((path) => !context.excluded.has(path));
  const whole = await Promise.all(paths.map(async (path) => isHeld(context, context.repository, path, options.signal)));
  return paths
    .filter((_, at) => whole[at] !== true)
    .map((path) => ({ path: `${path}/`, size: 0, reason: "submodule" }));
}

/**
 * Whether nothing in a submodule has to move when its outer repository goes from one of these commits to another: it is not brought here, or stands at one of them
 * with nothing that is nowhere else.
 */
export async function submoduleStandsAt(
  context: SubmoduleContext,
  path: string,
  commits: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<boolean> {
  const { fs, repository } = context;
  if (!(await isHeld(context, repository, path, signal))) return false;
  const entries = await listEntries(fs, joinPath(repository.paths.root, path));
  if (entries === undefined || entries.length === 0) return true;
  const inner = (await withoutOwnFilters(await repository.openInside(path, signal), fs, signal)).repository;
  const { commit } = await inner.head(signal);
  return commit !== undefined && commits.includes(commit);
}

async function submodulePaths(repository: Repository, options: CommandOptions): Promise<readonly string[]> {
  return (await readGitlinks(repository, options)).map(({ text }) => text);
}

async function isHeld(
  context: SubmoduleContext,
  outer: Repository,
  path: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { fs } = context;
  const directory = joinPath(outer.paths.root, path);
  try {
    const stat = await lstatOrGone(fs, directory);
    if (stat === undefined) return true;
    if (stat.kind !== "directory") return false;
    if ((await listEntries(fs, directory))?.length === 0) return true;
    const inner = await outer.openInside(path, signal);
    const [found, meant] = await Promise.all([fs.realPath(inner.paths.root), fs.realPath(directory)]);
    return found === meant && (await isClean(context, (await withoutOwnFilters(inner, fs, signal)).repository, signal));
  } catch (error) {
    if (isUnreadable(error) || (error instanceof WorkflowError && error.code !== "cancelled")) return false;
    throw error;
  }
}

const status = ["status", "--porcelain", "-z", "--untracked-files=normal", "--no-renames", "--ignore-submodules=all"];
const ownCommits = [
  "rev-list",
  "--max-count=1",
  "HEAD",
  "--branches",
  "--glob=refs/stas[h]",
  "--not",
  "--remotes",
  "--",
];

async function isClean(context: SubmoduleContext, inner: Repository, signal?: AbortSignal): Promise<boolean> {
  const [edits, commits, paths] = await Promise.all([
    inner.read(status, { signal }),
    inner.read(ownCommits, { signal }),
    submodulePaths(inner, { signal }),
  ]);
  if (edits.length > 0 || commits.length > 0) return false;
  const whole = await Promise.all(paths.map(async (path) => isHeld(context, inner, path, signal)));
  return !whole.includes(false);
}
