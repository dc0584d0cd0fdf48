import * as vscode from "vscode";
import type { SessionState } from "../../core/sessions/model/session.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { reading } from "../operations/policy.ts";
import { ownVariables, sessionVariables, wfsDirectory } from "../platform/sessionTerminal.ts";
import { terminalsShareVariables } from "../settings/terminalSettings.ts";

const states: readonly SessionState[] = ["active", "paused", "completed", "archived"];

/** A terminal that belongs to one session, whichever is active. */
export const registerOpenTerminal: Feature = ({ extension, runner }) =>
  runner.registerForSession({
    command: commands.openTerminal,
    policy: { ...reading, needsTrust: true },
    choice: { title: () => t("Open Terminal of Session"), states, takesCurrent: true },
    run: ({ workspace, session }) => {
      const follows = terminalsShareVariables() && workspace.current()?.id === session.id;
      const own = follows ? {} : ownVariables(sessionVariables(session), wfsDirectory(extension.extensionPath));
      const terminal = vscode.window.createTerminal({
        name: session.id,
        cwd: vscode.Uri.file(workspace.sessions.root),
        iconPath: new vscode.ThemeIcon(session.active ? "circle-filled" : "circle-outline"),
        ...own,
      });
      terminal.show();
      return Promise.resolve();
    },
  });
