import { FileError, passes } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileKind, FileSystem } from "../../base/ports.ts";
import { placeFolders, type Place } from "../model/sessionPlaces.ts";
import type { SessionId } from "../model/sessionId.ts";

/** What stands where a marker's session may lie; `archived`: a session, but in a place where none can be active. */
export type Standing = FileKind | "archived";

/** Where a session can be active. */
export const activePlaces: ReadonlySet<Place> = new Set(["", "active"]);

/** The kinds of what has a session's name in one directory. */
export type Kinds = ReadonlyMap<string, FileKind>;

/**
 * One look at the sessions that markers name: the first of the places where anything of that name stands. Of few markers each is asked for; where a
 * listing of `.workflow` is given, because there are many, the other places are listed too, once and only if a name is not in it.
 */
export class MarkedSessions {
  readonly #directory: string;
  readonly #fs: FileSystem;
  readonly #listed: Kinds | undefined;
  readonly #folders = new Map<Place, Promise<FileKind | undefined>>();
  readonly #lists = new Map<Place, Promise<Kinds>>();

  constructor(directory: string, fs: FileSystem, listed?: Kinds) {
    this.#directory = directory;
    this.#fs = fs;
    this.#listed = listed;
  }

  /** `undefined`: in no place, so the marker is an orphan. What cannot be looked into may hold it, and counts as something else of its name. */
  async find(id: SessionId): Promise<Standing | undefined> {
    for (const place of placeFolders) {
      const kind = await this.#kind(place, id);
      if (kind !== undefined) return kind === "directory" && !activePlaces.has(place) ? "archived" : kind;
    }
    return undefined;
  }

  async #kind(place: Place, id: SessionId): Promise<FileKind | undefined> {
    if (place === "") return await this.#flat(id);
    if ((await this.#folder(place)) !== "directory") return undefined;
    try {
      if (this.#listed === undefined) return (await this.#fs.lstat(joinPath(this.#directory, place, id)))?.kind;
      return (await this.#list(place)).get(id);
    } catch (error) {
      if (!(error instanceof FileError) || passes(error)) throw error;
      return "other";
    }
  }

  async #flat(id: SessionId): Promise<FileKind | undefined> {
    if (this.#listed !== undefined) return this.#listed.get(id);
    return (await this.#fs.lstat(joinPath(this.#directory, id)))?.kind;
  }

  #folder(place: Place): Promise<FileKind | undefined> {
    const known =
      this.#folders.get(place) ?? this.#fs.lstat(joinPath(this.#directory, place)).then((stat) => stat?.kind);
    this.#folders.set(place, known);
    return known;
  }

  #list(place: Place): Promise<Kinds> {
    const known =
      this.#lists.get(place) ??
      this.#fs
        .entries(joinPath(this.#directory, place))
        .then((entries) => new Map(entries?.map(({ name, kind }) => [name, kind])));
    this.#lists.set(place, known);
    return known;
  }
}
