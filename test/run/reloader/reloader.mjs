import { watch } from "node:fs";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";

/**
 * Stands beside the extension in the windows of `npm run dev`: reloads its window when the file WORKFLOW_SESSIONS_BUILT names is written,
 * which happens after each build that succeeds.
 *
 * @param {vscode.ExtensionContext} context
 */
export function activate(context) {
  const stamp = process.env["WORKFLOW_SESSIONS_BUILT"];
  if (stamp === undefined) return;
  const watcher = watch(dirname(stamp), (_event, name) => {
    if (name === basename(stamp)) void vscode.commands.executeCommand("workbench.action.reloadWindow");
  });
  context.subscriptions.push({ dispose: () => watcher.close() });
}
