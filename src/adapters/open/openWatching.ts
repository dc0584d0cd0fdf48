import { DirectoryWatching, type DirectoryWatchingOptions } from "../../core/watching/directoryWatching.ts";
import type { Watching } from "../../core/watching/watching.ts";
import { ChokidarWatcher } from "../chokidarWatcher.ts";

/** Watching with the system's own events. */
export function openWatching(options: Omit<DirectoryWatchingOptions, "watcher" | "shallow">): Watching {
  const shallow = process.platform === "win32";
  return new DirectoryWatching({ ...options, shallow, watcher: new ChokidarWatcher() });
}
