import type { Text } from "../../base/text.ts";
import { baseName, parentPath } from "../../files/paths.ts";
import type { Followed, Watching } from "../../watching/watching.ts";
import { markerPrefix, type SessionId } from "../model/sessionId.ts";
import { placeDirectory } from "../model/sessionPlaces.ts";
import type { SessionView } from "../model/session.ts";

/** What a watch tells; everything is a hint that the disk may have changed, nothing says how. */
export interface WatchHints {
  /** Any event at all. */
  readonly event: () => void;
  /** A marker appeared, went or was touched; `name` is its file name. */
  readonly marker: (name: string) => void;
  /** Something changed in the directory of an open session. */
  readonly session: (id: SessionId) => void;
  /** Anything else may have changed; told once events have paused, and now and then. */
  readonly anything: () => Promise<void>;
  /** Why changes are not noticed by themselves; `undefined`: they are again. */
  readonly error: (problem: Text | undefined) => void;
}

/**
 * Follows one `.workflow`, the directory above it (so that its creation and replacement are seen) and the directories of open sessions:
 * two watches, one for `active/` where it is there, and one for each open session. Says what kind of thing happened and leaves it to the index to look.
 */
export class SessionWatch {
  readonly #directory: string;
  readonly #hints: WatchHints;
  readonly #followed: Followed;
  #begun = false;
  #living = false;
  #open: ReadonlyMap<string, SessionId> = new Map();

  constructor(options: { readonly directory: string; readonly watching: Watching; readonly hints: WatchHints }) {
    this.#directory = options.directory;
    this.#hints = options.hints;
    this.#followed = options.watching.follow({
      heard: (directory, path) => this.#hear(directory, path),
      look: options.hints.anything,
      failed: options.hints.error,
    });
  }

  begin(): void {
    this.#begun = true;
    this.#watch();
  }

  setOpen(sessions: readonly Pick<SessionView, "id" | "path">[]): void {
    this.#open = new Map(sessions.map(({ id, path }) => [path, id] as const));
    if (this.#begun) this.#watch();
  }

  /** Whether sessions may lie in `active/`, whose changes say nothing to the directory above. Archives change together with what they are archives of. */
  setLiving(there: boolean): void {
    if (there === this.#living) return;
    this.#living = there;
    if (this.#begun) this.#watch();
  }

  dispose(): void {
    this.#followed.dispose();
  }

  #watch(): void {
    const living = this.#living ? [placeDirectory(this.#directory, "active")] : [];
    this.#followed.setDirectories([parentPath(this.#directory), this.#directory, ...living, ...this.#open.keys()]);
  }

  /** Whether more than what is told here may have changed. */
  #hear(directory: string, path: string): boolean {
    this.#hints.event();
    const session = this.#open.get(directory);
    if (session !== undefined) {
      this.#hints.session(session);
      return path === directory;
    }
    if (directory === placeDirectory(this.#directory, "active")) return true;
    if (directory !== this.#directory) return false;
    const name = baseName(path);
    if (name.startsWith(markerPrefix)) this.#hints.marker(name);
    return true;
  }
}
