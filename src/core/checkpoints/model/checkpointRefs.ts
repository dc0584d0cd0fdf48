import { refName, type RefName } from "../../git/repository/refName.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";

/** Everything of a session: `refs/workflow/<session>/`. */
export function sessionRefs(session: SessionId): string {
  return `refs/workflow/${session}/`;
}

/** The kinds of numbered refs a session has (docs/file-formats.md). */
export type RefKind = "checkpoints" | "pins" | "undo" | "redo";

export function numberedPrefix(session: SessionId, kind: RefKind): string {
  return `${sessionRefs(session)}${kind}/`;
}

export function numberedRef(session: SessionId, kind: RefKind, n: number): RefName {
  return refName(`${numberedPrefix(session, kind)}${n}`);
}

/** Checkpoints that were pruned only wait here for the deletion of their objects. */
export function prunedPrefix(session: SessionId): string {
  return `${sessionRefs(session)}pruned/`;
}

/** Its name says since when it waits; a checkpoint's own time says nothing about that. `time`: milliseconds. */
export function prunedRef(session: SessionId, n: number, time: number): RefName {
  return refName(`${prunedPrefix(session)}${Math.floor(time)}-${n}`);
}

/** Since when such a ref waits: milliseconds, or `undefined` when somebody else put another name there. */
export function prunedSince(ref: string): number | undefined {
  const digits = /\/(\d{1,15})-[1-9]\d{0,8}$/u.exec(ref)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The number at the end of such a ref, or `undefined` when somebody else put another name there. */
export function numberOf(ref: string): number | undefined {
  const digits = /\/([1-9]\d{0,8})$/u.exec(ref)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What a restore is about to do, while it does it (restoreJournal.ts). */
export function journalRef(session: SessionId): RefName {
  return refName(`${sessionRefs(session)}restoring`);
}

/** `refs/workflow/<session>/keeping/<other>`: its refs have gone to the other one, and its directory still has to follow (handOverRefs.ts). */
export function keepingPrefix(session: SessionId): string {
  return `${sessionRefs(session)}keeping/`;
}
