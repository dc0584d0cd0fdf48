import type { Watcher } from "../../core/base/ports.ts";

/** The same watcher, telling one more listener that something happened. */
export function teeWatcher(watcher: Watcher, tell: () => void): Watcher {
  return {
    watch: (directories, events) =>
      watcher.watch(directories, {
        ...events,
        onChange: (directory, path) => {
          events.onChange(directory, path);
          tell();
        },
      }),
  };
}
