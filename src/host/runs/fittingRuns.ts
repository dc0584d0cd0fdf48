import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import type { RunAct } from "./registerRuns.ts";

/** What a person does with a run that is there. */
export type ActOnOne = Exclude<RunAct, "start">;

const isIdle = ({ state }: Pick<RunView, "state">): boolean => state === "ready" || state === "needs-review";

/** Whether something can be done with a run as it stands. */
export function fits(act: ActOnOne, view: Pick<RunView, "state" | "worktree">): boolean {
  if (act === "retry" || act === "reset") return isIdle(view);
  if (act === "openTerminal") return view.worktree !== null;
  return act === "show" || view.state !== "removed";
}

/** Throws where a run cannot begin again now, before anybody is asked whether it shall. */
export function requireFits(act: "retry" | "reset", view: Pick<RunView, "task" | "state" | "worktree">): void {
  if (fits(act, view)) return;
  const { task, state } = view;
  if (state === "running") {
    throw new WorkflowError(
      "conflict",
      say`A program runs in the run ${task}.`,
      say`Wait until it has ended, or end it, then try again; nothing was changed.`,
    );
  }
  throw new WorkflowError(
    "refused",
    state === "queued"
      ? say`The run ${task} waits for its turn; nothing of it is made yet.`
      : say`The run ${task} is over.`,
    say`“Show Run” says how it stands; “Start Run” begins another one.`,
  );
}
