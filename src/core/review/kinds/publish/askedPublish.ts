import { FileError, WorkflowError } from "../../../base/errors.ts";
import type { FileSystem } from "../../../base/ports.ts";
import { say } from "../../../base/text.ts";
import { joinPath, parentPath } from "../../../files/paths.ts";
import { gitDirectoryFrom, mainCheckout } from "../../../git/directory/gitDirectory.ts";
import { isAncestor } from "../../../git/merge/mergeCommits.ts";
import { isLocalAddress, pathOfAddress } from "../../../git/remote/remoteAddress.ts";
import { isGitError } from "../../../git/repository/gitError.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import type { Repository, RepositoryPaths } from "../../../git/repository/repository.ts";
import { takeOutSecrets } from "../../../redaction/givenText.ts";
import { worktreeNotes } from "../../../worktrees/worktreeNotes.ts";
import { isStale, type Standing } from "../common/standing.ts";

/** One push and where the remote's ref has gone. */
export interface MovedRemoteRef {
  readonly commit: ObjectId;
  readonly now: ObjectId;
  /** A pull request is asked for besides: then there is something to do although all of it is there. */
  readonly withPullRequest: boolean;
}

/**
 * Whether a push still stands although the remote's ref is not where its asker knew it to be, which is what git has noted some time ago: unless all of it
 * is there, it does. What it would do to commits of others is looked at where it is prepared, and is in the way there.
 *
 * @param plain a git directory without attributes and configuration
 */
export async function standingOfPublish(
  plain: Repository,
  { commit, now, withPullRequest }: MovedRemoteRef,
  signal?: AbortSignal,
): Promise<Standing> {
  if (now === commit && withPullRequest) return { kind: "stands" };
  try {
    return (await isAncestor(plain, commit, now, signal)) ? { kind: "merged", commit: now } : { kind: "stands" };
  } catch (error) {
    // Objects are missing: nobody can tell.
    if (!isGitError(error) || isGitError(error, "cancelled", "git-missing")) throw error;
    return isStale;
  }
}

/** Throws `refused` for an address over http that has what the rules of redaction know for a secret before its `@`: it would be written into the request. */
export async function requireNoSecret(address: string): Promise<void> {
  const server = /^https?:\/\/[^/]*@[^/]*/u.exec(address)?.[0];
  if (server === undefined || (await takeOutSecrets(server)).rules.length === 0) return;
  throw new WorkflowError(
    "refused",
    say`The address of the remote has a token or a password in it.`,
    say`Take it out (git remote set-url), and give it to a credential helper (git help credentials).`,
  );
}

/** Where a project lies: its directory, and what git knows of the repository it is in. */
export interface ProjectPlace {
  readonly root: string;
  readonly paths: Pick<RepositoryPaths, "root" | "commonDir">;
}

/**
 * Throws `refused` for a remote that lies in the project, in its repository or in any working tree of that: its hooks would run, and an agent could have
 * written them.
 */
export async function requireOutside(fs: FileSystem, address: string, place: ProjectPlace): Promise<void> {
  if (!isLocalAddress(address)) return;
  const given = pathOfAddress(address);
  const places = given === undefined ? [] : await placesOf(fs, await realPlace(fs, given));
  const directories = await ownDirectories(fs, place);
  const isOwn = (path: string): boolean =>
    directories.some((directory) => path === directory || path.startsWith(`${directory}/`));
  if (places.length > 0 && !places.some(isOwn)) return;
  throw new WorkflowError(
    "refused",
    say`The remote ${address} lies in the project itself, where its hooks could be anybody's.`,
    say`Publish to a repository outside of it.`,
  );
}

/** What git tries behind the path of a repository that it is to serve. */
const suffixes = ["", "/.git", ".git", "/.git/.git", ".git/.git"] as const;

/** A path, and the git directories that git may find by it: a `.git` inside or behind it, a link, a file that names one, and what that shares. */
async function placesOf(fs: FileSystem, path: string): Promise<readonly string[]> {
  const found = await Promise.all(suffixes.map(async (suffix) => foundAt(fs, `${path}${suffix}`)));
  const directories = found.flatMap((one) => (one === undefined || one === "broken" ? [] : [one.own, one.common]));
  return [path, ...(await Promise.all(directories.map(async (one) => realPlace(fs, one))))];
}

/** Nothing is behind what is no directory. */
async function foundAt(fs: FileSystem, path: string): ReturnType<typeof gitDirectoryFrom> {
  try {
    return await gitDirectoryFrom(fs, path);
  } catch (error) {
    if (error instanceof FileError && error.reason === "not-a-directory") return undefined;
    throw error;
  }
}

async function ownDirectories(fs: FileSystem, { root, paths }: ProjectPlace): Promise<readonly string[]> {
  const common = (await fs.realPath(paths.commonDir)) ?? paths.commonDir;
  const main = await mainCheckout(fs, common);
  const linked = (await worktreeNotes(fs, common)).map(({ worktree }) => worktree);
  const tops = [root, paths.root, ...(main === undefined ? [] : [main]), ...linked];
  return [common, ...(await Promise.all(tops.map(async (top) => realPlace(fs, top))))];
}

/** Where an absolute path leads, step by step as the system takes it (`..` behind a link is above where that leads); of what is not there, where it would come to lie. */
async function realPlace(fs: FileSystem, path: string): Promise<string> {
  const [top = "", ...names] = path.split("/");
  let place = top === "" ? "/" : top;
  for (const name of names) {
    if (name === "" || name === ".") continue;
    const next = name === ".." ? parentPath(place) : joinPath(place, name);
    place = (await fs.realPath(next)) ?? next;
  }
  return place;
}
