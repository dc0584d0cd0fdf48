import { DirectoryWatching, type DirectoryWatchingOptions } from "../../core/watching/directoryWatching.ts";
import type { Watching } from "../../core/watching/watching.ts";
import { ChokidarWatcher } from "../chokidarWatcher.ts";

/** Watching with the system's own events. */
export function openWatching(options: Omit<DirectoryWatchingOptions, "watcher">): Watching {
  return new DirectoryWatching({ ...options, watcher: new ChokidarWatcher() });
}
