import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import { activationTimes, type ActivationTimes } from "../../vscode/host/support/activationTimes.ts";

/** What one window measured, in milliseconds. */
export interface ActivationFigures {
  /** From asking for the activation, loading the bundle included, until `activate` has ended. */
  readonly activated: number;
  /** From the same moment until the sessions view has its first rows; absent for an extension without one. */
  readonly rows?: number;
  /** VS Code's own account of the first part. */
  readonly report: ActivationTimes;
}

/** Milliseconds until a window has done what it does at its start. */
const settling = 2_000;

interface WithSessions {
  readonly sessions?: vscode.TreeDataProvider<unknown>;
}

/**
 * `--extensionTestsPath` of a window that measures one activation. The extension's id stands in `id.txt` beside the bundle of this file, and the
 * figures are written to `figures.json` there; the extension must not activate by itself.
 */
export async function run(): Promise<void> {
  const id = (await vscode.workspace.fs.readFile(vscode.Uri.file(join(__dirname, "id.txt")))).toString();
  const extension = vscode.extensions.getExtension<WithSessions | undefined>(id);
  if (extension === undefined) throw new Error(`${id} is not there`);
  if (extension.isActive) throw new Error(`${id} was active already`);
  await wait(settling);
  const started = performance.now();
  const api = await extension.activate();
  const activated = performance.now() - started;
  const sessions = await api?.sessions?.getChildren();
  const rows = sessions === undefined ? undefined : performance.now() - started;
  const figures: ActivationFigures = {
    activated,
    ...(rows === undefined ? {} : { rows }),
    report: await activationTimes(id),
  };
  writeFileSync(join(__dirname, "figures.json"), JSON.stringify(figures));
}
