import { nulFields } from "../../git/repository/nulText.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { FileError } from "../../base/errors.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { inBatches } from "../../base/inBatches.ts";
import { refusedName } from "../../checkpoints/tree/untracked.ts";
import type { ForkContext, SafetyCheckpoint } from "../model/forkContext.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";
import { goneForGood } from "./removalRefusal.ts";
import type { Loss } from "./loss.ts";
import { gitDirectoryNamed, readLine, resolvePath, type WorktreeLink } from "../../git/directory/worktreeLink.ts";
import type { UncommittedPath, WorktreeContents } from "../worktree/worktreeStatus.ts";

/** Repositories inside a worktree, relative to it, whose commits or files go with it. */
export async function innerRepositories(
  { fs }: ForkContext,
  worktree: Repository,
  { uncommitted: paths, ignored }: WorktreeContents,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { root } = worktree.paths;
  const unlisted = ignored.filter((path) => path.endsWith("/")).map((path) => path.slice(0, -1));
  const found = new Set(paths.filter(isRepository).map(({ path }) => path.slice(0, -1)));
  const directories = new Set<string>();
  const addParents = (path: string): void => {
    for (
      let at = path.lastIndexOf("/");
      at > 0 && !directories.has(path.slice(0, at));
      at = path.lastIndexOf("/", at - 1)
    )
      directories.add(path.slice(0, at));
  };
  for (const path of paths) if (!isRepository(path)) addParents(path.path);
  for (const { text, exact } of nulFields(await worktree.read(["ls-files", "--stage", "-z"], { signal }))) {
    if (!exact) continue;
    const path = text.slice(text.indexOf("\t") + 1);
    addParents(path);
    if (text.startsWith("160000 ")) unlisted.push(path);
    // A commit's number whose repository is not in the `modules` of the one around it.
    if (text.startsWith("160000 ") && (await fs.lstat(joinPath(root, path, ".git")))?.kind === "directory")
      found.add(path);
  }
  for (const path of await filterInBatches(
    [...directories],
    async (one) => (await innerRepository(fs, joinPath(root, one))) !== undefined,
  ))
    found.add(path);
  for (const path of await repositoriesBelow(fs, worktree, unlisted)) found.add(path);
  return [...found];
}

/**
 * Repositories in directories of which git lists no file, because it ignores them or they are submodules: with a work tree, bare, or another tool's
 * worktrees. Submodules, whose repositories lie with the worktree's own, are none of them.
 */
async function repositoriesBelow(
  fs: FileSystem,
  { paths }: Repository,
  directories: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const modules = joinPath((await fs.realPath(paths.gitDir)) ?? paths.gitDir, "modules", "");
  const waiting = [...directories];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const directory = joinPath(paths.root, path);
    if ((await fs.lstat(directory))?.kind !== "directory") continue;
    const entries = (await fs.entries(directory)) ?? [];
    const names = new Set(entries.map(({ name }) => name));
    const isBare = ["HEAD", "objects", "refs"].every((name) => names.has(name));
    const leadsTo = names.has(".git") ? await innerRepository(fs, directory) : undefined;
    if (isBare || (leadsTo !== undefined && !leadsTo.startsWith(modules))) found.push(path);
    else {
      for (const { name, kind } of entries)
        if (kind === "directory" && name !== ".git") waiting.push(`${path}/${name}`);
    }
  }
  return found;
}

/** git lists a repository inside a worktree as one untracked path with a slash behind it, and looks no further. */
export function isRepository({ path, kind }: UncommittedPath): boolean {
  return kind === "untracked" && path.endsWith("/");
}

/**
 * The git directory of a repository that lies beside the files of a directory, as “git init” in a tracked directory makes it. A `.git` that is empty
 * or leads nowhere does not count, for git as well.
 */
async function innerRepository(fs: FileSystem, directory: string): Promise<string | undefined> {
  const dotGit = joinPath(directory, ".git");
  const kind = (await fs.lstat(dotGit))?.kind;
  if (kind === "directory") return ((await fs.names(dotGit)) ?? []).length > 0 ? dotGit : undefined;
  if (kind === "symlink") return fs.realPath(dotGit);
  const named = kind === "file" ? gitDirectoryNamed(await readLine(fs, dotGit)) : undefined;
  return named === undefined ? undefined : fs.realPath(resolvePath(directory, named));
}

/** Those for which it is so. */
async function filterInBatches<T>(items: readonly T[], isSo: (item: T) => Promise<boolean>): Promise<readonly T[]> {
  const found = new Set<T>();
  await inBatches(items, async (item) => {
    if (await isSo(item)) found.add(item);
  });
  return items.filter((item) => found.has(item));
}

/** Changes that a checkpoint leaves out: files that `git add` would refuse or could not read, and those inside submodules. */
export async function unsavedPaths(
  fs: FileSystem,
  worktree: Repository,
  paths: readonly UncommittedPath[],
): Promise<readonly string[]> {
  const unkept = await filterInBatches(
    paths,
    async ({ path, lossy, submodule }) =>
      lossy === true ||
      submodule === true ||
      refusedName.test(path) ||
      !(await isReadable(fs, joinPath(worktree.paths.root, path))),
  );
  return unkept.map(({ path }) => path);
}

/**
 * What no look has named as lost and the checkpoint does not hold all the same: what it has skipped, and uncommitted files that are there and not in
 * its tree. To delete them would rely on what is not so.
 */
export async function unheldPaths(
  { fs, repository }: ForkContext,
  { worktree }: WorktreeLink,
  { commit, skipped }: SafetyCheckpoint,
  loss: Loss,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const named = new Set(goneForGood(loss));
  // A submodule with commits of its own is named in the loss by its name, which need not be its path.
  const isTold = (reason: string): boolean =>
    reason === "not-a-file" || (reason === "submodule" && loss.submodules.length > 0);
  const left = skipped.filter(({ reason }) => !isTold(reason)).map(({ path }) => path.replace(/\/$/u, ""));
  const known = new Set([...named, ...skipped.map(({ path }) => path.replace(/\/$/u, ""))]);
  const paths = loss.uncommitted.map(({ path }) => path).filter((path) => !isNamed(path, known));
  const files = await filterInBatches(paths, async (path) => {
    // What lies behind a link is elsewhere.
    const kind = (await lstatInside(fs, worktree, path))?.kind;
    return kind === "file" || kind === "symlink";
  });
  const names = (path: string): string => `${commit}:${path}`;
  const odd = await filterInBatches(
    files.filter((path) => path.includes("\n")),
    async (path) => (await repository.answer(["cat-file", "-e", names(path)], [1, 128], { signal })).exitCode !== 0,
  );
  const plain = files.filter((path) => !path.includes("\n"));
  const held = plain.length === 0 ? undefined : await resolveObjects(repository, plain.map(names), signal);
  return [
    ...left.filter((path) => !isNamed(path, named)),
    ...plain.filter((path) => held?.has(names(path)) !== true),
    ...odd,
  ];
}

/** Whether the path or a directory above it is among them. */
function isNamed(path: string, named: ReadonlySet<string>): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf("/", at - 1)) if (named.has(path.slice(0, at))) return true;
  return false;
}

/** Asked by reading nothing: a file with content answers “too large”; what is not a file does not matter here. */
async function isReadable(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.read(path, 0);
    return true;
  } catch (error) {
    if (error instanceof FileError) return error.reason !== "not-permitted";
    throw error;
  }
}
