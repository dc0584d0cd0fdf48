import { joinPath } from "../../files/paths.ts";

/**
 * Folders of `.workflow` that sessions lie in, in the order in which one of a name that lies in several counts: the seed's and those of the tool it comes
 * from. `completed` and `archives` are archives of the one before.
 */
export const placeFolders = ["", "active", "completed", "archives"] as const;
export type Place = (typeof placeFolders)[number];

export const isArchive = (place: Place): boolean => place === "completed" || place === "archives";

/** Where a session goes when it is archived. */
export const archiveOf = (place: Place): Place =>
  place === "active" || place === "archives" ? "archives" : "completed";

/** Where it goes when it leaves the archive. */
export const homeOf = (place: Place): Place => (archiveOf(place) === "archives" ? "active" : "");

/** The directory that sessions of a place lie in. */
export function placeDirectory(workflow: string, place: Place): string {
  return place === "" ? workflow : joinPath(workflow, place);
}
