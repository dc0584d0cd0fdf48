import { listGitlinks } from "../git/gitlinks.ts";
import type { Repository } from "../git/repository.ts";
import { FileError } from "../errors.ts";
import { joinPath } from "../paths.ts";
import type { FileSystem } from "../ports.ts";
import { refusedName } from "../checkpoints/workingTreeScan.ts";
import type { ForkContext } from "./forkContext.ts";
import type { UncommittedPath } from "./worktreeStatus.ts";

/** At once; more would only queue in the thread pool. */
const batch = 64;

/** Repositories inside a worktree, relative to it, whose commits go with it; `paths`: all that is uncommitted. */
export async function innerRepositories(
  context: ForkContext,
  worktree: Repository,
  paths: readonly UncommittedPath[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const untracked = paths.filter(isRepository).map(({ path }) => path.slice(0, -1));
  return [...untracked, ...(await embeddedRepositories(context, worktree, signal))];
}

/** git lists a repository inside a worktree as one untracked path with a slash behind it, and looks no further. */
export function isRepository({ path, kind }: UncommittedPath): boolean {
  return kind === "untracked" && path.endsWith("/");
}

/**
 * Repositories that were committed as a mere number (mode 160000) and have their `.git` directory inside the worktree, not in the repository's
 * own `modules`: their commits go with the worktree.
 */
async function embeddedRepositories(
  { fs }: ForkContext,
  worktree: Repository,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { text: path, exact } of await listGitlinks(worktree, signal)) {
    if (!exact) continue;
    if ((await fs.lstat(joinPath(worktree.place.root, path, ".git")))?.kind === "directory") found.push(path);
  }
  return found;
}

/** Files that `git add` would refuse or could not read, so a checkpoint leaves them out. */
export async function unkeptFiles(
  fs: FileSystem,
  worktree: Repository,
  paths: readonly UncommittedPath[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let start = 0; start < paths.length; start += batch) {
    const slice = paths.slice(start, start + batch);
    const bad = await Promise.all(
      slice.map(
        async ({ path, lossy }) =>
          lossy === true || refusedName.test(path) || !(await isReadable(fs, joinPath(worktree.place.root, path))),
      ),
    );
    found.push(...slice.filter((_, at) => bad[at]).map(({ path }) => path));
  }
  return found;
}

/** Asked by reading nothing: a file with content answers “too large”, anything that is none is not the question. */
async function isReadable(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.read(path, 0);
    return true;
  } catch (error) {
    if (error instanceof FileError) return error.reason !== "not-permitted";
    throw error;
  }
}
