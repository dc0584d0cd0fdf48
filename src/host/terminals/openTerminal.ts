import * as vscode from "vscode";
import type { SessionState } from "../../core/sessions/model/session.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { reading } from "../operations/policy.ts";
import { pinnedTerminal, wfsDirectory } from "../platform/sessionTerminal.ts";

const states: readonly SessionState[] = ["active", "paused", "completed", "archived"];

/** A terminal that belongs to one session, whichever is active now or later. */
export const registerOpenTerminal: Feature = ({ extension, runner }) =>
  runner.registerForSession({
    command: commands.openTerminal,
    policy: { ...reading, needsTrust: true },
    choice: { title: () => t("Open Terminal of Session"), states, takesCurrent: true },
    run: ({ workspace, session }) => {
      const terminal = vscode.window.createTerminal({
        name: session.id,
        cwd: vscode.Uri.file(workspace.sessions.root),
        iconPath: new vscode.ThemeIcon(session.active ? "circle-filled" : "circle-outline"),
        ...pinnedTerminal(session, wfsDirectory(extension.extensionPath)),
      });
      terminal.show();
      return Promise.resolve();
    },
  });
