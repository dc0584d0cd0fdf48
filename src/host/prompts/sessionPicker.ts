import * as vscode from "vscode";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { commands } from "../manifest/contributions.ts";
import type { CommandId } from "../manifest/contributions.ts";
import { t, wording } from "../platform/hostWording.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { sessionItems } from "./sessionItems.ts";

interface CommandButton extends vscode.QuickInputButton {
  readonly command: CommandId;
}

function button(icon: string, tooltip: string, command: CommandId): CommandButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip, command };
}

function buttonsFor(session: SessionView): readonly CommandButton[] {
  const open = [
    button("preview", t("Open Overview"), commands.openSession),
    button("json", t("Open Record"), commands.openRecord),
  ];
  const complete = button("check", t("Complete"), commands.completeSession);
  if (session.active) return [...open, button("debug-pause", t("Pause"), commands.pauseSession), complete];
  return session.state === "paused" ? [...open, complete] : open;
}

function isCommandButton(pressed: vscode.QuickInputButton): pressed is CommandButton {
  return "command" in pressed;
}

/**
 * The session picker: Enter answers with the session to switch to, a button runs its command on that session instead.
 * `undefined` when it was closed or a button was pressed.
 */
export async function pickSessionToSwitch(workspace: WorkflowWorkspace): Promise<SessionView | undefined> {
  const picker = vscode.window.createQuickPick<ReturnType<typeof sessionItems>[number]>();
  const create = button("add", t("Create Session…"), commands.createSession);
  picker.title = t("Switch Session");
  picker.placeholder = t("Enter makes a session the active one");
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.buttons = [create];
  const fill = (): void => {
    const shown = workspace.snapshot().sessions.filter(({ state }) => state !== "archived");
    picker.items = sessionItems(shown, wording, buttonsFor);
    picker.activeItems = picker.items
      .filter(({ session }) => session?.state === "paused" && session.problem === undefined)
      .slice(0, 1);
  };
  fill();
  const answer = await new Promise<SessionView | undefined>((done) => {
    const run = (command: CommandId, argument: object): void => {
      done(undefined);
      void vscode.commands.executeCommand(command, argument);
    };
    picker.onDidAccept(() => done(picker.selectedItems[0]?.session));
    picker.onDidHide(() => done(undefined));
    picker.onDidTriggerButton(() => run(commands.createSession, { folder: workspace.key }));
    picker.onDidTriggerItemButton(({ item, button: pressed }) => {
      if (isCommandButton(pressed) && item.session !== undefined) {
        run(pressed.command, { folder: workspace.key, session: item.session.id });
      }
    });
    picker.show();
  });
  picker.dispose();
  return answer;
}
