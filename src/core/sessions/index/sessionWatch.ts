import { asWorkflowError } from "../../base/errors.ts";
import type { Text } from "../../base/text.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import type { Clock, Logger, Watcher, WatchHandle } from "../../base/ports.ts";
import { markerPrefix, type SessionId } from "../model/sessionId.ts";

/** What a watch tells; everything is a hint that the disk may have changed, nothing says how. */
export interface WatchHints {
  /** A marker appeared, went or was touched; `name` is its file name. */
  readonly marker: (name: string) => void;
  /** Something changed in the directory of an open session. */
  readonly session: (id: SessionId) => void;
  /** Anything else may have changed; told once events have paused. */
  readonly anything: () => void;
  /** Why changes are not noticed by themselves; `undefined`: they are again. */
  readonly error: (problem: Text | undefined) => void;
}

/** Milliseconds without events after which a burst counts as over, and how long a burst may put off the look at the disk. */
const quiet = 100;
const longestBurst = 1000;
/** Milliseconds between attempts to watch again after a failure, each with a look at the disk in place of the events. */
const retryEvery = 5000;

/**
 * Watches one `.workflow`, the directory above it (so that its creation and replacement are seen) and the directories of open sessions:
 * two watches and one for each open session. Says what kind of thing happened and leaves it to the index to look.
 */
export class SessionWatch {
  readonly #directory: string;
  readonly #watcher: Watcher;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #hints: WatchHints;
  readonly #closed = new AbortController();
  #handle: WatchHandle | undefined;
  #open: ReadonlyMap<string, SessionId> = new Map();
  #failure: string | undefined;
  /** Whether the present handle has failed. */
  #broken = false;
  /** When the burst that is not over yet began and when its last event came, monotonic milliseconds. */
  #burst: { readonly began: number; last: number } | undefined;

  constructor(options: {
    readonly directory: string;
    readonly watcher: Watcher;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly hints: WatchHints;
  }) {
    this.#directory = options.directory;
    this.#watcher = options.watcher;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#hints = options.hints;
  }

  /** Begins to watch, or begins anew: a watch on a directory that was replaced is silent for ever. */
  arm(): void {
    if (this.#closed.signal.aborted) return;
    void this.#close();
    this.#broken = false;
    const handle = this.#watcher.watch([parentPath(this.#directory), this.#directory], {
      onChange: (directory, path) => {
        if (handle === this.#handle) this.#hear(directory, path);
      },
      onReady: (directory) => {
        if (handle === this.#handle && directory !== parentPath(this.#directory)) this.#tellWhenQuiet();
      },
      onError: (error) => {
        if (handle === this.#handle) this.#fail(error);
      },
    });
    this.#handle = handle;
    handle.setDirectories([...this.#open.keys()]);
  }

  setOpen(ids: Iterable<SessionId>): void {
    const open = new Map([...ids].map((id) => [joinPath(this.#directory, id), id] as const));
    if (open.size === this.#open.size && [...open.keys()].every((path) => this.#open.has(path))) return;
    this.#open = open;
    this.#handle?.setDirectories([...open.keys()]);
  }

  /** The directory of an open session came, went or was replaced; its former watch may be dead. */
  #watchAnew(session: string): void {
    const open = [...this.#open.keys()];
    this.#handle?.setDirectories(open.filter((path) => path !== session));
    this.#handle?.setDirectories(open);
  }

  async dispose(): Promise<void> {
    this.#closed.abort();
    await this.#close();
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    try {
      await handle?.close();
    } catch (error) {
      this.#logger.warn(`A watch of ${this.#directory} could not be closed: ${asWorkflowError(error).message}`);
    }
  }

  #hear(directory: string, path: string): void {
    const name = baseName(path);
    const session = this.#open.get(directory);
    if (session !== undefined) {
      this.#hints.session(session);
      if (path === directory) this.#tellWhenQuiet();
    } else if (directory !== this.#directory) {
      if (path !== this.#directory) return;
      this.arm();
      this.#tellWhenQuiet();
    } else {
      if (name.startsWith(markerPrefix)) this.#hints.marker(name);
      if (this.#open.has(path)) this.#watchAnew(path);
      this.#tellWhenQuiet();
    }
  }

  /** Looks at everything when no event has come for a while; one loop however many events there are. */
  #tellWhenQuiet(): void {
    const now = this.#clock.elapsed();
    if (this.#burst !== undefined) {
      this.#burst.last = now;
      return;
    }
    const burst = { began: now, last: now };
    this.#burst = burst;
    void this.#waitForQuiet(burst);
  }

  async #waitForQuiet(burst: { readonly began: number; readonly last: number }): Promise<void> {
    try {
      for (;;) {
        const until = Math.min(burst.last + quiet, burst.began + longestBurst);
        const wait = until - this.#clock.elapsed();
        if (wait <= 0) break;
        await this.#clock.sleep(wait, this.#closed.signal);
      }
    } catch (error) {
      if (!this.#closed.signal.aborted) throw error;
      return;
    }
    this.#burst = undefined;
    this.#hints.anything();
  }

  #fail(error: unknown): void {
    const { message, text } = asWorkflowError(error);
    const first = this.#failure === undefined;
    this.#broken = true;
    if (message === this.#failure) return;
    this.#logger.warn(`Watching ${this.#directory} failed: ${message}`);
    this.#failure = message;
    this.#hints.error(text);
    if (first) void this.#retry();
  }

  /** Until a handle has lasted one interval: watches anew, and looks at the disk because nothing else does. */
  async #retry(): Promise<void> {
    try {
      for (;;) {
        await this.#clock.sleep(retryEvery, this.#closed.signal);
        if (!this.#broken) break;
        this.arm();
        this.#hints.anything();
      }
    } catch (error) {
      if (!this.#closed.signal.aborted) throw error;
      return;
    }
    this.#failure = undefined;
    this.#hints.error(undefined);
  }
}
