import type { FileKind } from "../../base/ports.ts";
import type { ActiveState } from "../model/session.ts";
import { markerPrefix, sessionOfMarker, type SessionId } from "../model/sessionId.ts";
import type { Standing } from "./markedSessions.ts";

/** One name of the listing that begins with `.active-`, with what `lstat` says about it and about its session's directory. */
export interface MarkerEntry {
  readonly name: string;
  readonly kind: FileKind;
  /** Asked for only where the session can be active. */
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  /** What stands where the session's directory should be; `undefined`: nothing. */
  readonly session: Standing | undefined;
}

export interface Marker {
  readonly id: SessionId;
  readonly name: string;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
}

/** A good marker of a session that has no directory. */
export type Orphan = Pick<Marker, "id" | "name">;

/**
 * `name`: no session can be called so; `kind`: no regular file; `session`: the session's directory is a link or no directory; `archived`: the
 * session lies where none can be active.
 */
export type InvalidReason = "name" | "kind" | "session" | "archived";

interface InvalidMarker {
  readonly name: string;
  readonly reason: InvalidReason;
}

export interface MarkerResolution {
  readonly effective: Marker | undefined;
  /** The effective one first. */
  readonly valid: readonly Marker[];
  /** The valid ones that are not effective. */
  readonly losers: readonly Marker[];
  /** By name. */
  readonly orphans: readonly Orphan[];
  readonly invalid: readonly InvalidMarker[];
}

/** The marker's file name for a session. */
export function markerName(id: SessionId): string {
  return markerPrefix + id;
}

/** The newest first, then the smallest name: the same order for every reader. */
function byPrecedence(a: Marker, b: Marker): number {
  if (a.mtimeNs !== b.mtimeNs) return a.mtimeNs > b.mtimeNs ? -1 : 1;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.ino < b.ino ? -1 : Number(a.ino > b.ino);
}

function invalidReason(entry: MarkerEntry, id: SessionId | undefined): InvalidReason | undefined {
  if (id === undefined) return "name";
  if (entry.kind !== "file") return "kind";
  if (entry.session === "archived") return "archived";
  return entry.session === undefined || entry.session === "directory" ? undefined : "session";
}

/** Sorted, each name once (a listing read during changes may repeat a name). */
function ordered(markers: readonly Marker[]): readonly Marker[] {
  const seen = new Set<string>();
  return markers.toSorted(byPrecedence).filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** Plain names are sorted three times as fast as objects by a function, and there may be 100,000. */
function byName<Value, Named>(
  named: ReadonlyMap<string, Value>,
  make: (value: Value, name: string) => Named,
): readonly Named[] {
  return [...named.keys()].toSorted().flatMap((name) => {
    const value = named.get(name);
    return value === undefined ? [] : [make(value, name)];
  });
}

/**
 * The state function: which session is active according to one listing, independent of its order. The newest valid marker counts, then the
 * smallest name. One or more valid markers always give exactly one session.
 */
export function resolveMarkers(listing: readonly MarkerEntry[]): MarkerResolution {
  const good: Marker[] = [];
  const orphaned = new Map<string, SessionId>();
  const invalid = new Map<string, InvalidReason>();
  for (const entry of listing) {
    const { name, mtimeNs, ino } = entry;
    const id = sessionOfMarker(name);
    const reason = invalidReason(entry, id);
    if (id === undefined || reason !== undefined) invalid.set(name, reason ?? "name");
    else if (entry.session === undefined) orphaned.set(name, id);
    else good.push({ id, name, mtimeNs, ino });
  }
  const valid = ordered(good);
  const [effective, ...losers] = valid;
  return {
    effective,
    valid,
    losers,
    orphans: byName(orphaned, (id, name) => ({ id, name })),
    invalid: byName(invalid, (reason, name) => ({ name, reason })),
  };
}

/** What a resolution means to people and tools. */
export function activeState({ effective, losers }: MarkerResolution): ActiveState {
  if (effective === undefined) return { active: undefined, state: "none" };
  return { active: effective.id, state: losers.length > 0 ? "healing" : "ok" };
}
