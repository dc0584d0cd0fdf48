import { setImmediate as turn } from "node:timers/promises";
import type { FSWatcher } from "chokidar";
import type { Watcher, WatchEvents, WatchHandle } from "../core/base/ports.ts";

const sameOnEverySystem = (path: string): string => path.replaceAll("\\", "/");

/**
 * One directory, one watch. Chokidar's own events come after it has listed the directory again (10 ms at 10,000 entries, with 48 MB of memory
 * for its copy of the names), so it is told to ignore every entry, and its `raw` event, which is the system's own, is passed on: 0.1 ms. What
 * remains of chokidar is what fs.watch lacks: handles shared by path and retired when they die, and each system's peculiarities.
 */
class DirectoryWatch {
  readonly #directory: string;
  readonly #events: WatchEvents;
  readonly #watcher: Promise<FSWatcher | undefined>;
  #closed = false;

  constructor(directory: string, events: WatchEvents) {
    this.#directory = directory;
    this.#events = events;
    this.#watcher = this.#open();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#watcher)?.close();
  }

  /**
   * Loads chokidar at the first watch, because it is a quarter of what the extension would have to load before it can start, and once the event loop
   * has turned, so that what a person waits for goes before.
   */
  async #open(): Promise<FSWatcher | undefined> {
    try {
      await turn();
      const { FSWatcher } = await import("chokidar");
      return this.#closed ? undefined : this.#watch(FSWatcher);
    } catch (error) {
      this.#events.onError(error);
      return undefined;
    }
  }

  #watch(Chokidar: typeof FSWatcher): FSWatcher {
    const directory = this.#directory;
    const { onChange, onReady, onError } = this.#events;
    const watcher = new Chokidar({
      depth: 0,
      atomic: false,
      ignoreInitial: true,
      followSymlinks: false,
      persistent: false,
      // What may not be read says so to those who read it, and keeps nobody from watching the rest.
      ignorePermissionErrors: true,
      ignored: (path) => sameOnEverySystem(path) !== directory,
    });
    watcher.on("raw", (_event, name, details) => {
      const { watchedPath } = (details ?? {}) as { readonly watchedPath?: string };
      const inside = watchedPath === undefined || sameOnEverySystem(watchedPath) === directory;
      onChange(directory, inside && typeof name === "string" ? `${directory}/${sameOnEverySystem(name)}` : directory);
    });
    watcher.on("all", (_event, path) => {
      if (sameOnEverySystem(path) === directory) onChange(directory, directory);
    });
    watcher.on("ready", () => onReady(directory));
    watcher.on("error", onError);
    watcher.add(directory);
    return watcher;
  }
}

/** Watches through chokidar: as many system watches as directories. */
export class ChokidarWatcher implements Watcher {
  watch(directories: readonly string[], events: WatchEvents): WatchHandle {
    const roots = directories.map((directory) => new DirectoryWatch(directory, events));
    const others = new Map<string, DirectoryWatch>();
    const closing = new Set<Promise<void>>();
    const end = (watch: DirectoryWatch): void => {
      const ended = watch.close().finally(() => closing.delete(ended));
      closing.add(ended);
    };
    return {
      setDirectories: (wanted) => {
        for (const [directory, watch] of others) {
          if (wanted.includes(directory)) continue;
          others.delete(directory);
          end(watch);
        }
        for (const directory of wanted) {
          if (!others.has(directory)) others.set(directory, new DirectoryWatch(directory, events));
        }
      },
      close: async () => {
        const all = [...roots, ...others.values()].map(async (watch) => await watch.close());
        others.clear();
        await Promise.all([...all, ...closing]);
      },
    };
  }
}
