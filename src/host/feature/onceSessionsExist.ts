import type * as vscode from "vscode";
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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const startSoon = (): void => {
    if (!workspaces.all().some((workspace) => workspace.snapshot().exists)) return;
    timer ??= setTimeout(() => {
      start().catch((error: unknown) => log.error(failed, error));
    }, delay);
  };
  owned.own(workspaces.onDidChange(startSoon));
  owned.own({ dispose: () => clearTimeout(timer) });
  return owned;
}
