import { mayHaveRefs } from "../../git/refs/hasRefs.ts";
import { readRefs } from "../../git/refs/refs.ts";
import { branchOfHead } from "../../git/refs/readHead.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { isRefName, type RefName } from "../../git/repository/refName.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { localsOfBaseline, refsOfBaseline } from "../../worktrees/forkBranch.ts";
import { forkBranchRef } from "../../worktrees/forkNames.ts";
import { branchPrefix } from "../../sessions/model/sessionBranch.ts";
import type { ForkContext } from "./forkContext.ts";
import type { ForkHeads } from "./forkHeads.ts";

/** A branch that forks are merged into, or what the repository has last fetched of it. */
export interface LandingTarget {
  /** A full name; `HEAD` where the main checkout is on no branch. */
  readonly ref: RefName | "HEAD";
  readonly id: ObjectId;
}

/** Where forks of one repository may have gone, read once for a look. */
export interface LandingTargets {
  /** What the main checkout stands at. */
  readonly main: LandingTarget | undefined;
  /** Remote-tracking refs by the branch whose upstream they are. */
  readonly upstreams: ReadonlyMap<string, LandingTarget>;
  /** What the remote `origin` has as its own HEAD. */
  readonly integration: LandingTarget | undefined;
}

const remoteHead = "refs/remotes/origin/HEAD";
const remoteBranches = "refs/remotes/";

/** Reads refs and git's configuration of upstreams; asks no network, so of a remote it is what was fetched last. */
export async function readLandingTargets(
  context: ForkContext,
  heads: ForkHeads,
  options: {
    /** Branches whose upstreams are wanted besides. */
    readonly branches?: readonly RefName[] | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<LandingTargets> {
  const { branches = [], signal } = options;
  const { repository, fs } = context;
  const branch = await branchOfHead(repository, fs);
  const main: LandingTarget | undefined =
    heads.main === undefined ? undefined : { ref: branch ?? "HEAD", id: heads.main };
  // Without a remote nobody has fetched anything, and nothing has an upstream.
  if (!(await mayHaveRefs(fs, context.commonDirectory, remoteBranches))) {
    return { main, upstreams: new Map(), integration: undefined };
  }
  const format = "--format=%(refname)%00%(objectname)%00%(upstream)%00%(symref)%00";
  const local = [...heads.names.values(), ...heads.baselines.keys()].filter((ref) => ref.startsWith("refs/heads/"));
  const others = new Set(local.filter((ref) => !ref.startsWith(branchPrefix)));
  const wanted = [branchPrefix, ...others, ...branches, ...(branch === undefined ? [] : [branch]), remoteHead];
  const asked = ["for-each-ref", format, ...new Set(wanted)];
  const fields = nulFields(await repository.read(asked, { signal })).map(({ text }) => text.replace(/^\n/u, ""));
  const named = new Map<string, RefName>();
  let integration: LandingTarget | undefined;
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [name = "", id = "", upstream = "", symbolic = ""] = fields.slice(at, at + 4);
    if (name === remoteHead && isObjectId(id) && isRefName(symbolic)) integration = { ref: symbolic, id };
    else if (isRefName(upstream)) named.set(name, upstream);
  }
  const upstreams = new Map<string, LandingTarget>();
  if (named.size === 0) return { main, upstreams, integration };
  const ids = await readRefs(repository, [...new Set(named.values())], signal);
  for (const [name, ref] of named) {
    const id = ids.get(ref);
    if (id !== undefined) upstreams.set(name, { ref, id });
  }
  return { main, upstreams, integration };
}

/** The branch of the baseline, where that has one. */
function baseTarget(baseline: string, { branches, names, baselines }: ForkHeads): LandingTarget | undefined {
  const session = parseSessionId(baseline);
  const refs = session === undefined ? refsOfBaseline(baseline) : [names.get(session) ?? forkBranchRef(session)];
  for (const ref of refs.filter(isRefName)) {
    const id = session === undefined ? baselines.get(ref) : branches.get(session);
    if (id !== undefined) return { ref, id };
  }
  return undefined;
}

/**
 * Where one fork may have gone, its baseline first, of a remote and here: never its own branch, what that is pushed to, or a look at its very commit. A
 * branch that was made of its baseline follows that as its upstream, which does not make it what the branch is pushed to.
 */
export function targetsOf(
  id: SessionId,
  baseline: string,
  heads: ForkHeads,
  { main, upstreams, integration }: LandingTargets,
): readonly LandingTarget[] {
  const own: string = heads.names.get(id) ?? forkBranchRef(id);
  const base = baseTarget(baseline, heads);
  const looked = main?.ref === "HEAD" && main.id === heads.branches.get(id);
  const beside = localsOfBaseline(baseline).flatMap((ref) => {
    const at = heads.baselines.get(ref);
    return at === undefined ? [] : [{ ref, id: at }];
  });
  const near = [base, ...beside].filter((target) => target !== undefined);
  const local = [...near, looked ? undefined : main].filter((target) => target !== undefined);
  const ofNear = near.map(({ ref }) => upstreams.get(ref));
  const remote = [...ofNear, ...local.map(({ ref }) => upstreams.get(ref))];
  const lasting = new Set([...near, ...ofNear, integration].map((target) => target?.ref));
  const targets = new Map<string, LandingTarget>();
  for (const target of [...local, ...remote, integration]) {
    if (target === undefined || target.ref === own || isCopyOf(own, target.ref)) continue;
    const isPushedTo = target.ref.startsWith(remoteBranches) && target.ref === upstreams.get(own)?.ref;
    if (isPushedTo && !lasting.has(target.ref)) continue;
    if (!targets.has(target.ref)) targets.set(target.ref, target);
  }
  return [...targets.values()];
}

/** What a branch is pushed to by its own name, at any remote. */
function isCopyOf(own: string, ref: string): boolean {
  return ref.startsWith(remoteBranches) && `refs/heads/${ref.replace(/^refs\/remotes\/[^/]+\//u, "")}` === own;
}
