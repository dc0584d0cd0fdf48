import { listRefs, type RefChange } from "../git/refs.ts";
import type { ObjectId } from "../git/objectId.ts";
import type { Repository } from "../git/repository.ts";
import { joinPath } from "../paths.ts";
import type { RetentionPolicy } from "../sessions/session.ts";
import type { SessionId } from "../sessions/sessionId.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { prunedPrefix, prunedRef, prunedSince, sessionRefs } from "./checkpointRefs.ts";
import { bytesHeldBy, objectsOf, refNamesBelow, unreachableAmong } from "./heldObjects.ts";
import { heldBesides } from "./unfinishedWork.ts";
import { updatePrivateRefs, type RefContext } from "./privateRefs.ts";
import { readCheckpoints } from "./readCheckpoints.ts";
import { surplusOf, type Surplus } from "./retention.ts";

export interface PrunePlan {
  readonly surplus: readonly Surplus[];
  /** Bytes on disk of what goes and nothing else holds. */
  readonly bytes: number;
}

export interface Pruned {
  readonly pruned: readonly number[];
  /** Bytes removed from the disk now. */
  readonly freed: number;
  /** Bytes that go later: what was let go or written in the last ten minutes at the next pruning, packed objects with git's own clean-up. */
  readonly later: number;
  /** What somebody has under way in the repository, relative to its git directory: nothing is freed until it is over. */
  readonly waitsFor: string | undefined;
}

/**
 * Somebody who writes an object that exists already only renews its time before he names it in an index or a ref; younger objects are
 * therefore left alone, as `git gc` does with its own, longer, limit. As long a checkpoint that is let go still holds its objects, for
 * somebody may just be building on it.
 */
const grace = 10 * 60 * 1000;

/** What the policy lets go, oldest first; changes nothing. */
export async function planPrune(
  context: RefContext,
  session: SessionId,
  policy: RetentionPolicy,
  signal?: AbortSignal,
): Promise<PrunePlan> {
  const { repository, clock } = context;
  const checkpoints = await readCheckpoints(repository, session, signal);
  const surplus = [...surplusOf(checkpoints, policy, clock.now())];
  if (policy.max_bytes !== undefined) {
    surplus.push(...(await beyondBytes(context, session, checkpoints, surplus, policy.max_bytes, signal)));
  }
  const refs = new Set<string>(surplus.map(({ checkpoint }) => checkpoint.ref));
  return { surplus, bytes: await bytesHeldBy(repository, refs, signal) };
}

/**
 * Takes the checkpoints out of the list in one transaction, then deletes the objects that nothing holds any more. A kill in between leaves
 * unreachable objects, which the next pruning or git's own clean-up removes; never a ref without its objects.
 */
export async function pruneCheckpoints(
  context: RefContext,
  session: SessionId,
  checkpoints: readonly Checkpoint[],
  signal?: AbortSignal,
): Promise<Pruned> {
  const { repository, clock } = context;
  const now = clock.now();
  const aside = checkpoints.flatMap(({ id, ref, commit }): readonly RefChange[] => [
    { ref, from: commit, to: undefined },
    { ref: prunedRef(session, id, now), from: undefined, to: commit },
  ]);
  await updatePrivateRefs(context, aside, { signal });
  const { waitsFor, roots } = await heldBesides(context, signal);
  const freed = waitsFor === undefined ? await free(context, session, roots, signal) : { deleted: 0, left: 0 };
  const rest = await bytesHeldBy(repository, await refNamesBelow(repository, prunedPrefix(session)), signal);
  return { pruned: checkpoints.map(({ id }) => id), freed: freed.deleted, later: rest + freed.left, waitsFor };
}

/** Bytes. */
interface Freed {
  readonly deleted: number;
  readonly left: number;
}

/** Deletes what only checkpoints that have waited long enough hold. */
async function free(
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

/** How many of the oldest must go besides, found by halving: each look walks the objects once. */
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
    const path = joinPath(repository.place.commonDir, "objects", id.slice(0, 2), id.slice(2));
    const stat = await fs.lstat(path);
    if (stat?.kind !== "file") continue;
    const old = clock.now() - Number(stat.mtimeNs / 1_000_000n) > grace;
    if (old && (await fs.remove(path))) deleted += stat.size;
    else left += stat.size;
  }
  return { deleted, left };
}
