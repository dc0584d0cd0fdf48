import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Runs } from "../../core/runs/runs.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import { t } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { runDescription } from "../wording/runWording.ts";
import type { RunAct } from "./registerRuns.ts";

function title(act: Exclude<RunAct, "start">): string {
  return {
    openTerminal: t("Open Terminal in Run"),
    retry: t("Retry Run"),
    reset: t("Reset Run"),
    tearDown: t("Tear Down Run"),
    show: t("Show Run"),
  }[act];
}

/** The run that is named, as the disk says it now, else the only one there is, else one that the person chooses. */
export async function chooseRun(
  runs: Runs,
  named: string | undefined,
  act: Exclude<RunAct, "start">,
): Promise<RunView> {
  if (named !== undefined) return await runs.get(named);
  const all = await runs.list();
  const [only, ...others] = all;
  if (only === undefined) {
    throw new WorkflowError("not-found", say`There are no runs.`, say`Start one with “Start Run”.`);
  }
  if (others.length === 0 && act === "show") return only;
  const items = all.map((view) => ({
    label: plainItemText(view.task),
    description: plainItemText(runDescription(view, t)),
    detail: view.place.id,
    view,
  }));
  return orCancel(await vscode.window.showQuickPick(items, { title: title(act), matchOnDetail: true })).view;
}
