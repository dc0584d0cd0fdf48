import { joinPath } from "../files/paths.ts";
import { readOrNothing } from "../files/readOrNothing.ts";
import { outputText } from "../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import type { RefName } from "../git/repository/refName.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { lookAtBranches } from "./listForks.ts";
import type { Divergences } from "./model/divergence.ts";
import type { ForkContext } from "./model/forkContext.ts";
import type { LandingTarget, LandingTargets } from "./model/landingTargets.ts";
import { forksToLookFor, isFork, type LookedFork, type RememberedFork } from "./model/lookedFork.ts";
import { findMerged, type MergedInto } from "./model/mergedFork.ts";

/** A branch that was somewhere else when it was last looked at. */
export interface BranchMove {
  readonly ref: RefName;
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/** The work of a fork that a move has brought to a branch. */
export interface Arrival extends Omit<MergedInto, "ref"> {
  readonly session: SessionId;
  /** It is in what was fetched of the branch's upstream too, and was not pushed there from here. */
  readonly pulled: boolean;
}

/** Forks whose work may have come to branches, read once for a look. */
export interface LandingLook {
  readonly forks: readonly LookedFork[];
  /** Remote-tracking refs by the branch whose upstream they are. */
  readonly upstreams: LandingTargets["upstreams"];
}

/** What an earlier look remembers: forks, and branches that forks went into. */
export interface EarlierLook {
  readonly forks: readonly RememberedFork[];
  readonly branches: readonly RefName[];
}

/** Bytes of a log beyond which it is not read. */
const largestLog = 8 * 1024 * 1024;

/** Forks to look for, those too that were there at an earlier look and are not any more. */
export async function lookForForks(
  context: ForkContext,
  { forks, branches }: EarlierLook,
  signal?: AbortSignal,
): Promise<LandingLook> {
  const sessions = await context.sessions.list();
  if (forks.length === 0 && !sessions.some(isFork)) return { forks: [], upstreams: new Map() };
  const look = await lookAtBranches(context, { sessions, branches, signal });
  return { forks: await forksToLookFor(context, sessions, look, forks), upstreams: look.targets.upstreams };
}

/**
 * Forks whose work a branch has after a move and had not before.
 *
 * @param known commits of the branch to which granted work was brought: what is there already has come with a review
 */
export async function findArrivals(
  context: ForkContext,
  divergences: Divergences,
  move: BranchMove,
  options: LandingLook & { readonly known: readonly ObjectId[]; readonly signal?: AbortSignal | undefined },
): Promise<readonly Arrival[]> {
  const upstream = options.upstreams.get(move.ref);
  const before = upstream === undefined ? undefined : await beforeOwnPushes(context, upstream);
  const arrivals: Arrival[] = [];
  for (const fork of options.forks) {
    const arrival = await arrivalOf(context, divergences, move, { ...options, fork, before });
    if (arrival !== undefined) arrivals.push(arrival);
  }
  return arrivals;
}

interface OneFork {
  readonly fork: LookedFork;
  readonly known: readonly ObjectId[];
  /** What was fetched of the branch's upstream. */
  readonly before: ObjectId | undefined;
  readonly signal?: AbortSignal | undefined;
}

async function arrivalOf(
  context: ForkContext,
  divergences: Divergences,
  { ref, from, to }: BranchMove,
  { fork, known, before, signal }: OneFork,
): Promise<Arrival | undefined> {
  const { session, origin, branch } = fork;
  const own = fork.own === null ? undefined : new Set(fork.own);
  for (const tried of fork.heads) {
    const at = async (id: ObjectId): Promise<MergedInto | null> =>
      findMerged(context, divergences, { id: session, origin, head: tried, branch, own }, [{ ref, id }], signal);
    const now = await at(to);
    if (now === null) continue;
    if (covers(await at(from), now)) return undefined;
    const isIn = async (id: ObjectId): Promise<boolean> =>
      covers(await at(id), now) && (await divergences.landings.of(context, id, to, { signal })) !== undefined;
    if (await anyOf(known, isIn)) return undefined;
    const { how, commit, head, since } = now;
    const pulled = before !== undefined && covers(await at(before), now);
    return { session, how, commit, head, since, pulled };
  }
  return undefined;
}

function covers(known: MergedInto | null, now: MergedInto): boolean {
  return known !== null && known.since <= now.since;
}

async function anyOf(ids: readonly ObjectId[], test: (id: ObjectId) => Promise<boolean>): Promise<boolean> {
  for (const id of ids) if (await test(id)) return true;
  return false;
}

/** Where a remote-tracking ref stood before what this repository has pushed there last, as its log says it. */
async function beforeOwnPushes({ fs, commonDirectory }: ForkContext, { ref, id }: LandingTarget): Promise<ObjectId> {
  const log = await readOrNothing(fs, joinPath(commonDirectory, "logs", ref), largestLog);
  let before = id;
  for (const line of outputText(log ?? new Uint8Array())
    .split("\n")
    .toReversed()) {
    const [from = "", to = ""] = line.split(" ");
    if (line === "") continue;
    if (to !== before || !line.endsWith("\tupdate by push") || !isObjectId(from)) break;
    before = from;
  }
  return before;
}
