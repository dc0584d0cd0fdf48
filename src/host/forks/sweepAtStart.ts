import * as vscode from "vscode";
import { DelayedRun } from "../platform/delayedRun.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";

/** After the window has come to rest (milliseconds). */
const startDelay = 5_000;

/** Finds worktrees, branches and half-done operations that nobody owns when a trusted window starts; how is loaded then. */
export const sweepAtStart: Feature = (host) => {
  const { workspaces, log } = host;
  const registered = new Disposables((error) => log.error("The sweep could not be closed.", error));
  const sweepAll = async (): Promise<void> => {
    await workspaces.opened();
    const { sweepQuietly } = await import("./sweepForks.ts");
    for (const workspace of workspaces.all()) {
      await sweepQuietly(host, workspace).catch((error: unknown) =>
        log.warn(`No sweep in ${workspace.name}: ${String(error)}`),
      );
    }
  };
  const firstSweep = registered.own(
    new DelayedRun(startDelay, () => {
      sweepAll().catch((error: unknown) => log.error("What is left of forks could not be looked for.", error));
    }),
  );
  if (vscode.workspace.isTrusted) firstSweep.start();
  else registered.own(vscode.workspace.onDidGrantWorkspaceTrust(() => firstSweep.start()));
  return registered;
};
