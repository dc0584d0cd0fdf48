import * as vscode from "vscode";
import type { SessionView } from "../../../core/sessions/model/session.ts";
import { pinnedTerminal } from "../../platform/sessionTerminal.ts";
import { runThenShell, writtenCode } from "./programEnd.ts";

/** A program to be run in a terminal of a session. */
interface TerminalProgram {
  /** Absolute path. */
  readonly program: string;
  /** One argument each: no shell reads them. */
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Said with its exit code once it has ended; then the person has their shell in the same terminal. */
  readonly ended: string;
  /** Where its exit code is written once it has ended; not on Windows. */
  readonly codeFile: vscode.Uri;
}

/** A terminal of a session that runs a program first. On Windows it closes when that has ended. */
export function programTerminal(
  session: Pick<SessionView, "id" | "path">,
  wfs: string,
  { program, args, variables, ended, codeFile }: TerminalProgram,
): Partial<vscode.TerminalOptions> {
  const command = ["/bin/sh", "-c", runThenShell, "sh", vscode.env.shell, ended, codeFile.fsPath, program, ...args];
  const options = pinnedTerminal(session, wfs, { more: variables, command });
  return process.platform === "win32" ? { ...options, shellPath: program, shellArgs: [...args] } : options;
}

/** How the program of such a terminal has ended; `undefined`: it runs. */
export async function lookAtProgram(
  terminal: vscode.Terminal,
  codeFile: vscode.Uri,
): Promise<number | "closed" | undefined> {
  const status = terminal.exitStatus;
  if (process.platform === "win32") return status === undefined ? undefined : (status.code ?? "closed");
  // The file comes before the end of the terminal, so it is looked at after that.
  return (await codeIn(codeFile)) ?? (status === undefined ? undefined : "closed");
}

async function codeIn(file: vscode.Uri): Promise<number | undefined> {
  try {
    return writtenCode(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch {
    return undefined;
  }
}
