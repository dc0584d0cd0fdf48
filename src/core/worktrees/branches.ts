import { resolveObjects } from "../git/objects/resolveObjects.ts";
import { isGitError } from "../git/repository/gitError.ts";
import { nulFields } from "../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { isRefName, type RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";

/** Names that a repository's main line has, the likelier first. */
export const trunkNames = ["main", "master", "trunk", "develop"] as const;

/** How the names of the branches begin that a clone is made from. */
export const originPrefix = "refs/remotes/origin/";

/** A branch of the repository. */
export interface Branch {
  readonly ref: RefName;
  readonly id: ObjectId;
  /** When its commit was made, in milliseconds since 1970; `undefined`: nobody can tell. */
  readonly time: number | undefined;
  /** Its commit is not in the repository. */
  readonly isBroken: boolean;
  /** The remote-tracking ref it follows. */
  readonly upstream: string | undefined;
}

export interface Branches {
  /** Names for other branches (symbolic refs) left out. */
  readonly local: readonly Branch[];
  /** Branches of remotes that were asked for, and what came along. */
  readonly atRemotes: readonly Branch[];
  /** Remote-tracking refs that may be the integration branch. */
  readonly remote: ReadonlyMap<string, ObjectId>;
  /** What `origin/HEAD` names, else the HEAD of the only remote that has one. */
  readonly remoteHead: string | undefined;
  /** How the names of that remote's branches begin; left out: origin's. */
  readonly remotePrefix?: string;
}

const remotePatterns = ["HEAD", ...trunkNames].map((name) => `refs/remotes/*/${name}`);

/** All branches here, and those of remotes that match the globs, in one process. Where a commit is missing, which git dies of, without their times, and with which of them that is. */
export async function readBranches(
  repository: Repository,
  globs: readonly string[],
  signal?: AbortSignal,
): Promise<Branches> {
  try {
    return await ask(repository, "%(committerdate:unix)", globs, signal);
  } catch (error) {
    if (!isGitError(error) || isGitError(error, "cancelled")) throw error;
    const branches = await ask(repository, "", globs, signal);
    const all = [...branches.local, ...branches.atRemotes];
    const there = await resolveObjects(
      repository,
      all.map(({ id }) => id),
      signal,
    );
    const told = (branch: Branch): Branch => ({ ...branch, isBroken: !there.has(branch.id) });
    return { ...branches, local: branches.local.map(told), atRemotes: branches.atRemotes.map(told) };
  }
}

async function ask(
  repository: Repository,
  date: string,
  globs: readonly string[],
  signal?: AbortSignal,
): Promise<Branches> {
  const format = ["%(refname)", "%(objectname)", date, "%(symref)", "%(upstream)", ""].join("%00");
  const args = ["for-each-ref", `--format=${format}`, "refs/heads/", ...remotePatterns, ...globs];
  return parseBranches(await repository.read(args, { signal }));
}

/** `refname NUL objectname NUL committerdate NUL symref NUL upstream NUL LF` … */
export function parseBranches(output: Uint8Array): Branches {
  const fields = nulFields(output).map(({ text }) => text);
  const local: Branch[] = [];
  const atRemotes: Branch[] = [];
  const remote = new Map<string, ObjectId>();
  const heads = new Map<string, string>();
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [name = "", id = "", date = "", symbolic = "", upstream = ""] = fields.slice(at, at + 5);
    const ref = name.replace(/^\n/u, "");
    if (!isRefName(ref) || !isObjectId(id)) continue;
    const isHere = ref.startsWith("refs/heads/");
    if (symbolic === "") {
      const time = /^-?\d{1,13}$/u.test(date) ? Number(date) * 1000 : undefined;
      const branch = { ref, id, time, isBroken: false, upstream: upstream === "" ? undefined : upstream };
      (isHere ? local : atRemotes).push(branch);
    }
    if (isHere) continue;
    remote.set(symbolic === "" ? ref : symbolic, id);
    const prefix = ref.slice(0, -"HEAD".length);
    if (ref === `${prefix}HEAD` && symbolic.startsWith(prefix)) heads.set(prefix, symbolic);
  }
  const [only] = heads.size === 1 ? heads.keys() : [];
  const remotePrefix = heads.has(originPrefix) ? originPrefix : only;
  const remoteHead = remotePrefix === undefined ? undefined : heads.get(remotePrefix);
  return { local, atRemotes, remote, remoteHead, ...(remotePrefix === undefined ? {} : { remotePrefix }) };
}

/**
 * The branches that have commits which none of these have, in one process; broken ones are not among them. `undefined`: git cannot tell.
 * @param tips full ids
 * @param globs of branches of remotes
 */
export async function readUnmerged(
  repository: Repository,
  tips: readonly ObjectId[],
  globs: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const without = tips.map((tip) => `--no-merged=${tip}`);
  try {
    const args = ["for-each-ref", "--format=%(refname)%00", ...without, "refs/heads/", ...globs];
    const output = await repository.read(args, { signal });
    return new Set(nulFields(output).map(({ text }) => text.replace(/^\n/u, "")));
  } catch (error) {
    if (!isGitError(error) || isGitError(error, "cancelled")) throw error;
    return undefined;
  }
}
