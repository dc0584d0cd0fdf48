import * as vscode from "vscode";
import { approvalOf, unapproved, type AuditedWork } from "../../core/git/config/checkoutAudit.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

const memoryKey = "approvedPrograms";

/** What the person approved in this workspace before, as `key=value`. */
function remembered(memory: vscode.Memento): readonly string[] {
  const stored = memory.get<unknown>(memoryKey);
  return Array.isArray(stored) ? stored.filter((entry) => typeof entry === "string") : [];
}

/**
 * Before files are checked out or merged: names the programs that the repository's configuration would run then, and ends the operation
 * unless the person lets them. What was let run once is not asked about again as long as it reads the same.
 */
export async function approvePrograms(
  workspace: WorkflowWorkspace,
  work: AuditedWork,
  memory: vscode.Memento,
): Promise<readonly string[]> {
  const { forks } = await workspace.openGitFeatures();
  const approved = remembered(memory);
  const refused = unapproved(await forks.audit(work), approved);
  if (refused.length === 0) return approved;
  const show = t("Show Configuration");
  const run = t("Let Them Run");
  const picked = orCancel(
    await showWarning(
      t("The repository's own configuration would run programs now."),
      {
        modal: true,
        detail: [
          ...refused.map(({ key, value }) => visibleText(`${key} = ${value}`)),
          "",
          t("Let them run only if you know what they do."),
        ].join("\n"),
      },
      show,
      run,
    ),
  );
  if (picked === show) {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(vscode.Uri.file(workspace.key), ".git", "config"));
    return orCancel<readonly string[]>(undefined);
  }
  const all = [...approved, ...refused.map(approvalOf)];
  await memory.update(memoryKey, all);
  return all;
}
