import { commitTree } from "../git/objects/commits.ts";
import { isGitError } from "../git/repository/gitError.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { formatTime } from "../base/time.ts";
import { readRaw, writeAside } from "./rawContent/aside.ts";
import type {
  Checkpoint,
  CheckpointFacts,
  CheckpointTrigger,
  SkippedFile,
  TakenCheckpoint,
} from "./model/checkpoint.ts";
import { boundNames, cleanMessage, givenMessage, formatMessage, mostNames } from "./model/checkpointMessage.ts";
import type { FileEntries } from "../git/objects/fileEntries.ts";
import { type GivenText, withRedacted } from "../redaction/givenText.ts";
import { numberedRef } from "./model/checkpointRefs.ts";
import { keepLfsObjects } from "./rawContent/lfsObjects.ts";
import { lookBeside, type LookedBeside } from "./rawContent/lookBeside.ts";
import { claimPrivateIndex, indexSignature, type UserIndex } from "../git/index/privateIndex.ts";
import { updatePrivateRefs } from "../git/refs/privateRefs.ts";
import { findCheckpoint, readLatest, type Latest } from "./model/readCheckpoints.ts";
import { commitUserIndex, userIndexTree } from "../git/index/userIndex.ts";
import {
  eachOnce,
  writeWorkingTree,
  type TakeProgress,
  type WorkingTree,
  type WrittenTree,
} from "./tree/workingTree.ts";
import { originOf, type IndexOrigin } from "./tree/workingTreeScan.ts";
import type { TakeContext } from "./tree/takeContext.ts";

export interface TakeRequest {
  readonly session: SessionId;
  readonly trigger: CheckpointTrigger;
  readonly message?: GivenText | undefined;
  /** Who asked for it. */
  readonly by?: string | undefined;
  readonly phase?: string | undefined;
  readonly tasks: readonly string[];
  /** Ignored files to hold this once, of at most the size limit. */
  readonly also?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TakeProgress) => void) | undefined;
  /** Throws when what was read of the working tree is not to be kept. */
  readonly expectWhole?: (() => Promise<void>) | undefined;
}

export interface Taken {
  readonly checkpoint: Checkpoint;
  /** False: nothing had changed. */
  readonly created: boolean;
  /** The rules by which secrets were taken out of its message. */
  readonly redacted: readonly string[];
  /** When it began to look: milliseconds since the epoch. What has changed since may not be in it. */
  readonly began: number;
  /** Tree of its `index`, where that was not read from a checkpoint before. */
  readonly indexTree: ObjectId | undefined;
  /** False for certain, true perhaps: files of git's attributes are in the user's index or in the tree. */
  readonly hasAttributes: boolean;
}

/** What a caller is told of it. */
export function answerOf({ checkpoint, created, redacted }: Taken): TakenCheckpoint {
  const { id, ref, commit, tree, time, files, skipped } = checkpoint;
  return withRedacted({ id, ref, commit, tree, created, time, files, skipped }, redacted);
}

/** The first five of them with their reasons, for one line. */
export function named(skipped: readonly SkippedFile[]): string {
  const first = skipped.slice(0, 5).map(({ path, reason }) => `${path} (${reason})`);
  return first.join(", ") + (skipped.length > first.length ? `, and ${skipped.length - first.length} more` : "");
}

/** What is kept, before it has a number. */
interface Snapshot {
  readonly latest: Latest;
  readonly working: WorkingTree;
  readonly index: KeptIndex;
  readonly beside: LookedBeside;
  /** Whether the newest checkpoint has the same. */
  readonly isRawSame: boolean;
}

interface KeptIndex {
  readonly stamp: string;
  /** `undefined`: it holds unresolved conflicts. */
  readonly commit: ObjectId | undefined;
  /** Its tree, where that was looked at. */
  readonly tree: ObjectId | undefined;
  /** Whether it is the one the newest checkpoint has. */
  readonly same: boolean;
}

/** How often another taker may win the next number before we say so. */
const tries = 50;

/**
 * Keeps the working tree and the index as they are now. The number is won by creating its ref, so two takers never write the same one; a
 * kill before that leaves nothing but unreachable objects. HEAD, index, stash, branches and reflogs are only read.
 */
export async function takeCheckpoint(context: TakeContext, request: TakeRequest): Promise<Taken> {
  const { repository } = context;
  const { session, also = [], signal, onProgress } = request;
  const began = context.clock.now();
  const reading = readLatest(repository, context.fs, session, signal);
  const findOrigin = async (commit: ObjectId): Promise<IndexOrigin | undefined> => {
    const { checkpoint } = await reading;
    return originOf(checkpoint?.commit === commit ? checkpoint : await findCheckpoint(repository, commit, signal));
  };
  // What is held beyond the ordinary is of this one checkpoint: the next is made with the index of before.
  const isOnce = context.excluded.carried.size > 0;
  const claimed = claimPrivateIndex(context, { user: true, debug: true, signal });
  const claiming = isOnce ? claimed.then(async (own) => own.lend()) : claimed;
  const writing = claiming.then(async (index) =>
    writeWorkingTree(context, index, findOrigin, { also, signal, onProgress }),
  );
  try {
    const index = Promise.all([reading, claiming]).then(async ([latest, { seed }]) =>
      keepIndex(context, latest, seed?.user, signal),
    );
    const rawBefore = reading.then(async ({ checkpoint }) => readRaw(repository, checkpoint?.aside, signal));
    const [latest, written, kept, before] = await Promise.all([reading, writing, index, rawBefore]);
    const beside = await lookBeside(context, latest, written, before, signal);
    const notWhole = Array.from(beside.notWhole, ([path, reason]) => ({ path, size: 0, reason }));
    const working = { ...written, skipped: eachOnce([...notWhole, ...written.skipped]) };
    const isRawSame = hasSame(beside.raw, before) && hasSame(before, beside.raw);
    await request.expectWhole?.();
    const taken = await enter(context, request, { latest, working, index: kept, beside, isRawSame });
    await (isOnce ? written.index.discard() : written.index.keep(taken.checkpoint.commit));
    return { ...taken, began, indexTree: kept.tree, hasAttributes: written.index.traits.attributes };
  } catch (error) {
    await discardIndex(writing);
    throw error;
  }
}

/** Whether one has all of the other. */
function hasSame(all: FileEntries, some: FileEntries): boolean {
  return [...some].every(([path, { mode, id }]) => all.get(path)?.id === id && all.get(path)?.mode === mode);
}

/** After a failure: nothing may hold what was written. */
async function discardIndex(writing: Promise<WrittenTree>): Promise<void> {
  const [result] = await Promise.allSettled([writing]);
  if (result.status === "fulfilled") await result.value.index.discard();
}

/** Gives it a number and a ref, unless it is the newest checkpoint again. */
async function enter(
  context: TakeContext,
  request: TakeRequest,
  snapshot: Snapshot,
): Promise<Pick<Taken, "checkpoint" | "created" | "redacted">> {
  const { repository, clock } = context;
  const { session, signal } = request;
  const { latest, working, index, beside } = snapshot;
  const { head, checkpoint: before } = latest;
  if (before !== undefined && isSame(context, before, snapshot))
    return { checkpoint: before, created: false, redacted: [] };
  // What is not held must not be taken for what came later, though the list of it is bounded.
  const unnamed = working.skipped.slice(mostNames).map(({ path }) => path);
  const aside = await writeAside(context, { ignored: [...working.ignored, ...unnamed], raw: beside.raw }, signal);
  const time = clock.now();
  const { text: message, rules: redacted } = await givenMessage(request.message);
  const facts: CheckpointFacts = {
    session,
    trigger: request.trigger,
    time: formatTime(time),
    place: context.place,
    message: cleanMessage(message),
    by: request.by,
    phase: request.phase,
    tasks: request.tasks,
    head: head.commit,
    branch: head.branch,
    index: index.commit,
    aside,
    lines: beside.lines,
    stamp: index.stamp,
    files: beside.changed,
    skipped: working.skipped,
    emptyDirectories: working.emptyDirectories,
  };
  const { tree } = working;
  const parents = [head.commit, index.commit, aside].filter((parent) => parent !== undefined);
  const commit = await commitTree(repository, { tree, parents, message: formatMessage(facts), time }, signal);
  await keepLfsObjects(context, { commit, tree, head: head.commit }, signal);
  for (let id = latest.last + 1; ; id++) {
    const ref = numberedRef(session, "checkpoints", id);
    try {
      await updatePrivateRefs(context, [{ ref, from: undefined, to: commit }], { signal });
      return { checkpoint: { ...facts, id, ref, commit, tree, pinned: false }, created: true, redacted };
    } catch (error) {
      if (!isGitError(error, "ref-exists", "ref-changed", "locked") || id - latest.last > tries) throw error;
    }
  }
}

/**
 * The commit of the user's index; the newest checkpoint's own when the file of the index is still the same. `known`: what the private index was
 * made from just now.
 */
async function keepIndex(
  context: TakeContext,
  { checkpoint, head }: Latest,
  known: UserIndex | undefined,
  signal?: AbortSignal,
): Promise<KeptIndex> {
  const stamp = known?.stamp ?? (await indexSignature(context));
  const sameHead = checkpoint?.head === head.commit;
  if (checkpoint?.stamp === stamp && sameHead) {
    return { stamp, commit: checkpoint.index, tree: undefined, same: true };
  }
  const tree = known === undefined ? await userIndexTree(context, signal) : known.tree;
  const commit = tree === undefined ? undefined : await commitUserIndex(context, tree, head.commit, signal);
  return { stamp, commit, tree, same: checkpoint !== undefined && checkpoint.index === commit };
}

function isSame(context: TakeContext, before: Checkpoint, { latest, working, index, isRawSame }: Snapshot): boolean {
  return (
    index.same &&
    isRawSame &&
    before.tree === working.tree &&
    before.head === latest.head.commit &&
    before.place === context.place &&
    told(before) === told(working)
  );
}

/** What the message says of the working tree; a file that is too large and grows changes nothing. */
function told(working: Pick<WorkingTree, "skipped" | "emptyDirectories">): string {
  const { skipped, emptyDirectories } = boundNames(working);
  return JSON.stringify([emptyDirectories, skipped.map(({ path, reason }) => [path, reason])]);
}
