import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { parseSessionId } from "../../../core/sessions/model/sessionId.ts";
import type { ForkComparisonPage } from "../../documents/comparisonAddress.ts";
import { parseComparisonQuery } from "../../documents/parseComparisonQuery.ts";
import { sessionItems } from "../../prompts/sessionItems.ts";
import { commands, comparisonScheme } from "../../manifest/contributions.ts";
import { t, wording } from "../../platform/hostWording.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import type { WorkspaceRegistry } from "../../workspaces/workspaceRegistry.ts";

/** The page a menu of it was used on, else the one in the active tab. */
function pageUri(page: unknown): vscode.Uri | undefined {
  if (page instanceof vscode.Uri) return page;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) return input.uri;
  return undefined;
}

function compared(page: unknown): ForkComparisonPage | undefined {
  const uri = pageUri(page);
  return uri?.scheme === comparisonScheme ? parseComparisonQuery(uri.query) : undefined;
}

/** Of the forks a page compares, the one to bring in: asks for its merge and opens the review of that. */
export async function pickProposal(page: unknown, workspaces: WorkspaceRegistry): Promise<void> {
  const comparison = compared(page);
  const workspace = comparison === undefined ? undefined : workspaces.find(comparison.workspace);
  if (comparison === undefined || workspace === undefined) {
    throw new WorkflowError(
      "usage",
      say`No page that compares forks is open.`,
      say`Open one with “Compare Forks”, then pick a fork.`,
    );
  }
  const wanted = new Set(comparison.forks.map(parseSessionId));
  const forks = workspace.snapshot().sessions.filter(({ id }) => wanted.has(id));
  const picked = orCancel(
    await vscode.window.showQuickPick(sessionItems(forks, wording), {
      title: t("Pick This One"),
      placeHolder: t("Which fork should be merged? You review it before anything happens."),
    }),
  );
  const session = picked.session?.id;
  await vscode.commands.executeCommand(commands.requestMerge, { folder: workspace.key, session });
}
