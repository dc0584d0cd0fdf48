import process from "node:process";
import { RunQueue } from "../../core/runs/model/runQueue.ts";
import { RunStore } from "../../core/runs/model/runStore.ts";
import { Runs, type RunsOptions } from "../../core/runs/runs.ts";
import { nodeProcesses } from "../nodeProcesses.ts";
import { openTraces } from "./openTraces.ts";

type Given = "store" | "queue" | "traces" | "processes" | "variables";

/** Runs of a workspace; the environment that programs in them may inherit of is this process's own. */
export function openRuns(options: Omit<RunsOptions, Given>): Runs {
  const parts = { ...options, processes: nodeProcesses };
  const files = { ...parts, workflow: options.sessions.directory };
  const traces = openTraces(options);
  return new Runs({ ...parts, store: new RunStore(files), queue: new RunQueue(files), traces, variables: process.env });
}
