import { WorkflowError } from "../errors.ts";
import { readCommit } from "../git/commits.ts";
import type { ObjectId } from "../git/objectId.ts";
import type { RefName } from "../git/refName.ts";
import { listRefs, type RefChange, type RefEntry } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import type { SessionId } from "../sessions/sessionId.ts";
import { parseMessage } from "./checkpointMessage.ts";
import { journalRef, numberedPrefix, numberedRef, numberOf } from "./checkpointRefs.ts";
import { parseJournal, type Journal } from "./restoreJournal.ts";
import type { RestoreTarget } from "./restorePlan.ts";

/** Older undo entries are forgotten; their checkpoints stay. */
const deepest = 20;

/** Where an undo or redo leads: a checkpoint's state, all of it or some paths, with or without the index. */
export interface UndoEntry {
  readonly ref: RefName;
  readonly id: ObjectId;
  readonly target: RestoreTarget;
  readonly paths: readonly string[] | undefined;
  readonly index: boolean;
}

export interface Stacks {
  readonly undo: readonly RefEntry[];
  readonly redo: readonly RefEntry[];
}

/** The entry on top; throws `not-found` when the stack is empty. */
export async function topEntry(
  repository: Repository,
  session: SessionId,
  kind: "undo" | "redo",
  signal?: AbortSignal,
): Promise<UndoEntry> {
  const top = (await readStacks(repository, session))[kind].at(-1);
  if (top === undefined) {
    throw new WorkflowError(
      "not-found",
      `There is nothing to ${kind}.`,
      "Only restores can be undone, and only undone ones redone.",
    );
  }
  const written = await readCommit(repository, top.id, signal);
  const entry = parseJournal(written.message);
  const [commit] = written.parents;
  const checkpoint = commit === undefined ? undefined : await readCommit(repository, commit, signal);
  const facts = parseMessage(checkpoint?.message ?? "");
  if (entry !== undefined && commit !== undefined && checkpoint !== undefined && facts !== undefined) {
    const { paths, index } = entry.undo;
    return { ref: top.ref, id: top.id, target: { ...facts, commit, tree: checkpoint.tree }, paths, index };
  }
  throw new WorkflowError(
    "git",
    `The entry ${top.ref} cannot be read.`,
    `Remove it with “git update-ref -d ${top.ref}”.`,
  );
}

/** Both stacks, the top last. */
export async function readStacks(repository: Repository, session: SessionId): Promise<Stacks> {
  const prefixes = { undo: numberedPrefix(session, "undo"), redo: numberedPrefix(session, "redo") };
  const entries = (await listRefs(repository, prefixes.undo, prefixes.redo))
    .filter(({ ref }) => numberOf(ref) !== undefined)
    .toSorted((left, right) => (numberOf(left.ref) ?? 0) - (numberOf(right.ref) ?? 0));
  return {
    undo: entries.filter(({ ref }) => ref.startsWith(prefixes.undo)),
    redo: entries.filter(({ ref }) => ref.startsWith(prefixes.redo)),
  };
}

/** The ref changes that end a restore: the journal becomes an entry; on undo and redo one entry goes; a new restore clears the redo stack. */
export function endingChanges(session: SessionId, journal: Journal, { undo, redo }: Stacks): readonly RefChange[] {
  const [kind, grows] = journal.operation === "undo" ? (["redo", redo] as const) : (["undo", undo] as const);
  const next = (numberOf(grows.at(-1)?.ref ?? "") ?? 0) + 1;
  return [
    { ref: journalRef(session), from: journal.id, to: undefined },
    { ref: numberedRef(session, kind, next), from: undefined, to: journal.id },
    ...(journal.pop === undefined ? [] : [goes(journal.pop)]),
    ...(journal.operation === "restore" ? redo.map(goes) : []),
    ...grows.slice(0, Math.max(0, grows.length + 1 - deepest)).map(goes),
  ];
}

function goes({ ref, id }: RefEntry): RefChange {
  return { ref, from: id, to: undefined };
}
