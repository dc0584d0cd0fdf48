import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

const execute = promisify(execFile);

/** A workspace folder's path, by its name; the first one without. */
export function folder(name?: string): string {
  const found = (vscode.workspace.workspaceFolders ?? []).find((one) => name === undefined || one.name === name);
  assert.ok(found);
  return found.uri.fsPath;
}

/** Runs a line of shell in a folder, as a person or an agent would; what it printed. */
export async function shell(line: string, directory = folder()): Promise<string> {
  return (await execute("/bin/sh", ["-c", line], { cwd: directory })).stdout;
}

/** What git has of a session whose directory a test has deleted, so that it is not told of as a lost one. */
export async function forgetCheckpoints(session: string, directory = folder()): Promise<void> {
  const list = `git for-each-ref --format='delete %(refname)' refs/workflow/${session}/`;
  await shell(`${list} | git update-ref --stdin`, directory);
}

/** The names of the active markers. */
export async function markers(directory = folder()): Promise<readonly string[]> {
  const names = await readdir(join(directory, ".workflow"));
  return names.filter((name) => name.startsWith(".active-"));
}

export interface WrittenRecord {
  readonly status: string;
  readonly current_phase: string;
  readonly project: string;
  readonly progress: { readonly completed_phases: readonly string[]; readonly current_tasks: readonly string[] };
}

export async function recordOf(session: string, directory = folder()): Promise<WrittenRecord> {
  const path = join(directory, ".workflow", session, "workflow-session.json");
  return JSON.parse(await readFile(path, "utf8")) as WrittenRecord;
}
