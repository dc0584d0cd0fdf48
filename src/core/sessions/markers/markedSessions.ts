import { FileError, passes } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileKind, FileSystem } from "../../base/ports.ts";
import { isArchive, placeFolders, type Place } from "../model/sessionPlaces.ts";
import type { SessionId } from "../model/sessionId.ts";

/** What stands where a marker's session may lie; `archived`: a session, but in a place where none can be active. */
export type Standing = FileKind | "archived";

/** The kinds of what has a name in one directory. */
export type Kinds = ReadonlyMap<string, FileKind>;

/**
 * What stands for one session in the first of the places where anything of its name stands. `undefined`: in none, so its marker is an orphan. What
 * cannot be looked into may hold it, and counts as something else of its name.
 */
export async function lookForSession(fs: FileSystem, directory: string, id: SessionId): Promise<Standing | undefined> {
  for (const place of placeFolders) {
    const kind =
      place === ""
        ? (await fs.lstat(joinPath(directory, id)))?.kind
        : await inFolder<FileKind | undefined>(fs, directory, place, {
            look: async (folder) => (await fs.lstat(joinPath(folder, id)))?.kind,
            absent: undefined,
            unknown: "other",
          });
    if (kind !== undefined) return standing(place, kind);
  }
  return undefined;
}

/** As `lookForSession` for as many as are asked for, from one listing of each place; `flat` is that of `.workflow`. */
export async function listSessions(
  fs: FileSystem,
  directory: string,
  flat: Kinds,
): Promise<(id: SessionId) => Standing | undefined> {
  const lists: [Place, Kinds | "unknown"][] = [["", flat]];
  for (const place of placeFolders) {
    if (!flat.has(place)) continue;
    const kinds = await inFolder<Kinds | "unknown">(fs, directory, place, {
      look: async (folder) => new Map((await fs.entries(folder))?.map(({ name, kind }) => [name, kind])),
      absent: new Map(),
      unknown: "unknown",
    });
    lists.push([place, kinds]);
  }
  return (id) => {
    for (const [place, kinds] of lists) {
      const kind = kinds === "unknown" ? "other" : kinds.get(id);
      if (kind !== undefined) return standing(place, kind);
    }
    return undefined;
  };
}

function standing(place: Place, kind: FileKind): Standing {
  return kind === "directory" && isArchive(place) ? "archived" : kind;
}

/** What is found in the folder of a place. A link of its name is never followed, and may lead to what somebody took for the place. */
async function inFolder<Found>(
  fs: FileSystem,
  directory: string,
  place: Place,
  { look, absent, unknown }: { look: (folder: string) => Promise<Found>; absent: Found; unknown: Found },
): Promise<Found> {
  const folder = joinPath(directory, place);
  const kind = (await fs.lstat(folder))?.kind;
  if (kind === "symlink") return unknown;
  if (kind !== "directory") return absent;
  try {
    return await look(folder);
  } catch (error) {
    if (!(error instanceof FileError) || passes(error)) throw error;
    return unknown;
  }
}
