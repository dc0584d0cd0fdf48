import * as vscode from "vscode";
import type { SweepResult } from "../../core/forks/applySweep.ts";
import type { Forks } from "../../core/forks/forks.ts";
import type { SweepFinding } from "../../core/forks/sweep/sweepPlan.ts";
import { joinPath } from "../../core/files/paths.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { commands } from "../manifest/contributions.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

interface FindingItem extends vscode.QuickPickItem {
  readonly finding?: SweepFinding;
}

function heading(label: string): FindingItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function findingItem(finding: SweepFinding): FindingItem {
  return {
    label: plainItemText(finding.message.in(t)),
    detail: plainItemText(finding.repair?.in(t) ?? finding.subject),
    picked: finding.certain,
    finding,
  };
}

/** Everything found with what would be done; what cannot lose anything is chosen already. */
async function choose(findings: readonly SweepFinding[]): Promise<readonly SweepFinding[]> {
  const parts: readonly (readonly [string, readonly SweepFinding[]])[] = [
    [t("Nothing can be lost"), findings.filter(({ certain, repair }) => certain && repair !== null)],
    [t("Look before you tick"), findings.filter(({ certain, repair }) => !certain && repair !== null)],
    [t("Only you can repair these"), findings.filter(({ repair }) => repair === null)],
  ];
  const items = parts.flatMap(([label, group]) =>
    group.length === 0 ? [] : [heading(label), ...group.map(findingItem)],
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: t("Clean Up After Forks"),
    placeHolder: t("{0} found: OK repairs what is ticked", findings.length),
    canPickMany: true,
    matchOnDetail: true,
  });
  return orCancel(picked).flatMap(({ finding }) => (finding === undefined || finding.repair === null ? [] : [finding]));
}

function write({ log }: Host, results: readonly SweepResult[]): readonly SweepResult[] {
  for (const { finding, done, message } of results) {
    log[done ? "info" : "warn"](`${String(finding.message)} ${String(message)}`);
  }
  return results.filter(({ done }) => !done);
}

/** Applies what is certain without a word, and asks once about the rest. Without worktrees and forks git is not even started. */
export async function sweepQuietly(host: Host, workspace: WorkflowWorkspace): Promise<void> {
  await workspace.loaded();
  const { sessions } = workspace.snapshot();
  const { fs, root } = workspace.services;
  const worktrees = await fs.lstat(joinPath(root, ".worktrees"));
  if (worktrees === undefined && !sessions.some(({ record }) => record.forked_from !== undefined)) return;
  const { forks } = await workspace.openGitFeatures();
  // Lost sessions have rows in the tree.
  const findings = (await forks.sweep()).filter(({ code }) => code !== "lost-session");
  const certain = findings.filter((finding) => finding.certain && finding.repair !== null);
  if (certain.length > 0) {
    write(host, await workspace.change(async () => await forks.applySweep(certain)));
  }
  const rest = findings.length - certain.length;
  if (rest === 0) return;
  const look = t("Look…");
  const message =
    rest === 1
      ? t("Something of a fork in “{0}” wants a look.", workspace.name)
      : t("{0} things of forks in “{1}” want a look.", rest, workspace.name);
  if ((await showInformation(message, look)) === look) {
    await vscode.commands.executeCommand(commands.sweepForks, { folder: workspace.key });
  }
}

async function applyChosen(host: Host, forks: Forks, chosen: readonly SweepFinding[]): Promise<void> {
  const failed = write(host, await forks.applySweep(chosen));
  const [first] = failed;
  const done = chosen.length - failed.length;
  const text = t("Repaired {0} of {1}.", done, chosen.length);
  const show = first === undefined ? showInformation : showWarning;
  void host.runner.attempt(async () => {
    await show(first === undefined ? text : `${text} ${first.message.in(t)}`);
  });
}

/** Finds worktrees, branches and half-done operations that nobody owns, and asks what to do about each. */
export const sweepForks = (host: Host): LateWorkspaceOperation => ({
  policy: { ...changing, progress: "notification" },
  run: async ({ workspace, runWithProgress }) => {
    const { forks } = await workspace.openGitFeatures();
    const findings = await forks.sweep();
    if (findings.length === 0) {
      void showInformation(t("Every worktree and branch of “{0}” has its fork.", workspace.name));
      return;
    }
    const chosen = await choose(findings);
    if (chosen.length === 0) return;
    await runWithProgress(t("Cleaning up after forks"), async () => await applyChosen(host, forks, chosen));
  },
});
