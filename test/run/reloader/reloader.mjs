import { watch } from "node:fs";
import inspector from "node:inspector";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";

/**
 * Stands beside the extension in the windows of `npm run dev`: reloads its window when the file WORKFLOW_SESSIONS_BUILT names is written,
 * which happens after each build that succeeds, and lets a debugger attach to the extension host at the port WORKFLOW_SESSIONS_INSPECT. The
 * first window has it; the port of a window that was reloaded is free some seconds
 * later.
 *
 * @param {vscode.ExtensionContext} context
 */
export function activate(context) {
  const stamp = process.env["WORKFLOW_SESSIONS_BUILT"];
  if (stamp === undefined) return;
  const watcher = watch(dirname(stamp), (_event, name) => {
    if (name === basename(stamp)) void vscode.commands.executeCommand("workbench.action.reloadWindow");
  });
  const port = Number(process.env["WORKFLOW_SESSIONS_INSPECT"]);
  let tries = 0;
  const attempts = setInterval(() => {
    if (inspector.url() === undefined) inspector.open(port, "127.0.0.1");
    tries += 1;
    if (inspector.url() !== undefined || tries === 10) clearInterval(attempts);
  }, 1000);
  context.subscriptions.push({
    dispose: () => {
      clearInterval(attempts);
      watcher.close();
    },
  });
}
