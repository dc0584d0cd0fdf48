import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { readCommit } from "../../git/objects/commits.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { isRefName, type RefName } from "../../git/repository/refName.ts";
import type { RefChange, RefEntry } from "../../git/refs/refs.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { parseMessage } from "../model/checkpointMessage.ts";
import { readEntries } from "../../git/objects/fileEntries.ts";
import { journalRef, numberedPrefix, numberedRef, numberOf } from "../model/checkpointRefs.ts";
import { joinPath } from "../../files/paths.ts";
import { readRows } from "../model/readCheckpoints.ts";
import { checkoutOf, parseJournal, readSides, standingCheckout, type Journal } from "./restoreJournal.ts";
import type { RestoreTarget } from "./restoreTarget.ts";
import type { TakeContext } from "../tree/takeContext.ts";

/** Older undo entries are forgotten; their checkpoints stay. */
const deepest = 20;

/** Where an undo or redo leads: a checkpoint's state, all of it or some paths, with or without the index. */
export interface UndoEntry {
  readonly ref: RefName;
  readonly id: ObjectId;
  readonly target: RestoreTarget;
  readonly paths: readonly string[] | undefined;
  readonly index: boolean;
  /** Files that what is undone has brought where none were: they go again, also those that are ignored. */
  readonly brought: readonly string[];
}

export interface Stacks {
  readonly undo: readonly RefEntry[];
  readonly redo: readonly RefEntry[];
  /** Entries about other working trees, where a session of another workspace has the same name; only they change them. */
  readonly others: readonly OtherEntry[];
}

interface OtherEntry extends RefEntry {
  /** Top of its working tree; "" where nobody has looked for it. */
  readonly root: string;
}

/** The working tree the stacks are asked about. */
type About = Pick<TakeContext, "fs" | "place">;

/**
 * The entry on top. Throws `not-found` when the stack is empty, `refused` when there are only those of another working tree, or a branch update
 * is on top: its files belong to the branch, which an undo of files alone would leave behind, so it is taken back by its own operation
 * (updateBranch.ts).
 */
export async function topEntry(
  repository: Repository,
  session: SessionId,
  kind: "undo" | "redo",
  about: About,
  signal?: AbortSignal,
): Promise<UndoEntry> {
  const { [kind]: entries, others } = await readStacks(repository, session, about);
  const top = entries.at(-1);
  if (top === undefined) {
    const elsewhere = others.findLast(({ ref }) => ref.startsWith(numberedPrefix(session, kind)));
    if (elsewhere !== undefined) throw madeElsewhere(session, elsewhere.root);
    throw new WorkflowError(
      "not-found",
      kind === "undo" ? say`There is nothing to undo.` : say`There is nothing to redo.`,
      say`Only restores can be undone, and only undone ones redone.`,
    );
  }
  const written = await readCommit(repository, top.id, signal);
  const entry = parseJournal(written.message);
  if (entry?.operation === "land") throw updatedSince(entry.move?.ref);
  const [commit] = written.parents;
  const checkpoint = commit === undefined ? undefined : await readCommit(repository, commit, signal);
  const facts = parseMessage(checkpoint?.message ?? "");
  if (entry !== undefined && commit !== undefined && checkpoint !== undefined && facts !== undefined) {
    const { paths, index } = entry.undo;
    const target = { ...facts, commit, tree: checkpoint.tree };
    const { sides } = await readSides(repository, top.id);
    const [from, to] = await Promise.all([readEntries(repository, sides.from), readEntries(repository, sides.to)]);
    const brought = [...to.keys()].filter((path) => !from.has(path));
    return { ref: top.ref, id: top.id, target, paths, index, brought };
  }
  throw new WorkflowError(
    "git",
    say`The entry ${top.ref} cannot be read.`,
    say`Remove it with “git update-ref -d ${top.ref}”.`,
  );
}

/** A branch update as the undo stack keeps it. */
export interface BranchUpdateEntry extends RefEntry {
  /** The checkpoint of before. */
  readonly safety: ObjectId;
  /** Commit of the working tree, and of the index, as the branch update left them. */
  readonly updated: ObjectId;
  readonly staged: ObjectId;
  /** Commit of the index of before. */
  readonly index: ObjectId | undefined;
  /** What lies beside the checkpoint of before (aside.ts). */
  readonly aside: ObjectId | undefined;
  readonly emptyDirectories: readonly string[];
}

/** The newest entry of this branch update. Throws `not-found`. */
export async function findBranchUpdate(
  repository: Repository,
  session: SessionId,
  { undo, others }: Stacks,
  wanted: NonNullable<Journal["move"]>,
  signal?: AbortSignal,
): Promise<BranchUpdateEntry> {
  const elsewhere = new Map<RefName, string>(others.map(({ ref, root }) => [ref, root]));
  for (const { ref, id } of [...others, ...undo].toReversed()) {
    const { message, parents } = await readCommit(repository, id, signal);
    const { operation, move } = parseJournal(message) ?? {};
    const [safety, updated, staged] = parents;
    if (operation !== "land" || safety === undefined || updated === undefined || staged === undefined) continue;
    const same = move?.ref === wanted.ref && move.from === wanted.from && move.to === wanted.to;
    const facts = parseMessage((await readCommit(repository, safety, signal)).message);
    if (!same || move.safety !== wanted.safety || facts === undefined) continue;
    const root = elsewhere.get(ref);
    if (root !== undefined) throw madeElsewhere(session, root);
    const { index, aside, emptyDirectories } = facts;
    return { ref, id, safety, updated, staged, index, aside, emptyDirectories };
  }
  throw new WorkflowError(
    "not-found",
    say`The change of ${wanted.ref} is not among the last ${deepest} changes of these files, or was taken back already.`,
    say`Checkpoint ${wanted.safety} has the files of before; “git revert” undoes the commit.`,
  );
}

function updatedSince(branch: string | undefined): WorkflowError {
  const named = branch?.replace("refs/heads/", "") ?? say`the branch`;
  return new WorkflowError(
    "refused",
    say`The newest change of these files is one of ${named} itself, which undoing a restore would leave behind.`,
    say`Take that change back where it was granted, or restore a checkpoint from the list.`,
  );
}

export function madeElsewhere(session: SessionId, root: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The change of files was made in ${root}, by the session that has the name ${session} too; nothing was changed here.`,
    say`Take it back, or complete it, there.`,
  );
}

/** Both stacks, the top last. `about`: left out, nobody looks which other working trees still stand, and all their entries are theirs. */
export async function readStacks(repository: Repository, session: SessionId, about?: About): Promise<Stacks> {
  const prefixes = { undo: numberedPrefix(session, "undo"), redo: numberedPrefix(session, "redo") };
  const rows = (await readRows(repository, [prefixes.undo, prefixes.redo]))
    .filter(({ ref }) => numberOf(ref) !== undefined)
    .toSorted((left, right) => (numberOf(left.ref) ?? 0) - (numberOf(right.ref) ?? 0));
  const [own, others]: [RefEntry[], OtherEntry[]] = [[], []];
  for (const { ref, commit: id, message } of rows) {
    if (!isRefName(ref) || !isObjectId(id)) continue;
    const root = await otherTree(repository, parseJournal(message), about);
    if (root === undefined) own.push({ ref, id });
    else others.push({ ref, id, root });
  }
  return {
    undo: own.filter(({ ref }) => ref.startsWith(prefixes.undo)),
    redo: own.filter(({ ref }) => ref.startsWith(prefixes.redo)),
    others,
  };
}

/**
 * `undefined`: the entry is about this working tree, or about a worktree of the fork that is gone, or it does not say. A main checkout
 * that is not found may have been moved.
 */
async function otherTree(
  repository: Repository,
  { checkout, place }: Partial<Pick<Journal, "checkout" | "place">> = {},
  about: About | undefined,
): Promise<string | undefined> {
  if (checkout === undefined || checkout === checkoutOf(repository)) return undefined;
  if (about === undefined) return "";
  if (place !== about.place) return undefined;
  const standing = await standingCheckout(about.fs, repository, checkout);
  return standing ?? (place === "main" ? joinPath(repository.paths.commonDir, checkout) : undefined);
}

/**
 * The ref changes that end a restore: the journal becomes an entry; on undo and redo one entry goes; a new restore clears the redo stack, and so
 * does a branch update; one that is taken back leaves no entry, and what came on top of it goes with it.
 */
export function endingChanges(
  session: SessionId,
  journal: Journal,
  { undo, redo, others }: Stacks,
): readonly RefChange[] {
  const { operation, pop } = journal;
  const ended = { ref: journalRef(session), from: journal.id, to: undefined };
  if (operation === "take-back") {
    const bottom = numberOf(pop?.ref ?? "") ?? Infinity;
    return [ended, ...undo.filter(({ ref }) => (numberOf(ref) ?? 0) >= bottom).map(goes), ...redo.map(goes)];
  }
  const [kind, grows] = operation === "undo" ? (["redo", redo] as const) : (["undo", undo] as const);
  const taken = [...grows, ...others.filter(({ ref }) => ref.startsWith(numberedPrefix(session, kind)))];
  const next = Math.max(0, ...taken.map(({ ref }) => numberOf(ref) ?? 0)) + 1;
  return [
    ended,
    // A kill in the middle of the transaction may have left both.
    ...(grows.at(-1)?.id === journal.id
      ? []
      : [{ ref: numberedRef(session, kind, next), from: undefined, to: journal.id }]),
    ...(pop === undefined ? [] : [goes(pop)]),
    ...(operation === "restore" || operation === "land" ? redo.map(goes) : []),
    ...grows.slice(0, Math.max(0, grows.length + 1 - deepest)).map(goes),
  ];
}

function goes({ ref, id }: RefEntry): RefChange {
  return { ref, from: id, to: undefined };
}
