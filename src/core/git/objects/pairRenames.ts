import type { PathChange } from "./treeDiff.ts";

/** Former paths by new ones. */
export type Renames = ReadonlyMap<string, string>;

/** The deletion that each addition is the other end of; no deletion is taken twice, and what is no such pair stays by itself. */
export function pairRenames<Change extends Pick<PathChange, "path" | "status">>(
  changes: readonly Change[],
  renames: Renames,
): ReadonlyMap<Change, Change> {
  const deleted = new Map(changes.flatMap((one) => (one.status === "deleted" ? [[one.path, one]] : [])));
  const pairs = new Map<Change, Change>();
  for (const change of changes) {
    const from = change.status === "added" ? renames.get(change.path) : undefined;
    const former = from === undefined ? undefined : deleted.get(from);
    if (from === undefined || former === undefined) continue;
    deleted.delete(from);
    pairs.set(change, former);
  }
  return pairs;
}
