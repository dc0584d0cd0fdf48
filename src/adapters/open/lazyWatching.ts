import { lazily } from "../../core/base/lazily.ts";
import type { Followed, Watching } from "../../core/watching/watching.ts";
import type { openWatching } from "./openWatching.ts";

/** Watching that is loaded with the watcher when the first directory is named, because nothing is followed before it was looked at once. */
export function lazyWatching(options: Parameters<typeof openWatching>[0]): Watching {
  let isOver = false;
  let started: Watching | undefined;
  const loaded = lazily(async (): Promise<Watching> => {
    const watching = (await import("./openWatching.ts")).openWatching(options);
    if (isOver) await watching.dispose();
    return (started = watching);
  });
  const failed = (error: unknown): void => options.logger.error(`${options.name} cannot be watched.`, error);
  return {
    follow(follower) {
      let followed: Promise<Followed> | undefined;
      return {
        setDirectories(directories) {
          if (isOver) return;
          followed ??= loaded().then((watching) => watching.follow(follower));
          followed.then((one) => one.setDirectories(directories)).catch(failed);
        },
        dispose: () => void followed?.then((one) => one.dispose(), failed),
      };
    },
    reconcileSlowly: () => void loaded().then((watching) => watching.reconcileSlowly(), failed),
    hurry: () => started?.hurry(),
    reconcile: async () => started?.reconcile(),
    async dispose() {
      isOver = true;
      await started?.dispose();
    },
  };
}
