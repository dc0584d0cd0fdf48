import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";

/** What one window measured. Processor times are user and system, in milliseconds. */
export interface IdleFigures {
  /** Of the extension host itself. */
  readonly own: number;
  /** Of the processes it started and that have ended, such as git's. */
  readonly children: number;
  /** Rows of the reviews view, so that a window that did not find the requests is not taken for a frugal one. */
  readonly reviews: number;
  readonly focused: boolean;
}

interface WithViews {
  readonly sessions?: vscode.TreeDataProvider<unknown>;
  readonly reviews?: vscode.TreeDataProvider<unknown>;
}

/** Milliseconds until a window has done what it does at its start, and what it does some time after. */
const settling = 20_000;

/** Processor time spent so far: the system counts in hundredths of a second. */
function spent(): { readonly own: number; readonly children: number } {
  const { user, system } = process.cpuUsage();
  // The name of the program may hold blanks and ends with the last `)`; cutime and cstime are fields 16 and 17.
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const [children = Number.NaN, ofSystem = Number.NaN] = fields.slice(13, 15).map(Number);
  return { own: (user + system) / 1000, children: (children + ofSystem) * 10 };
}

function read(name: string): string {
  return readFileSync(join(__dirname, name), "utf8");
}

/** `--extensionTestsPath` of a window in which nobody does anything; told `{seconds}`, how long. */
export async function run(): Promise<void> {
  const { seconds } = JSON.parse(read("told.json")) as { readonly seconds: number };
  const api = await vscode.extensions.getExtension<WithViews | undefined>(read("id.txt"))?.activate();
  if (api?.sessions !== undefined) await vscode.commands.executeCommand("workflowSessions.sessions.focus");
  await api?.sessions?.getChildren();
  await wait(settling);
  const before = spent();
  await wait(seconds * 1000);
  const after = spent();
  const figures: IdleFigures = {
    own: after.own - before.own,
    children: after.children - before.children,
    reviews: (await api?.reviews?.getChildren())?.length ?? 0,
    focused: vscode.window.state.focused,
  };
  writeFileSync(join(__dirname, "figures.json"), JSON.stringify(figures));
}
