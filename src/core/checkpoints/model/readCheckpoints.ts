import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { branchOfHead } from "../../git/refs/readHead.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { isObjectId, parseObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { isRefName } from "../../git/repository/refName.ts";
import type { Head, Repository } from "../../git/repository/repository.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { parseMessage } from "./checkpointMessage.ts";
import { numberedPrefix, numberedRef, numberOf } from "./checkpointRefs.ts";

const format = ["%(refname)", "%(objectname)", "%(tree)", "%(contents)"].map((field) => `${field}%00`).join("");

/** All checkpoints of a session, newest first, from one command. A ref that is not one of ours is passed over. */
export async function readCheckpoints(
  repository: Repository,
  session: SessionId,
  signal?: AbortSignal,
): Promise<readonly Checkpoint[]> {
  const pins = numberedPrefix(session, "pins");
  const rows = await readRows(repository, [numberedPrefix(session, "checkpoints"), pins], signal);
  const pinned = new Set(rows.filter(({ ref }) => ref.startsWith(pins)).map(({ ref }) => numberOf(ref)));
  return toCheckpoints(rows.filter(({ ref }) => !ref.startsWith(pins)))
    .map((checkpoint) => ({ ...checkpoint, pinned: pinned.has(checkpoint.id) }))
    .toSorted((left, right) => right.id - left.id);
}

/** One ref and the commit it names, parsed no further. */
export interface RefRow {
  readonly ref: string;
  readonly commit: string;
  readonly tree: string;
  readonly message: string;
}

export async function readRows(
  repository: Repository,
  /** Prefixes of refs, and options. */
  which: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RefRow[]> {
  const fields = nulFields(await repository.read(["for-each-ref", `--format=${format}`, ...which], { signal }));
  const rows: RefRow[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [ref = "", commit = "", tree = "", message = ""] = fields.slice(at, at + 4).map(({ text }) => text);
    rows.push({ ref: ref.replace(/^\n/u, ""), commit, tree, message });
  }
  return rows;
}

/** The checkpoint of some session that the commit still is; one that was pruned does not count, for its objects go soon. */
export async function findCheckpoint(
  repository: Repository,
  commit: ObjectId,
  signal?: AbortSignal,
): Promise<Checkpoint | undefined> {
  const rows = await readRows(repository, [`--points-at=${commit}`, "refs/workflow/"], signal);
  return toCheckpoints(rows.filter(({ ref }) => /^refs\/workflow\/[^/]+\/checkpoints\/[0-9]+$/u.test(ref)))[0];
}

export interface Latest {
  /** The highest number in use, refs that are not ours included, so that the next one is free. */
  readonly last: number;
  /** The newest checkpoint. */
  readonly checkpoint: Checkpoint | undefined;
  readonly head: Head;
  /** The tree of HEAD's commit, where the same command has said it. */
  readonly headTree: ObjectId | undefined;
}

/** The newest checkpoint and HEAD, from one command: a checkpoint must not wait for processes that start one after the other. */
export async function readLatest(
  repository: Repository,
  fs: FileSystem,
  session: SessionId,
  signal?: AbortSignal,
): Promise<Latest> {
  const branch = await branchOfHead(repository, fs);
  const prefix = numberedPrefix(session, "checkpoints");
  if (branch === undefined || branch.startsWith(prefix)) {
    const [head, rows] = await Promise.all([repository.head(signal), readRows(repository, [prefix], signal)]);
    return { ...newest(rows, prefix), head, headTree: undefined };
  }
  const rows = await readRows(repository, [prefix, branch], signal);
  const tip = rows.find(({ ref }) => ref === branch);
  return {
    ...newest(rows, prefix),
    head: { branch, commit: tip === undefined ? undefined : parseObjectId(tip.commit) },
    headTree: tip !== undefined && isObjectId(tip.tree) ? tip.tree : undefined,
  };
}

function newest(rows: readonly RefRow[], prefix: string): Pick<Latest, "last" | "checkpoint"> {
  const ours = rows.filter(({ ref }) => ref.startsWith(prefix)).map((row) => ({ row, id: numberOf(row.ref) ?? 0 }));
  const descending = ours.toSorted((left, right) => right.id - left.id);
  for (const { row } of descending) {
    const checkpoint = toCheckpoint(row);
    if (checkpoint !== undefined) return { last: descending[0]?.id ?? 0, checkpoint };
  }
  return { last: descending[0]?.id ?? 0, checkpoint: undefined };
}

/** Throws `not-found`. */
export async function readCheckpoint(
  repository: Repository,
  session: SessionId,
  id: number,
  signal?: AbortSignal,
): Promise<Checkpoint> {
  const [own, pin] = [numberedRef(session, "checkpoints", id), numberedRef(session, "pins", id)];
  const rows = await readRows(repository, [own, pin], signal);
  const [checkpoint] = toCheckpoints(rows.filter(({ ref }) => ref === own));
  if (checkpoint !== undefined) return { ...checkpoint, pinned: rows.some(({ ref }) => ref === pin) };
  throw new WorkflowError(
    "not-found",
    say`${session} has no checkpoint ${id}.`,
    say`List the checkpoints (wfs checkpoint list --session ${session}) to see which there are.`,
  );
}

/** `undefined`: the ref is not one of ours. */
function toCheckpoint({ ref, commit, tree, message }: RefRow): Checkpoint | undefined {
  const id = numberOf(ref);
  const facts = parseMessage(message);
  if (id === undefined || facts === undefined) return undefined;
  if (!isRefName(ref) || !isObjectId(commit) || !isObjectId(tree)) return undefined;
  // The session may have another name since the checkpoint was taken.
  const session = /^refs\/workflow\/([^/]+)\//u.exec(ref)?.[1] ?? facts.session;
  return { ...facts, session, id, ref, commit, tree, pinned: false };
}

function toCheckpoints(rows: readonly RefRow[]): readonly Checkpoint[] {
  return rows.map(toCheckpoint).filter((checkpoint) => checkpoint !== undefined);
}
