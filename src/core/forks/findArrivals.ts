import { joinPath } from "../files/paths.ts";
import { readOrNothing } from "../files/readOrNothing.ts";
import { outputText } from "../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { isRefName, type RefName } from "../git/repository/refName.ts";
import type { SessionView } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { lookAtBranches, type BranchLook } from "./listForks.ts";
import type { Divergences } from "./model/divergence.ts";
import type { ForkContext } from "./model/forkContext.ts";
import { type LandingTarget, targetsOf } from "./model/landingTargets.ts";
import { findMerged, type ForkToLookFor, type MergedInto } from "./model/mergedFork.ts";

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

/** Bytes of a log beyond which it is not read. */
const largestLog = 8 * 1024 * 1024;

/** Local branches that forks go into, and where they stand. */
export async function landingBranches(
  context: ForkContext,
  signal?: AbortSignal,
): Promise<ReadonlyMap<RefName, ObjectId>> {
  const branches = new Map<RefName, ObjectId>();
  if ((await context.sessions.list()).every((session) => !isFork(session))) return branches;
  const look = await lookAtBranches(context, signal);
  for (const { id, origin } of await forksToLookFor(context, look)) {
    for (const target of targetsOf(id, origin.session, look.heads, look.targets)) {
      if (target.ref.startsWith("refs/heads/") && isRefName(target.ref)) branches.set(target.ref, target.id);
    }
  }
  return branches;
}

/**
 * Forks whose work a branch has after a move and had not before. Only forks that go into this branch anyway, and those that asked to (`asked`).
 *
 * @param known commits of the branch to which granted work was brought: what is there already has come with a review
 */
export async function findArrivals(
  context: ForkContext,
  divergences: Divergences,
  { ref, from, to }: BranchMove,
  options: {
    readonly asked: ReadonlySet<SessionId>;
    readonly known: readonly ObjectId[];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<readonly Arrival[]> {
  const { asked, known, signal } = options;
  const look = await lookAtBranches(context, signal);
  const arrivals: Arrival[] = [];
  for (const fork of await forksToLookFor(context, look)) {
    const goesThere = targetsOf(fork.id, fork.origin.session, look.heads, look.targets).some((one) => one.ref === ref);
    if (look.heads.names.get(fork.id) === ref || !(goesThere || asked.has(fork.id))) continue;
    const at = async (id: ObjectId): Promise<MergedInto | null> =>
      findMerged(context, divergences, fork, [{ ref, id }], signal);
    const now = await at(to);
    if (now === null || covers(await at(from), now)) continue;
    const isIn = async (id: ObjectId): Promise<boolean> =>
      (await divergences.landings.of(context, id, to, [], signal))?.how === "ancestor" && covers(await at(id), now);
    if (await anyOf(known, isIn)) continue;
    const upstream = look.targets.upstreams.get(ref);
    const before = upstream === undefined ? undefined : await beforeOwnPushes(context, upstream);
    const pulled = before !== undefined && covers(await at(before), now);
    const { how, commit, head, since } = now;
    arrivals.push({ session: fork.id, how, commit, head, since, pulled });
  }
  return arrivals;
}

function covers(known: MergedInto | null, now: MergedInto): boolean {
  return known !== null && known.since <= now.since;
}

async function anyOf(ids: readonly ObjectId[], test: (id: ObjectId) => Promise<boolean>): Promise<boolean> {
  for (const id of ids) if (await test(id)) return true;
  return false;
}

/** Forks that are not archived and have their branch. */
async function forksToLookFor({ sessions }: ForkContext, { heads }: BranchLook): Promise<readonly ForkToLookFor[]> {
  return (await sessions.list()).filter(isFork).flatMap(({ id, record }) => {
    const head = heads.branches.get(id);
    const origin = record.forked_from;
    return origin === undefined || head === undefined ? [] : [{ id, origin, head }];
  });
}

/** Those in the archive are over: most of them were removed. */
function isFork({ record, state }: SessionView): boolean {
  return record.forked_from !== undefined && state !== "archived";
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
