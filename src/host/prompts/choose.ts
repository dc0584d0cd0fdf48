import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { t, wording } from "../platform/hostWording.ts";
import type { SessionChoice } from "./sessionChoice.ts";
import { offersTemporary } from "../workspaces/temporaryWorkspace.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { plainItemText, sessionItems, temporaryItem } from "./sessionItems.ts";

/** Asks which folder of the window is meant. */
export async function chooseFolder(workspaces: readonly WorkflowWorkspace[]): Promise<WorkflowWorkspace | undefined> {
  const items = workspaces.map((workspace) => ({
    label: plainItemText(workspace.name),
    description: workspace.snapshot().active.active ?? "",
    iconPath: new vscode.ThemeIcon("root-folder"),
    workspace,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: t("Which folder?") });
  return picked?.workspace;
}

/** Asks for one of the workspace's sessions in these states, or for the temporary workspace where it is offered. */
export async function chooseSession(
  workspace: WorkflowWorkspace,
  choice: SessionChoice,
): Promise<SessionView | "offered" | undefined> {
  const temporary = offersTemporary(workspace, choice);
  const fits = (session: SessionView): boolean =>
    choice.states.includes(session.state) && choice.only?.test(session) !== false;
  const sessions = workspace.snapshot().sessions.filter(fits);
  if (sessions.length === 0 && choice.only !== undefined) throw choice.only.otherwise();
  if (sessions.length === 0 && !temporary) {
    throw new WorkflowError(
      "not-found",
      say`“${workspace.name}” has no session for that.`,
      say`Create a session, or switch to one, first.`,
    );
  }
  const items = sessionItems(sessions, wording);
  if (temporary) items.unshift(temporaryItem(workspace.snapshot().temporary, wording));
  const picked = await vscode.window.showQuickPick(items, {
    title: choice.title(),
    placeHolder: t("Type to search names, projects and tasks"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked === undefined ? undefined : (picked.session ?? "offered");
}
