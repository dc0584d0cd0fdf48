import type { LandingManner } from "../../git/merge/findLanding.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { ForkOrigin } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { branchOfFork } from "../../worktrees/forkBranch.ts";
import type { Divergences } from "./divergence.ts";
import type { ForkContext } from "./forkContext.ts";
import type { LandingTarget } from "./landingTargets.ts";
import { isMadeOfFork } from "./madeOfFork.ts";
import { ownHeads } from "./ownHeads.ts";

/** Where the work of a fork has gone. */
export interface MergedInto {
  /** The branch, or the remote-tracking ref, that has it; `HEAD`: what the main checkout stands at, on no branch. */
  readonly ref: RefName | "HEAD";
  readonly how: LandingManner;
  /** The first commit there that has all of it, as far back as it was looked for. */
  readonly commit: ObjectId;
  /** Up to which commit of the fork. */
  readonly head: ObjectId;
  /** Commits of the fork after that, which are not there. */
  readonly since: number;
}

export interface ForkToLookFor {
  readonly id: SessionId;
  readonly origin: ForkOrigin;
  readonly head: ObjectId;
  /** Where its branch stood after work was done in it (ownHeads.ts), where that is remembered; its log is not asked then. */
  readonly own?: ReadonlySet<ObjectId> | undefined;
  /** Its branch, where that is remembered. */
  readonly branch?: RefName | undefined;
}

/** Commits before the head that are looked for when the head itself is nowhere. */
const mostEarlier = 20;

/**
 * Where a fork was merged: the first of the targets that has everything done in it, by its commits or by others (findLanding.ts), else the first
 * that has everything up to one of its earlier commits. `null`: nowhere, or nothing was done in it. One function answers for the list, for what a
 * removal would lose, and for what comes to a branch without a review.
 */
export async function findMerged(
  context: ForkContext,
  { landings }: Divergences,
  fork: ForkToLookFor,
  targets: readonly LandingTarget[],
  signal?: AbortSignal,
): Promise<MergedInto | null> {
  const { id, origin, head } = fork;
  if (head === origin.commit || targets.length === 0) return null;
  const own = fork.own ?? (await ownHeads(context, { id, origin }));
  if (own !== undefined && !(await landings.brings(context.repository, head, origin.commit, own, signal))) return null;
  const branch = fork.branch ?? branchOfFork(context, id);
  const isCopy = async (ref: LandingTarget["ref"]): Promise<boolean> =>
    isMadeOfFork(context, { branch, own: own ?? new Set([head]) }, ref);
  const from = isObjectId(origin.commit) ? origin.commit : undefined;
  for (const { ref, id: target } of targets) {
    const landing = await landings.of(context, head, target, { from, signal });
    // Without a log of the branch nobody can tell commits that were made in it from those it was brought up to.
    if (landing === undefined || (landing.how === "ancestor" && own === undefined) || (await isCopy(ref))) continue;
    return { ref, how: landing.how, commit: landing.commit, head, since: 0 };
  }
  if (own === undefined) return null;
  for (const target of targets) {
    const part = await findPart(context, landings, { head, own, target, from }, signal);
    if (part !== null && !(await isCopy(target.ref))) return part;
  }
  return null;
}

interface Part {
  readonly head: ObjectId;
  readonly own: ReadonlySet<ObjectId>;
  readonly target: LandingTarget;
  readonly from: ObjectId | undefined;
}

/** What was merged before the fork went on. */
async function findPart(
  context: ForkContext,
  landings: Divergences["landings"],
  { head, own, target, from }: Part,
  signal?: AbortSignal,
): Promise<MergedInto | null> {
  const chain = await landings.chain(context.repository, head, target.id, mostEarlier + 1, signal);
  const commits = chain.map(({ commit }) => commit);
  const below = chain.at(-1)?.parent;
  const earlier = commits.slice(1).filter((commit) => own.has(commit));
  const landing =
    earlier.length === 0 ? undefined : await landings.of(context, head, target.id, { earlier, from, signal });
  if (landing !== undefined) {
    const since = commits.indexOf(landing.upTo);
    return { ref: target.ref, how: landing.how, commit: landing.commit, head: landing.upTo, since };
  }
  // The parent of the last one is in the target by ancestry, unless there are more than were listed.
  if (below === undefined || !own.has(below) || commits.length > mostEarlier) return null;
  const found = await landings.of(context, below, target.id, { from, signal });
  if (found?.how !== "ancestor") return null;
  return { ref: target.ref, how: "ancestor", commit: found.commit, head: below, since: commits.length };
}
