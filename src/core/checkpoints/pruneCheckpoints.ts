import { ageOf } from "../files/fileAge.ts";
import { say } from "../base/text.ts";
import { listRefs, type RefChange } from "../git/refs/refs.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";
import { joinPath } from "../files/paths.ts";
import type { RetentionPolicy } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { requireUnshared } from "../worktrees/worktreeNotes.ts";
import type { Checkpoint } from "./model/checkpoint.ts";
import { prunedPrefix, prunedRef, prunedSince, sessionRefs } from "./model/checkpointRefs.ts";
import { bytesHeldBy, objectsOf, refNamesBelow, unreachableAmong } from "./retention/heldObjects.ts";
import { dropLfsObjects } from "./rawContent/lfsObjects.ts";
import { alsoHeld } from "./retention/unfinishedWork.ts";
import { updatePrivateRefs, type RefContext } from "../git/refs/privateRefs.ts";
import { removalChanges, stillSurplus, surplusOfRemoved, type RemovedWork } from "./retention/removedWork.ts";
import { readCheckpoints } from "./model/readCheckpoints.ts";
import { surplusOf, type Surplus } from "./model/retention.ts";

export interface PrunePlan {
  readonly surplus: readonly Surplus[];
  /** What the removal of the session's fork left. */
  readonly removed: readonly RemovedWork[];
  /** Bytes on disk of what goes and nothing else holds. */
  readonly bytes: number;
}

export interface Pruned {
  readonly pruned: readonly number[];
  /** Those of the removed fork's refs that are gone. */
  readonly removed: readonly RefName[];
  /** Bytes removed from the disk now. */
  readonly freed: number;
  /** Bytes that go later: what was let go or written in the last ten minutes at the next pruning, packed objects with git's own clean-up. */
  readonly later: number;
  /** An operation in progress in the repository, as a path below its git directory: nothing is freed until it is over. */
  readonly waitsFor: string | undefined;
}

/**
 * A process that writes an object that exists already only renews its time before it names it in an index or a ref; younger objects are
 * therefore left alone, as `git gc` does with its own, longer, limit. A checkpoint that is let go holds its objects for as long, because
 * a process may just be building on it.
 */
const grace = 10 * 60 * 1000;

/** What the policy lets go, oldest first; changes nothing. Throws `refused` where another workspace's checkpoints would be among them. */
export async function planPrune(
  context: RefContext,
  session: SessionId,
  policy: RetentionPolicy,
  signal?: AbortSignal,
): Promise<PrunePlan> {
  const { repository, clock, fs } = context;
  await requireUnshared(fs, repository, session, say`pruning would let go of them too`);
  const checkpoints = await readCheckpoints(repository, session, signal);
  const surplus = [...surplusOf(checkpoints, policy, clock.now())];
  if (policy.max_bytes !== undefined) {
    surplus.push(...(await beyondBytes(context, session, checkpoints, surplus, policy.max_bytes, signal)));
  }
  const removed = await surplusOfRemoved(repository, session, checkpoints[0], policy, clock.now(), signal);
  const refs = new Set<string>([...surplus.map(({ checkpoint }) => checkpoint.ref), ...removed.map(({ ref }) => ref)]);
  return { surplus, removed, bytes: await bytesHeldBy(repository, refs, signal) };
}

/**
 * Takes the checkpoints out of the list, and with them what a removed fork left, in one transaction, then deletes the objects that nothing
 * holds any more. A kill in between leaves
 * unreachable objects, which the next pruning or git's own clean-up removes; never a ref without its objects.
 */
export async function pruneCheckpoints(
  context: RefContext,
  session: SessionId,
  { checkpoints, listed }: { readonly checkpoints: readonly Checkpoint[]; readonly listed: readonly RemovedWork[] },
  signal?: AbortSignal,
): Promise<Pruned> {
  const { repository, clock } = context;
  const now = clock.now();
  const removed = await stillSurplus(repository, session, listed, signal);
  const free = Math.max(0, ...checkpoints.map(({ id }) => id)) + 1;
  const moved = checkpoints.flatMap(({ id, ref, commit }): readonly RefChange[] => [
    { ref, from: commit, to: undefined },
    { ref: prunedRef(session, id, now), from: undefined, to: commit },
  ]);
  const left = removalChanges(removed, (at) => prunedRef(session, free + at, now));
  await updatePrivateRefs(context, [...moved, ...left], { signal });
  const { waitsFor, roots } = await alsoHeld(context, signal);
  const freed = waitsFor === undefined ? await freeObjects(context, session, roots, signal) : { deleted: 0, left: 0 };
  const rest = await bytesHeldBy(repository, await refNamesBelow(repository, prunedPrefix(session)), signal);
  return {
    pruned: checkpoints.map(({ id }) => id),
    removed: removed.map(({ ref }) => ref),
    freed: freed.deleted,
    later: rest + freed.left,
    waitsFor,
  };
}

/** Bytes. */
interface Freed {
  readonly deleted: number;
  readonly left: number;
}

/** Deletes what only checkpoints that have waited long enough hold. */
async function freeObjects(
  context: RefContext,
  session: SessionId,
  roots: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<Freed> {
  const { repository, clock } = context;
  const waiting = await listRefs(repository, prunedPrefix(session));
  const ripe = waiting.filter(({ ref }) => clock.now() - (prunedSince(ref) ?? Infinity) > grace);
  const objects = await objectsOf(repository, new Set<string>(ripe.map(({ ref }) => ref)), signal);
  const ending = ripe.map(({ ref, id }) => ({ ref, from: id, to: undefined }));
  await updatePrivateRefs(context, ending, { signal });
  await dropLfsObjects(context, signal);
  return deleteLoose(context, await unreachableAmong(repository, objects, roots, signal));
}

/** Bytes on disk that only this session's checkpoints hold. */
export async function checkpointBytes(
  repository: Repository,
  session: SessionId,
  signal?: AbortSignal,
): Promise<number> {
  return bytesHeldBy(repository, await refNamesBelow(repository, sessionRefs(session)), signal);
}

/** How many more of the oldest must go, found by halving: each look walks the objects once. */
async function beyondBytes(
  { repository }: RefContext,
  session: SessionId,
  checkpoints: readonly Checkpoint[],
  gone: readonly Surplus[],
  limit: number,
  signal?: AbortSignal,
): Promise<readonly Surplus[]> {
  const all = await refNamesBelow(repository, sessionRefs(session));
  const already = new Set(gone.map(({ checkpoint }) => checkpoint.id));
  const candidates = checkpoints
    .slice(1)
    .filter(({ id, pinned }) => !pinned && !already.has(id))
    .toReversed();
  const bytesWithout = async (count: number): Promise<number> => {
    const out = new Set<string>(
      [...gone.map(({ checkpoint }) => checkpoint), ...candidates.slice(0, count)].map(({ ref }) => ref),
    );
    const total = await bytesHeldBy(repository, all, signal);
    return total - (await bytesHeldBy(repository, out, signal));
  };
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((await bytesWithout(middle)) <= limit) high = middle;
    else low = middle + 1;
  }
  return candidates.slice(0, low).map((checkpoint) => ({ checkpoint, reason: "bytes" }));
}

async function deleteLoose({ repository, fs, clock }: RefContext, objects: readonly string[]): Promise<Freed> {
  let [deleted, left] = [0, 0];
  for (const id of objects) {
    const path = joinPath(repository.paths.commonDir, "objects", id.slice(0, 2), id.slice(2));
    const stat = await fs.lstat(path);
    if (stat?.kind !== "file") continue;
    const old = ageOf(stat, clock) > grace;
    if (old && (await fs.remove(path))) deleted += stat.size;
    else left += stat.size;
  }
  return { deleted, left };
}
