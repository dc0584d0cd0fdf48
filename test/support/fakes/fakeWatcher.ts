import type { WatchEvents, Watcher, WatchHandle } from "../../../src/core/base/ports.ts";

/** One `watch` call; stays here after it was closed, so that tests can send what comes too late. */
export class FakeWatch implements WatchHandle {
  readonly roots: readonly string[];
  readonly events: WatchEvents;
  directories: readonly string[] = [];
  /** Each directory every time that a watch of it began after the call. */
  readonly begun: string[] = [];
  closed = false;

  constructor(roots: readonly string[], events: WatchEvents) {
    this.roots = roots;
    this.events = events;
  }

  setDirectories(directories: readonly string[]): void {
    this.begun.push(...directories.filter((directory) => !this.directories.includes(directory)));
    this.directories = directories;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** A watcher whose events the test sends. */
export class FakeWatcher implements Watcher {
  readonly watches: FakeWatch[] = [];

  watch(directories: readonly string[], events: WatchEvents): FakeWatch {
    const watch = new FakeWatch(directories, events);
    this.watches.push(watch);
    return watch;
  }

  /** The one that is open. */
  get current(): FakeWatch {
    const open = this.watches.filter(({ closed }) => !closed);
    const [watch] = open;
    if (watch === undefined || open.length > 1) throw new Error(`${open.length} watches are open`);
    return watch;
  }

  /** As the system would: only when somebody watches that directory now. */
  tell(directory: string, name?: string): void {
    const { roots, directories, events } = this.current;
    if (![...roots, ...directories].includes(directory)) return;
    events.onChange(directory, name === undefined ? directory : `${directory}/${name}`);
  }
}
