import { userInfo } from "node:os";
import process from "node:process";
import { RunStore } from "../../core/runs/model/runStore.ts";
import { Runs, type RunsOptions } from "../../core/runs/runs.ts";
import { nodeProcesses } from "../nodeProcesses.ts";

type Given = "store" | "processes" | "user" | "variables";

/** Runs of a workspace; the environment that programs in them may inherit of is this process's own. */
export function openRuns(options: Omit<RunsOptions, Given>): Runs {
  const parts = { ...options, processes: nodeProcesses };
  const store = new RunStore({ ...parts, workflow: options.sessions.directory });
  return new Runs({ ...parts, store, user: userName(), variables: process.env });
}

/** Of a process whose user the system does not know, as in some containers, its number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}
