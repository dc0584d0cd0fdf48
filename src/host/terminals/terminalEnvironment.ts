import { delimiter } from "node:path";
import * as vscode from "vscode";
import { configurationSection, settings } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature, Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { userScope } from "../settings/scopeSetting.ts";
import { nobodysScope } from "../../core/sessions/model/userScope.ts";
import { terminalsShareVariables } from "../settings/terminalSettings.ts";
import { pinnedVariable, scopeVariable, sessionVariables, wfsDirectory } from "../platform/sessionTerminal.ts";

const names = ["WORKFLOW_SESSION", "WORKFLOW_SESSION_DIR", "WFS_SCOPE"] as const;

function setVariables(collection: vscode.EnvironmentVariableCollection, workspace: WorkflowWorkspace): void {
  const session = workspace.current();
  const variables = session === undefined ? scopeVariable() : sessionVariables(session);
  for (const name of names) {
    const value = variables[name];
    if (value === undefined) collection.delete(name);
    else if (collection.get(name)?.value !== value) collection.replace(name, value);
  }
}

/** A window that was started in a terminal of one session hands that terminal's mark on to every terminal of its own; none of them is that session's. */
function unpin(all: vscode.EnvironmentVariableCollection): void {
  const inherited = process.env[pinnedVariable] ?? "";
  if (inherited !== "" && all.get(pinnedVariable) === undefined) all.replace(pinnedVariable, "");
}

function update({ extension, workspaces }: Host): void {
  const all = extension.environmentVariableCollection;
  if (!terminalsShareVariables() || !vscode.workspace.isTrusted) {
    all.clear();
    for (const folder of vscode.workspace.workspaceFolders ?? []) all.getScoped({ workspaceFolder: folder }).clear();
    unpin(all);
    return;
  }
  unpin(all);
  const path = wfsDirectory(extension.extensionPath) + delimiter;
  if (all.get("PATH")?.value !== path) all.prepend("PATH", path);
  // On a machine without a node, the launcher of wfs runs on the one VS Code brings along.
  if (all.get("WFS_NODE")?.value !== process.execPath) all.replace("WFS_NODE", process.execPath);
  for (const workspace of workspaces.all()) {
    if (!workspace.snapshot().loaded) continue;
    for (const folder of workspace.folders) {
      const scoped = all.getScoped({ workspaceFolder: folder });
      scoped.description = t("The active session of “{0}” and the command wfs", workspace.name);
      setVariables(scoped, workspace);
    }
  }
}

/** Every new terminal carries the active session of its folder, for other tools, and finds `wfs`, which asks the marker; follows each switch. */
export const registerTerminalEnvironment: Feature = (host) => {
  const registered = new Disposables((error) =>
    host.log.error("The terminals' variables could not be removed.", error),
  );
  // Variables of yesterday's active session must not reach a terminal that opens before the extension does.
  host.extension.environmentVariableCollection.persistent = false;
  host.extension.environmentVariableCollection.description = t("The command wfs of Workflow Sessions");
  const follow = (): void => update(host);
  const warn = (): void => {
    if (userScope() === nobodysScope)
      void host.runner.attempt(async () => await (await import("./warnOfScope.ts")).warnOfScope());
  };
  registered.own(host.workspaces.onDidChange(follow));
  registered.own(vscode.workspace.onDidGrantWorkspaceTrust(follow));
  registered.own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      const bears = [settings.terminalEnvironment, settings.userScope];
      if (!bears.some((key) => event.affectsConfiguration(`${configurationSection}.${key}`))) return;
      follow();
      warn();
    }),
  );
  follow();
  warn();
  return registered;
};
