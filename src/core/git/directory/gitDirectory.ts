import { readLine, resolvePath } from "./worktreeLink.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { isTrue, parseConfigFile } from "./configFile.ts";

/** As git's own limit on what it reads at a `.git`, and far more than a configuration has. */
const mostBytes = 1_048_576;

export interface GitDirectory {
  /** This checkout's own git directory: HEAD and index; canonical. */
  readonly own: string;
  /** The one that all worktrees share; canonical. The same as `own` but in a linked worktree. */
  readonly common: string;
}

/**
 * The git directory of the checkout whose top is `top`, found by files alone and as git finds it: `.git` is a directory, a file that names one
 * (a linked worktree, a submodule, `--separate-git-dir`), or a link to either. `undefined`: git looks further up, also past a `.git` directory that
 * is not git's; `broken`: git stops here, because a `.git` file leads nowhere.
 */
export async function gitDirectoryAt(fs: FileSystem, top: string): Promise<GitDirectory | "broken" | undefined> {
  return gitDirectoryFrom(fs, joinPath(top, ".git"));
}

/** The same of what stands at a path of any name. */
export async function gitDirectoryFrom(fs: FileSystem, place: string): Promise<GitDirectory | "broken" | undefined> {
  const isLink = (await fs.lstat(place))?.kind === "symlink";
  const real = isLink ? await fs.realPath(place) : place;
  const kind = real === undefined ? undefined : (await fs.lstat(real))?.kind;
  if (real === undefined || (kind !== "directory" && kind !== "file")) return undefined;
  if (kind === "directory") return await readGitDirectory(fs, real);
  const named = /^gitdir: (?<path>.+)$/su.exec((await readLine(fs, real)) ?? "")?.groups?.["path"];
  const own = named === undefined ? undefined : await fs.realPath(resolvePath(parentPath(place), named));
  return (own === undefined ? undefined : await readGitDirectory(fs, own)) ?? "broken";
}

/** `undefined`: it lacks what makes a directory one of git's. */
async function readGitDirectory(fs: FileSystem, own: string): Promise<GitDirectory | undefined> {
  if ((await fs.lstat(own))?.kind !== "directory") return undefined;
  const shared = await readLine(fs, joinPath(own, "commondir"));
  const common = shared === undefined ? own : await fs.realPath(resolvePath(own, shared));
  if (common === undefined) return undefined;
  const parts = [joinPath(own, "HEAD"), joinPath(common, "objects"), joinPath(common, "refs")];
  const found = await Promise.all(parts.map(async (path) => fs.lstat(path)));
  return found.includes(undefined) ? undefined : { own, common };
}

/**
 * Top of the checkout that a shared git directory belongs to, for a caller in a linked worktree; `undefined`: there is none (bare), or it cannot be
 * told from the git directory (`--separate-git-dir`). It is believed only when its `.git` leads back.
 */
export async function mainCheckout(fs: FileSystem, common: string): Promise<string | undefined> {
  const { isBare, workTree } = await readWorkTreeSettings(fs, common);
  if (isBare) return undefined;
  for (const top of [workTree, baseName(common) === ".git" ? parentPath(common) : undefined]) {
    const real = top === undefined ? undefined : await fs.realPath(top);
    const git = real === undefined ? undefined : await gitDirectoryAt(fs, real);
    if (typeof git === "object" && git.own === common) return real;
  }
  return undefined;
}

/**
 * Top of the working tree around a directory, by files alone: what paths of checkpoints, annotations and proposals are counted from. Outside of a
 * repository the directory itself.
 * @param directory canonical
 */
export async function workTreeTop(fs: FileSystem, directory: string): Promise<string> {
  for (let top = directory; ; top = parentPath(top)) {
    const git = await gitDirectoryAt(fs, top);
    if (git === "broken") return directory;
    if (git !== undefined) {
      const { workTree } = git.own === git.common ? await readWorkTreeSettings(fs, git.common) : {};
      return (workTree === undefined ? undefined : await fs.realPath(workTree)) ?? top;
    }
    if (parentPath(top) === top || !top.includes("/")) return directory;
  }
}

/** What git itself reads of a git directory's configuration before it knows the work tree. */
async function readWorkTreeSettings(
  fs: FileSystem,
  directory: string,
): Promise<{ readonly isBare: boolean; readonly workTree: string | undefined }> {
  const read = async (name: string): Promise<ReadonlyMap<string, string>> => {
    const path = joinPath(directory, name);
    const bytes = (await fs.lstat(path))?.kind === "file" ? await fs.read(path, mostBytes) : undefined;
    return parseConfigFile(new TextDecoder().decode(bytes));
  };
  let settings = await read("config");
  if (isTrue(settings.get("extensions.worktreeconfig"))) {
    settings = new Map([...settings, ...(await read("config.worktree"))]);
  }
  const workTree = settings.get("core.worktree");
  return {
    isBare: isTrue(settings.get("core.bare")),
    workTree: workTree === undefined ? undefined : resolvePath(directory, workTree),
  };
}
