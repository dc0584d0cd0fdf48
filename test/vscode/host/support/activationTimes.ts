import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";

/** Milliseconds, as VS Code measured them. */
export interface ActivationTimes {
  /** Reading and evaluating the bundle. */
  readonly load: number;
  /** The synchronous part of `activate`. */
  readonly call: number;
  /** The rest of the promise that `activate` returns. */
  readonly finish: number;
}

const pollMs = 100;
const limitMs = 10_000;

const numbersOf = (report: string, extensionId: string): ActivationTimes | undefined => {
  const row = report.split("\n").find((line) => line.startsWith(`| ${extensionId} `));
  const [load, call, finish] = (row ?? "").split("|").slice(3, 6).map(Number);
  return load === undefined || call === undefined || finish === undefined ? undefined : { load, call, finish };
};

/**
 * Reads when an extension was activated from VS Code's own "Startup Performance" report, which this opens and closes.
 *
 * @throws when the report does not name the extension within 10 s: it is not active
 */
export const activationTimes = async (extensionId: string): Promise<ActivationTimes> => {
  await vscode.commands.executeCommand("perfview.show");
  try {
    for (let waited = 0; waited < limitMs; waited += pollMs) {
      const report = vscode.workspace.textDocuments.find((document) => document.uri.scheme === "perf");
      const times = numbersOf(report?.getText() ?? "", extensionId);
      if (times !== undefined) {
        return times;
      }
      await wait(pollMs);
    }
  } finally {
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  }
  throw new Error(`VS Code's startup report does not name ${extensionId}: it was not activated.`);
};
