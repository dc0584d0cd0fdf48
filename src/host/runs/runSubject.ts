import type { Runs } from "../../core/runs/runs.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import type { Host } from "../feature/feature.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

/** The run an act is about, with what is needed to do it. */
export interface RunSubject {
  readonly workspace: WorkflowWorkspace;
  readonly runs: Runs;
  readonly view: RunView;
  readonly runWithProgress: RunWithProgress;
}

export type ActOnRun = (host: Host, subject: RunSubject) => Promise<void>;
