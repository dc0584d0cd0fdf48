import { delimiter } from "node:path";
import * as vscode from "vscode";
import { contextVariables } from "../../core/context/contextVariables.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { terminalTool } from "../../core/runs/model/terminalTool.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { wfsDirectory } from "../platform/sessionTerminal.ts";
import type { ActOnRun } from "./runSubject.ts";

/** What a terminal of VS Code is, which no lane has to name. */
const ofTerminal = { TERM: "xterm-256color", COLORTERM: "truecolor" } as const;

/**
 * A terminal in a run's worktree with the variables of the run alone. `env -i` starts the shell, because VS Code adds variables of its own to a terminal's; where there is no such
 * program, a strict environment. What the shell's own start files set comes after that. As long as it is open, the run counts as worked in; over a reload of the window, too, by the
 * shell's process.
 */
export const openRunTerminal: ActOnRun = async ({ extension, runner }, { workspace, runs, view }) => {
  const { task, worktree, place, record } = view;
  if (worktree === null) {
    throw new WorkflowError("refused", say`The run ${task} has no worktree.`, say`Reset it, or retry it, first.`);
  }
  const context = await workspace.services.context(place.id);
  // A program that wants all of the context asks for it (`wfs show --json`).
  const session = contextVariables(context, "");
  const shell = vscode.env.shell;
  const program = await runs.begin(task, { tool: terminalTool, command: [shell], looks: false, byAsker: true });
  const own = runs.environment(program.view, session, program.leases);
  const wfs = wfsDirectory(extension.extensionPath);
  const pathName = Object.keys(own).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const path = own[pathName] ?? "";
  const variables = {
    ...ofTerminal,
    ...own,
    [pathName]: path === "" ? wfs : wfs + delimiter + path,
    // On a machine without a node, the launcher of wfs runs on the one VS Code brings along.
    WFS_NODE: process.execPath,
  };
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const start =
    process.platform === "win32"
      ? { strictEnv: true, env: variables }
      : { shellPath: "/usr/bin/env", shellArgs: ["-i", ...settings, shell] };
  const iconPath = new vscode.ThemeIcon("play-circle");
  const name = `${task} · ${record.lane}`;
  let terminal: vscode.Terminal;
  try {
    terminal = vscode.window.createTerminal({ name, cwd: vscode.Uri.file(worktree), iconPath, ...start });
  } catch (error) {
    await program.ended(null);
    throw error;
  }
  const closing = vscode.window.onDidCloseTerminal((closed) => {
    if (closed !== terminal) return;
    closing.dispose();
    // Where the window goes, its shell may stay for the next one: the lease names its process, and without that it counts no more.
    if (closed.exitStatus?.reason === vscode.TerminalExitReason.Shutdown) return;
    void runner.attempt(async () => await program.ended(closed.exitStatus?.code ?? null));
  });
  terminal.show();
  const shellProcess = await terminal.processId;
  if (shellProcess !== undefined) await program.began(shellProcess);
  if (program.reopened)
    void showInformation(t("The run {0} was finished and goes on: finish it again when the work is done.", task));
};
