import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Runs } from "../../core/runs/runs.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import { t } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { runDescription } from "../wording/runWording.ts";
import { type ActOnOne, fits } from "./fittingRuns.ts";

function title(act: ActOnOne): string {
  return {
    openTerminal: t("Open Terminal in Run"),
    retry: t("Retry Run…"),
    reset: t("Reset Run…"),
    tearDown: t("Tear Down Run"),
    show: t("Show Run"),
  }[act];
}

/** The run that is named, as the disk says it now, else the only one there is, else one that the person chooses of those it can be done with. */
export async function chooseRun(runs: Runs, named: string | undefined, act: ActOnOne): Promise<RunView> {
  if (named !== undefined) return await runs.get(named);
  const all = await runs.list();
  const fitting = all.filter((view) => fits(act, view));
  const [only, ...others] = fitting;
  if (only === undefined && all.length > 0) {
    throw new WorkflowError(
      "refused",
      say`Of no run this can be done as they stand now.`,
      say`One that waits for its turn has nothing yet; where a program runs, wait until it has ended, or end it.`,
    );
  }
  if (only === undefined) {
    throw new WorkflowError("not-found", say`There are no runs.`, say`Start one with “Start Run”.`);
  }
  if (others.length === 0 && act === "show") return only;
  const items = fitting.map((view) => ({
    label: plainItemText(view.task),
    description: plainItemText(runDescription(view, t)),
    detail: view.place.id,
    view,
  }));
  return orCancel(await vscode.window.showQuickPick(items, { title: title(act), matchOnDetail: true })).view;
}
