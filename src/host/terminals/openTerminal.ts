import * as vscode from "vscode";
import type { SessionState } from "../../core/sessions/model/session.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { reading } from "../operations/policy.ts";
import { terminalsShareVariables } from "./terminalEnvironment.ts";
import { prependToPath, sessionVariables, wfsDirectory } from "../platform/sessionVariables.ts";

const states: readonly SessionState[] = ["active", "paused", "completed", "archived"];

/** VS Code's own variables are no business of a terminal. */
function userVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(?:VSCODE_|ELECTRON_)/u.test(name) ? [] : [[name, value]],
    ),
  );
}

/**
 * How a terminal keeps variables of its own: VS Code sets those of the active session over a terminal's `env`. `env(1)` comes after that;
 * where there is none, a strict environment is left alone (which the VS Code server, always on POSIX, does not honour).
 */
export function ownVariables(
  variables: Readonly<Record<string, string>>,
  wfs: string,
): Partial<vscode.TerminalOptions> {
  const environment = userVariables();
  prependToPath(environment, wfs);
  if (process.platform === "win32") return { strictEnv: true, env: { ...environment, ...variables } };
  const own = terminalsShareVariables() ? variables : { ...variables, PATH: environment["PATH"] ?? wfs };
  const settings = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  return { shellPath: "/usr/bin/env", shellArgs: [...settings, vscode.env.shell] };
}

/** A terminal that belongs to one session, whichever is active. */
export const registerOpenTerminal: Feature = ({ extension, runner }) =>
  runner.registerForSession({
    command: commands.openTerminal,
    policy: { ...reading, needsTrust: true },
    choice: { title: () => t("Open Terminal of Session"), states, takesCurrent: true },
    run: ({ place, session }) => {
      const follows = terminalsShareVariables() && place.current()?.id === session.id;
      const own = follows ? {} : ownVariables(sessionVariables(session), wfsDirectory(extension.extensionPath));
      const terminal = vscode.window.createTerminal({
        name: session.id,
        cwd: vscode.Uri.file(place.sessions.root),
        iconPath: new vscode.ThemeIcon(session.active ? "circle-filled" : "circle-outline"),
        ...own,
      });
      terminal.show();
      return Promise.resolve();
    },
  });
