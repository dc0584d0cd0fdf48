import { readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";

/** Milliseconds, one of each round. */
export interface ResumeFigures {
  /** From the command of a click until the sessions view gives VS Code the resumed session as its first row. */
  readonly ours: readonly number[];
  /** From a rename of the marker until the system has told of it. */
  readonly floor: readonly number[];
}

interface WithSessions {
  readonly sessions: vscode.TreeDataProvider<unknown>;
}

/** Milliseconds until a window has done what it does at its start, or after a switch. */
const settling = 3_000;
const pause = 400;

const read = (name: string): string => readFileSync(join(__dirname, name), "utf8");

/** `--extensionTestsPath` of a window in which somebody resumes sessions by turns; told `{sessions, rounds, directory}`. */
export async function run(): Promise<void> {
  const told = JSON.parse(read("told.json")) as {
    readonly sessions: readonly string[];
    readonly rounds: number;
    readonly directory: string;
  };
  const api = await vscode.extensions.getExtension<WithSessions>(read("id.txt"))?.activate();
  if (api === undefined) throw new Error("the extension is not there");
  const view = api.sessions;
  await vscode.commands.executeCommand("workflowSessions.sessions.focus");
  await view.getChildren();
  await wait(settling);
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let round = 0; round < told.rounds; round += 1) {
    const session = told.sessions[round % told.sessions.length] ?? "";
    const started = performance.now();
    const drawn = firstRow(view, session);
    void vscode.commands.executeCommand("workflowSessions.resumeSession", { session });
    ours.push((await drawn) - started);
    await wait(pause);
    floor.push(await renameNoticed(told.directory, session));
    await wait(pause);
  }
  const figures: ResumeFigures = { ours, floor };
  writeFileSync(join(__dirname, "figures.json"), JSON.stringify(figures));
}

/** When the view has this session first, as it gives its rows at each change. */
async function firstRow(view: vscode.TreeDataProvider<unknown>, session: string): Promise<number> {
  return new Promise((resolve) => {
    const subscription = view.onDidChangeTreeData?.(async () => {
      const [first] = (await view.getChildren()) ?? [];
      const item = first === undefined ? undefined : await view.getTreeItem(first);
      const label = typeof item?.label === "string" ? item.label : item?.label?.label;
      const icon = item?.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : "";
      if (label !== session || icon !== "circle-filled") return;
      subscription?.dispose();
      resolve(performance.now());
    });
  });
}

/** A rename in `.workflow` and back, timed until the first event. */
async function renameNoticed(directory: string, session: string): Promise<number> {
  const marker = join(directory, `.active-${session}`);
  const watcher = watch(directory);
  const noticed = new Promise<number>((resolve) => watcher.once("change", () => resolve(performance.now())));
  const started = performance.now();
  renameSync(marker, `${marker}.aside`);
  const at = await noticed;
  renameSync(`${marker}.aside`, marker);
  watcher.close();
  return at - started;
}
