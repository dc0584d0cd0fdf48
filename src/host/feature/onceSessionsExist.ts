import type * as vscode from "vscode";
import { DelayedRun } from "../platform/delayedRun.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Host } from "./feature.ts";

/**
 * For parts of features that are loaded late: starts something once, `delay` milliseconds after a folder of the window has a `.workflow`.
 * A failure is written to the log as `failed`.
 */
export function onceSessionsExist(
  { workspaces, log }: Host,
  { delay, start, failed }: { readonly delay: number; readonly start: () => Promise<unknown>; readonly failed: string },
): vscode.Disposable {
  const owned = new Disposables((error) => log.error("A part that starts late could not be closed.", error));
  const starting = owned.own(
    new DelayedRun(delay, () => {
      start().catch((error: unknown) => log.error(failed, error));
    }),
  );
  const waiting = owned.own(
    workspaces.onDidChange(() => {
      if (!workspaces.all().some((workspace) => workspace.snapshot().exists)) return;
      waiting.dispose();
      starting.start();
    }),
  );
  return owned;
}
