import type * as vscode from "vscode";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { DelayedRun } from "../platform/delayedRun.ts";
import { Disposables } from "../platform/disposables.ts";
import type { FoundGroups } from "./foundGroups.ts";

/** After the window has its first rows (milliseconds). */
const startDelay = 400;

/** Work that belongs to no session: looked for once the window is idle, also where there is no `.workflow`. */
export const registerFound: Feature = (host) => {
  const { log, runner, workspaces } = host;
  const registered = new Disposables((error) => log.error("What looks for work could not be closed.", error));
  let loading: Promise<FoundGroups> | undefined;
  const load = (): Promise<FoundGroups> =>
    (loading ??= import("./foundGroups.ts").then((module) => registered.own(new module.FoundGroups(host))));
  const operations = {
    [commands.keepFound]: async () => (await import("./keepFound.ts")).keepFound,
    [commands.reviewAndMerge]: async () => (await import("./reviewAndMerge.ts")).reviewAndMerge,
    [commands.openFound]: async () => (await import("./openFound.ts")).openFound,
    [commands.copyFoundBranch]: async () => (await import("./copyFoundBranch.ts")).copyFoundBranch,
  } as const;
  for (const [command, operation] of Object.entries(operations)) {
    registered.own(
      runner.register(command as keyof typeof operations, async (invocation) => {
        return await runner.runForWorkspace((await operation())(host), invocation);
      }),
    );
  }
  const start = registered.own(
    new DelayedRun(startDelay, () => {
      load().then(
        (groups) => groups.start(),
        (error: unknown) => log.error("Work around the sessions could not be looked for.", error),
      );
    }),
  );
  const waiting: vscode.Disposable = registered.own(
    workspaces.onDidChange(() => {
      waiting.dispose();
      start.start();
    }),
  );
  return registered;
};
