import * as vscode from "vscode";
import type { SessionView } from "../../../core/sessions/model/session.ts";
import { pinnedTerminal } from "../../platform/sessionTerminal.ts";

/** A program to be run in a terminal of a session. */
interface TerminalProgram {
  /** Absolute path. */
  readonly program: string;
  /** One argument each: no shell reads them. */
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Said with its exit code once it has ended; then the person has their shell in the same terminal. */
  readonly ended: string;
}

/** The script is always this one: what is run, and with what, are its arguments. */
const thenShell = 'shell=$1; said=$2; shift 2; "$@"; printf "\\n%s %s\\n" "$said" "$?"; exec "$shell"';

/** A terminal of a session that runs a program first. On Windows it closes when that has ended. */
export function programTerminal(
  session: Pick<SessionView, "id" | "path">,
  wfs: string,
  { program, args, variables, ended }: TerminalProgram,
): Partial<vscode.TerminalOptions> {
  const command = ["/bin/sh", "-c", thenShell, "sh", vscode.env.shell, ended, program, ...args];
  const options = pinnedTerminal(session, wfs, { more: variables, command });
  return process.platform === "win32" ? { ...options, shellPath: program, shellArgs: [...args] } : options;
}
