import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { isGitError } from "../git/repository/gitError.ts";
import { refName } from "../git/repository/refName.ts";
import { listRefs, type RefChange, type RefEntry } from "../git/refs/refs.ts";
import { updatePrivateRefs, type RefContext } from "../git/refs/privateRefs.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import { requireUnshared } from "../worktrees/worktreeNotes.ts";
import { journalRef, keepingPrefix, numberedPrefix, numberOf, prunedRef, sessionRefs } from "./model/checkpointRefs.ts";

/** What goes with a session. What waits for its deletion stays behind, and what a removed fork left is nobody else's. */
function prefixesOf(session: SessionId): readonly string[] {
  const kinds = (["checkpoints", "pins", "undo", "redo"] as const).map((kind) => numberedPrefix(session, kind));
  return [...kinds, journalRef(session)];
}

/**
 * Gives the checkpoints of a session to another one, in one transaction, which first writes down to whom they go: a git that is killed in the middle of it
 * has made some of the new refs, and deletes none of the old before all of them stand. Throws `exists` where a former session of that name has left some.
 */
export async function handOverRefs(context: RefContext, from: SessionId, to: SessionId): Promise<void> {
  const { repository } = context;
  const [refs, taken] = await Promise.all([
    listRefs(repository, ...prefixesOf(from)),
    listRefs(repository, ...prefixesOf(to)),
  ]);
  const [first] = refs;
  if (first === undefined) return;
  await requireUnshared(context.fs, repository, from, say`they would get the new name too`);
  if (taken.length > 0) throw nameTaken(to);
  const written = { ref: refName(keepingPrefix(from) + to), from: undefined, to: first.id };
  try {
    await updatePrivateRefs(context, [written, ...moved(refs, from, to)]);
  } catch (error) {
    if (isGitError(error, "ref-exists")) throw nameTaken(to, error);
    throw error;
  }
}

/** To whom refs were given whose directory had not followed when somebody last looked. */
export async function unendedHandOvers({ repository }: RefContext, from: SessionId): Promise<readonly SessionId[]> {
  const prefix = keepingPrefix(from);
  return (await listRefs(repository, prefix)).flatMap(({ ref }) => parseSessionId(ref.slice(prefix.length)) ?? []);
}

/** Forgets that something was given; what was written under the old name meanwhile follows, unless something else has its number. */
export async function endHandOver(context: RefContext, from: SessionId, to: SessionId): Promise<void> {
  const { repository } = context;
  const [rest, written] = await Promise.all([
    listRefs(repository, ...prefixesOf(from)),
    listRefs(repository, keepingPrefix(from) + to),
  ]);
  const there = await listRefs(repository, ...prefixesOf(to));
  await endWith(context, following(rest, there, from, to), written);
}

/** Gives the refs back. */
export async function takeBackRefs(context: RefContext, from: SessionId, to: SessionId): Promise<void> {
  const { repository } = context;
  const [refs, written] = await Promise.all([
    listRefs(repository, ...prefixesOf(to)),
    listRefs(repository, keepingPrefix(from) + to),
  ]);
  // Without the note nothing was given, and what stands there is that session's own.
  if (written.length === 0) return;
  const there = await listRefs(repository, ...prefixesOf(from));
  await endWith(context, following(refs, there, to, from), written);
}

/** Takes all checkpoints of a session out of its list, in one transaction; they wait below `pruned/` as those that are pruned do. Answers how many. */
export async function letGoRefs(context: RefContext, session: SessionId): Promise<number> {
  const { repository, clock } = context;
  const prefix = numberedPrefix(session, "checkpoints");
  const refs = await listRefs(repository, ...prefixesOf(session));
  if (refs.length === 0) return 0;
  await requireUnshared(context.fs, repository, session, say`they would go too`);
  const checkpoints = refs.filter(({ ref }) => ref.startsWith(prefix));
  const pins = numberedPrefix(session, "pins");
  const others = refs.filter(({ ref }) => !ref.startsWith(prefix) && !ref.startsWith(pins));
  const now = clock.now();
  const highest = Math.max(0, ...checkpoints.map(({ ref }) => numberOf(ref) ?? 0));
  const numbered = [
    ...checkpoints.map((entry, at) => ({ ...entry, n: numberOf(entry.ref) ?? highest + others.length + at + 1 })),
    ...others.map((entry, at) => ({ ...entry, n: highest + at + 1 })),
  ];
  await updatePrivateRefs(context, [
    ...refs.map(({ ref, id }): RefChange => ({ ref, from: id, to: undefined })),
    ...numbered.map(({ n, id }): RefChange => ({ ref: prunedRef(session, n, now), from: undefined, to: id })),
  ]);
  return checkpoints.length;
}

function renamed(ref: string, from: SessionId, to: SessionId): string {
  return sessionRefs(to) + ref.slice(sessionRefs(from).length);
}

function moved(refs: readonly RefEntry[], from: SessionId, to: SessionId): readonly RefChange[] {
  return refs.flatMap(({ ref, id }): readonly RefChange[] => [
    { ref: refName(renamed(ref, from, to)), from: undefined, to: id },
    { ref, from: id, to: undefined },
  ]);
}

/** The same where some of them may be there already: git was killed in the middle of a transaction, or somebody has gone on. */
function following(
  refs: readonly RefEntry[],
  there: readonly RefEntry[],
  from: SessionId,
  to: SessionId,
): readonly RefChange[] {
  const known = new Map<string, RefEntry["id"]>(there.map(({ ref, id }) => [ref, id]));
  return refs.flatMap(({ ref, id }): readonly RefChange[] => {
    const standing = known.get(renamed(ref, from, to));
    if (standing === undefined) return moved([{ ref, id }], from, to);
    return standing === id ? [{ ref, from: id, to: undefined }] : [];
  });
}

async function endWith(
  context: RefContext,
  changes: readonly RefChange[],
  written: readonly RefEntry[],
): Promise<void> {
  const ended = written.map(({ ref, id }): RefChange => ({ ref, from: id, to: undefined }));
  await updatePrivateRefs(context, [...changes, ...ended]);
}

function nameTaken(id: SessionId, cause?: unknown): WorkflowError {
  return new WorkflowError(
    "exists",
    say`A former session has left checkpoints under the name ${id}.`,
    say`Choose another name.`,
    cause,
  );
}
