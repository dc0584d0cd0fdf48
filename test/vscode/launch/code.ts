#!/usr/bin/env node
// Takes the command line of a desktop VS Code, so that `runTests({ vscodeExecutablePath })` of @vscode/test-electron starts it like one.
// WORKFLOW_SESSIONS_DESKTOP names a real desktop VS Code: then that one runs, with the arguments it knows.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { artifacts } from "../../run/paths.mjs";
import { enableWorkspaceTrust, parseDesktopArguments } from "./desktopArguments.ts";
import { runInServer } from "./runInServer.ts";

const runOnDesktop = (executable: string, args: readonly string[]): Promise<number> => {
  const trust = args.includes(enableWorkspaceTrust);
  const known = args.filter((arg) => arg !== enableWorkspaceTrust && !(trust && arg === "--disable-workspace-trust"));
  return new Promise((resolve, reject) => {
    const child = spawn(executable, known, { stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
};

const args = process.argv.slice(2);
const desktop = process.env["WORKFLOW_SESSIONS_DESKTOP"];
const suite = process.env["WORKFLOW_SESSIONS_SUITE"] ?? "suite";
process.exitCode =
  desktop === undefined
    ? await runInServer(parseDesktopArguments(args), join(artifacts, "host", `${suite}.log`))
    : await runOnDesktop(desktop, args);
