import type { SessionId } from "../model/sessionId.ts";
import { isArchive, type Place, placeDirectory } from "../model/sessionPlaces.ts";

/** Where one session lives. */
export interface SessionLocation {
  readonly id: SessionId;
  readonly path: string;
  readonly place: Place;
  /** In one of the archives. */
  readonly archived: boolean;
}

/** The location of a session in `.workflow`. */
export function sessionLocation(workflow: string, id: SessionId, place: Place): SessionLocation {
  return { id, place, archived: isArchive(place), path: `${placeDirectory(workflow, place)}/${id}` };
}
