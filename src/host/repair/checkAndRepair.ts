import * as vscode from "vscode";
import type { Problem } from "../../core/sessions/model/session.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import type { Host } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { reportRepairs } from "./reportRepairs.ts";
import { isWayBack, waysOut } from "./recoveryOffers.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing, reading } from "../operations/policy.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import { withProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { problemMessage, problemTitle } from "../wording/problems.ts";

/** Explains one problem in a modal and answers with it when its repair is wanted; something half done is recovered as the person says. */
async function explain(host: Host, workspace: WorkflowWorkspace, problem: Problem): Promise<readonly Problem[]> {
  const repair = t("Repair");
  const open = t("Show File");
  const detail = [problemMessage(problem, wording), problem.repair?.in(t) ?? "", problem.path]
    .filter((part) => part !== "")
    .map(visibleText)
    .join("\n\n");
  const ways = waysOut(problem);
  const picked = await showWarning(
    problemTitle(problem.code, t),
    { modal: true, detail },
    ...(ways.length > 0 || problem.repair === undefined ? ways : [repair]),
    open,
  );
  if (picked !== undefined && ways.includes(picked)) {
    await (await import("./recoverUnfinished.ts")).recoverUnfinished(host, workspace, problem, isWayBack(picked));
  }
  if (picked === open) {
    await vscode.commands.executeCommand("revealInExplorer", vscode.Uri.file(problem.path));
  }
  return picked === repair ? [problem] : [];
}

interface ProblemItem extends vscode.QuickPickItem {
  readonly problem?: Problem;
}

function problemItem(problem: Problem): ProblemItem {
  return {
    label: problemTitle(problem.code, t),
    description: plainItemText(problemMessage(problem, wording)),
    detail: plainItemText(problem.repair?.in(t) ?? problem.path),
    picked: problem.repair !== undefined,
    problem,
  };
}

function heading(label: string): ProblemItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Shows all problems with what would be done about each; those that can be repaired are chosen already. */
async function chooseRepairs(workspace: WorkflowWorkspace, problems: readonly Problem[]): Promise<readonly Problem[]> {
  const repairable = problems.filter(({ repair }) => repair !== undefined);
  const manual = problems.filter(({ repair }) => repair === undefined);
  const items: ProblemItem[] = [
    ...(repairable.length === 0 ? [] : [heading(t("Can be repaired")), ...repairable.map(problemItem)]),
    ...(manual.length === 0 ? [] : [heading(t("Only you can repair these")), ...manual.map(problemItem)]),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: t("Check and Repair “{0}”", workspace.name),
    placeHolder: t("{0} found, {1} can be repaired: OK repairs what is ticked", problems.length, repairable.length),
    canPickMany: true,
    matchOnDescription: true,
  });
  return orCancel(picked).flatMap(({ problem }) => (problem?.repair === undefined ? [] : [problem]));
}

/** Shows what is wrong in `.workflow` and what it would do, then does it, then says what was done. */
export const checkAndRepair = (host: Host): LateWorkspaceOperation => ({
  policy: { ...reading, progress: "notification" },
  run: async ({ workspace, target, runWithProgress }) => {
    const all = await runWithProgress(t("Looking through .workflow"), async () => await workspace.sessions.problems());
    const about = all.filter(
      ({ code, path, session }) =>
        (target.problem !== undefined && target.problem.code === code && target.problem.path === path) ||
        (target.session !== undefined && target.session === session),
    );
    const [only] = about;
    if (all.length === 0) {
      const count = workspace.snapshot().sessions.length;
      void host.runner.attempt(async () => {
        await showInformation(t("Nothing is wrong in “{0}” ({1} sessions looked at).", workspace.name, count));
      });
      return;
    }
    const chosen =
      only !== undefined && about.length === 1
        ? await explain(host, workspace, only)
        : await chooseRepairs(workspace, about.length > 0 ? about : all);
    if (chosen.length === 0) return;
    host.runner.requireTrust();
    const repairing = withProgress(workspace, changing);
    reportRepairs(host, await repairing(t("Repairing"), async () => await workspace.sessions.repair(chosen)));
  },
});
