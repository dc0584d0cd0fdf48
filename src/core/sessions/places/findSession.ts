import type { DirectoryEntry, FileSystem } from "../../base/ports.ts";
import { lookDown } from "../../files/directories.ts";
import { parseSessionId, type SessionId } from "../model/sessionId.ts";
import { type Place, placeDirectory, placeFolders } from "../model/sessionPlaces.ts";
import { sessionLocation, type SessionLocation } from "./sessionLocation.ts";

/** Where a session lies: the first of its places. `workflow` is `<root>/.workflow`, a real directory. A link in the way is `unsafe-path`. */
export async function findSession(
  fs: FileSystem,
  workflow: string,
  id: SessionId,
): Promise<SessionLocation | undefined> {
  for (const place of placeFolders) {
    // What only has the name of a place has no session, and says nothing of the others.
    if (place !== "" && fs.kindNow(placeDirectory(workflow, place)) !== "directory") continue;
    const parts = place === "" ? [id] : [place, id];
    if ((await lookDown(fs, workflow, parts, "directory")) !== undefined) return sessionLocation(workflow, id, place);
  }
  return undefined;
}

/** The same at once, by names alone. */
export function findSessionNow(
  fs: Pick<FileSystem, "kindNow">,
  workflow: string,
  id: SessionId,
): SessionLocation | undefined {
  return placeFolders
    .map((place) => sessionLocation(workflow, id, place))
    .find(({ path }) => fs.kindNow(path) === "directory");
}

/** What one place of a `.workflow` has in it. */
export interface Listing {
  readonly place: Place;
  readonly entries: readonly DirectoryEntry[];
}

/** What is in each place that is there; a place that is a link or no directory has nothing. */
export async function listPlaces(
  fs: FileSystem,
  workflow: string,
): Promise<ReadonlyMap<Place, readonly DirectoryEntry[]>> {
  const found = new Map<Place, readonly DirectoryEntry[]>();
  const entries = await fs.entries(workflow);
  if (entries === undefined) return found;
  for (const place of placesAmong(entries)) {
    const inside = place === "" ? entries : await fs.entries(placeDirectory(workflow, place));
    if (inside !== undefined) found.set(place, inside);
  }
  return found;
}

/** The places that are there, by the listing of `.workflow`. */
export function placesAmong(entries: readonly DirectoryEntry[]): readonly Place[] {
  return placeFolders.filter(
    (place) => place === "" || entries.some(({ name, kind }) => name === place && kind === "directory"),
  );
}

/** The sessions of a `.workflow`, each where it counts. */
export async function locateSessions(fs: FileSystem, workflow: string): Promise<readonly SessionLocation[]> {
  const found = new Map<SessionId, SessionLocation>();
  for (const [place, entries] of await listPlaces(fs, workflow)) {
    for (const id of sessionIds(entries)) if (!found.has(id)) found.set(id, sessionLocation(workflow, id, place));
  }
  return [...found.values()];
}

/** The names of a listing that are sessions. */
export function sessionIds(entries: readonly DirectoryEntry[]): readonly SessionId[] {
  return entries.flatMap(({ name, kind }) => (kind === "directory" ? (parseSessionId(name) ?? []) : []));
}
