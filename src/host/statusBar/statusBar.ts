import * as vscode from "vscode";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { commands, configurationSection, settings } from "../manifest/contributions.ts";
import { DelayedRun } from "../platform/delayedRun.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import { sessionTooltip } from "../rows/sessionTooltip.ts";
import { statusText, waitingText } from "./statusText.ts";

/** The hover follows its item by so much: nobody reads it sooner, and writing the first date in a language takes 25 ms, which rows would wait for. */
const hoverDelay = 500;

/** With several folders: the one whose file is being edited, else the first with an active session. */
function workspaceShown(workspaces: WorkspaceRegistry): WorkflowWorkspace | undefined {
  const edited = vscode.window.activeTextEditor?.document.uri;
  const folder = edited === undefined ? undefined : vscode.workspace.getWorkspaceFolder(edited);
  const all = workspaces.all().filter((workspace) => workspace.snapshot().exists);
  return (
    all.find((workspace) => workspace.folders.some(({ index }) => index === folder?.index)) ??
    all.find((workspace) => workspace.current() !== undefined) ??
    all[0]
  );
}

/** The active session and its phase; a click opens the session picker. */
export const registerStatusBar: Feature = ({ workspaces, reviews, log }) => {
  const registered = new Disposables((error) => log.error("The status bar item could not be removed.", error));
  const item = registered.own(
    vscode.window.createStatusBarItem("workflowSessions.active", vscode.StatusBarAlignment.Left, 50),
  );
  item.name = t("Active Session");
  const waiting = registered.own(
    vscode.window.createStatusBarItem("workflowSessions.waiting", vscode.StatusBarAlignment.Left, 49),
  );
  waiting.name = t("Waiting Reviews");
  waiting.tooltip = t("Requests that wait for your review");
  waiting.command = commands.openReview;
  const showWaiting = (wanted: boolean): void => {
    const shown = wanted ? waitingText(reviews.waiting, wording) : undefined;
    if (shown === undefined) {
      waiting.hide();
      return;
    }
    waiting.text = shown.text;
    waiting.accessibilityInformation = { label: shown.spoken };
    waiting.show();
  };
  /** Whose hover stands: it is made anew only when the session is different, not at each change of anything. */
  let hovered: SessionView | undefined;
  const hovering = registered.own(
    new DelayedRun(hoverDelay, () => {
      if (hovered !== undefined) item.tooltip = new vscode.MarkdownString(sessionTooltip(hovered, wording));
    }),
  );
  const showHover = (session: SessionView | undefined): void => {
    if (session !== undefined && session === hovered) return;
    hovered = session;
    if (session !== undefined) {
      hovering.restart();
      return;
    }
    hovering.cancel();
    item.tooltip = t("No session is active. Click to choose one.");
  };
  let commandOf: string | undefined;
  /** VS Code forgets the arguments of a command once the item is given another: a click meanwhile would do nothing. So that happens only for another folder. */
  const showCommand = (folder: string): void => {
    if (folder === commandOf) return;
    commandOf = folder;
    item.command = { command: commands.switchSession, title: t("Switch Session"), arguments: [{ folder }] };
  };
  const show = (): void => {
    const workspace = workspaceShown(workspaces);
    const wanted = vscode.workspace.getConfiguration(configurationSection).get<boolean>(settings.statusBar, true);
    showWaiting(wanted);
    if (workspace === undefined || !wanted) {
      item.hide();
      return;
    }
    const session = workspace.current();
    const { text, spoken } = statusText(
      session,
      {
        busy: workspace.isSwitching,
        own: workspace.ownSession !== undefined,
        waits: session !== undefined && workspace.waiting.has(session.id),
      },
      wording,
    );
    item.text = text;
    item.accessibilityInformation = { label: spoken };
    showHover(session);
    showCommand(workspace.key);
    item.show();
  };
  registered.own(workspaces.onDidChange(show));
  registered.own(reviews.onDidChange(show));
  registered.own(vscode.window.onDidChangeActiveTextEditor(show));
  registered.own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${configurationSection}.${settings.statusBar}`)) show();
    }),
  );
  show();
  return registered;
};
