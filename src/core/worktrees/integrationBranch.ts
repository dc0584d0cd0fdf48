import { isAncestor } from "../git/merge/mergeCommits.ts";
import { isGitError } from "../git/repository/gitError.ts";
import type { FileSystem } from "../base/ports.ts";
import { readHead } from "../git/directory/worktreeLink.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import type { Repository } from "../git/repository/repository.ts";
import { branchOf } from "./worktreeNotes.ts";
import { type Branches, originPrefix, readBranches, trunkNames } from "./branches.ts";

/** One end of the main line. */
export interface Tip {
  /** Full name of the ref; `HEAD` of a main checkout that is detached. */
  readonly ref: string;
  readonly id: ObjectId;
}

/** The branch that work ends in: here, as it was last seen at its remote, or both. */
export interface Integration {
  readonly local: Tip | undefined;
  readonly remote: Tip | undefined;
}

/** Where the main checkout stands. */
export interface CheckedOut {
  /** Full name of the branch, also where it has no commit yet; `undefined`: HEAD is detached. */
  readonly ref: string | undefined;
  /** `undefined`: no commit yet. */
  readonly id: ObjectId | undefined;
}

/** The branch that the HEAD of the remote names, else the first that there is of those that are usual, else what the main checkout stands at. */
export function chooseIntegration(
  { local, remote, remoteHead, remotePrefix = originPrefix }: Branches,
  head: CheckedOut,
): Integration | undefined {
  const named = remoteHead?.slice(remotePrefix.length);
  for (const name of [...(named === undefined ? [] : [named]), ...trunkNames]) {
    const here = local.find(({ ref }) => ref === `refs/heads/${name}`);
    const followed = [here?.upstream, remotePrefix + name].find((ref) => ref !== undefined && remote.has(ref));
    const there = followed === undefined ? undefined : remote.get(followed);
    if (here === undefined && there === undefined) continue;
    return {
      local: here === undefined ? undefined : { ref: here.ref, id: here.id },
      remote: followed === undefined || there === undefined ? undefined : { ref: followed, id: there },
    };
  }
  return head.id === undefined ? undefined : { local: { ref: head.ref ?? "HEAD", id: head.id }, remote: undefined };
}

/** What work is measured against: the newer of both ends of the integration branch (chooseIntegration); `undefined`: there is no commit yet. */
export async function findIntegration(
  fs: FileSystem,
  repository: Repository,
  signal?: AbortSignal,
): Promise<Tip | undefined> {
  const [branches, head] = await Promise.all([readBranches(repository, [], signal), checkedOut(fs, repository)]);
  return newerTip(repository, chooseIntegration(branches, withTip(branches, head)), signal);
}

/** Where the main checkout stands, by files: of a branch only its name. */
export async function checkedOut(fs: FileSystem, { paths: { gitDir } }: Repository): Promise<CheckedOut> {
  const [ref, id] = await Promise.all([branchOf(fs, gitDir), detachedAt(fs, gitDir)]);
  return { ref, id };
}

/** The commit of a detached HEAD. `admin`: the working tree's own git directory. */
export async function detachedAt(fs: FileSystem, admin: string): Promise<ObjectId | undefined> {
  const line = await readHead(fs, admin);
  return line !== undefined && isObjectId(line) ? line : undefined;
}

/** The same with the commit of the branch. */
export function withTip({ local }: Branches, head: CheckedOut): CheckedOut {
  return { ref: head.ref, id: head.ref === undefined ? head.id : local.find(({ ref }) => ref === head.ref)?.id };
}

/** Of the two the one that contains the other; the local one where neither does, or where git cannot tell. */
export async function newerTip(
  repository: Repository,
  integration: Integration | undefined,
  signal?: AbortSignal,
): Promise<Tip | undefined> {
  const { local, remote } = integration ?? {};
  if (local === undefined || remote === undefined) return local ?? remote;
  if (local.id === remote.id) return local;
  try {
    return (await isAncestor(repository, local.id, remote.id, signal)) ? remote : local;
  } catch (error) {
    if (!isGitError(error) || isGitError(error, "cancelled")) throw error;
    return local;
  }
}

/** A tip as people call it: `main`, `origin/main`. */
export function tipName({ ref }: Tip): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//u, "");
}
