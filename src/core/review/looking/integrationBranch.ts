import { readHead } from "../../git/refs/readHead.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { branchRef, isRefName, refName, type RefName } from "../../git/repository/refName.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { FileSystem } from "../../base/ports.ts";

/** A branch and where it stands. */
export interface StandingRef {
  readonly ref: RefName;
  readonly commit: ObjectId;
}

const usual = ["main", "master", "trunk", "develop"].map((name) => branchRef(name));
const remoteHead = refName("refs/remotes/origin/HEAD");
const remote = "refs/remotes/origin/";

/**
 * The branch that work is brought together on: the one the remote `origin` names (the local branch of that name where there is one), else the first of the usual
 * names, else what the main checkout is on; `undefined`: none of them has a commit.
 */
export async function integrationBranch(
  repository: Repository,
  fs: Pick<FileSystem, "read">,
  signal?: AbortSignal,
): Promise<StandingRef | undefined> {
  const refs = await standingRefs(repository, [remoteHead, ...usual], signal);
  const named = refs.get(remoteHead);
  const local =
    named?.symbolic?.startsWith(remote) === true ? branchRef(named.symbolic.slice(remote.length)) : undefined;
  const asNamed = local === undefined ? undefined : (await standingRefs(repository, [local], signal)).get(local);
  if (local !== undefined && asNamed !== undefined) return { ref: local, commit: asNamed.commit };
  if (named?.symbolic !== undefined) return { ref: named.symbolic, commit: named.commit };
  for (const ref of usual) {
    const found = refs.get(ref);
    if (found !== undefined) return { ref, commit: found.commit };
  }
  const { branch, commit } = await readHead(repository, fs, signal);
  return branch === undefined || commit === undefined ? undefined : { ref: branch, commit };
}

/** Where these refs stand, and of a symbolic one the ref it names; those that are not there are left out. */
async function standingRefs(
  repository: Repository,
  refs: readonly RefName[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<RefName, { readonly commit: ObjectId; readonly symbolic: RefName | undefined }>> {
  const format = "--format=%(refname)%00%(objectname)%00%(symref)%00";
  const fields = nulFields(await repository.read(["for-each-ref", format, ...refs], { signal })).map(
    ({ text }) => text,
  );
  const found = new Map<RefName, { readonly commit: ObjectId; readonly symbolic: RefName | undefined }>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [name = "", commit = "", symbolic = ""] = fields.slice(at, at + 3);
    const ref = name.replace(/^\n/u, "");
    if (isRefName(ref) && refs.includes(ref) && isObjectId(commit))
      found.set(ref, { commit, symbolic: isRefName(symbolic) ? symbolic : undefined });
  }
  return found;
}
