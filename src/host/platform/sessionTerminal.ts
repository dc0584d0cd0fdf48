import { delimiter, join } from "node:path";
import * as vscode from "vscode";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { nobodysScope } from "../../core/sessions/model/userScope.ts";
import { userScope } from "../settings/scopeSetting.ts";
import { terminalsShareVariables } from "../settings/terminalSettings.ts";

/** What tools in a session's terminal find out about it. */
export function sessionVariables({ id, path }: Pick<SessionView, "id" | "path">): Readonly<Record<string, string>> {
  return { WORKFLOW_SESSION: id, WORKFLOW_SESSION_DIR: path, ...scopeVariable() };
}

/** What `wfs` refuses as a scope, because of the tab: where the setting cannot be used, none but that person's may be had in a terminal, the account's neither. */
const unusableScope = "workflowSessions.userScope\tcannot be used";

/** The scope that `wfs` has in a terminal, where the person has named one. */
export function scopeVariable(): Readonly<Record<string, string>> {
  const scope = userScope();
  if (scope === undefined) return {};
  return { WFS_SCOPE: scope === nobodysScope ? unusableScope : scope };
}

/** The mark of a terminal that was opened for one session: `wfs` in it means that one, whichever is active. */
export const pinnedVariable = "WORKFLOW_SESSION_PINNED";

/** Where the extension keeps the launchers of `wfs`. */
export function wfsDirectory(extensionPath: string): string {
  return join(extensionPath, "media", "bin");
}

/** The launcher that this system starts. */
export function wfsLauncher(extensionPath: string): string {
  return join(wfsDirectory(extensionPath), process.platform === "win32" ? "wfs.cmd" : "wfs");
}

/** Puts a directory first on the search path of an environment, whatever the case of the variable's name (Windows: `Path`). */
function prependToPath(environment: Record<string, string>, directory: string): void {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const former = environment[name] ?? "";
  environment[name] = former === "" ? directory : directory + delimiter + former;
}

/** The variables of this process without VS Code's own, which a terminal must not get. */
function userVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(?:VSCODE_|ELECTRON_)/u.test(name) ? [] : [[name, value]],
    ),
  );
}

interface PinnedStart {
  /** Variables in addition to the session's. */
  readonly more?: Readonly<Record<string, string>>;
  /** What is started instead of the person's shell; not on Windows. */
  readonly command?: readonly string[];
}

/**
 * How a terminal is one session's for good: VS Code sets those of the active session over a terminal's `env`. `env(1)` comes after that;
 * where there is none, a strict environment is left alone (which the VS Code server, always on POSIX, does not honour).
 */
export function pinnedTerminal(
  session: Pick<SessionView, "id" | "path">,
  wfs: string,
  { more = {}, command = [vscode.env.shell] }: PinnedStart = {},
): Partial<vscode.TerminalOptions> {
  const variables = { ...sessionVariables(session), [pinnedVariable]: "1", ...more };
  const environment = userVariables();
  prependToPath(environment, wfs);
  if (process.platform === "win32") return { strictEnv: true, env: { ...environment, ...variables } };
  const own = terminalsShareVariables() ? variables : { ...variables, PATH: environment["PATH"] ?? wfs };
  const settings = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  return { shellPath: "/usr/bin/env", shellArgs: [...settings, ...command] };
}
