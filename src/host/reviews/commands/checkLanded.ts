import * as vscode from "vscode";
import { plainRefName } from "../../../core/git/repository/refName.ts";
import type { PublishedWork } from "../../../core/review/kinds/publish/fetchPublished.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import { commands } from "../../manifest/contributions.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";

/** What a receipt says was published; `undefined`: nothing. */
export function publishedWork({ receipt, request }: RequestView): PublishedWork | undefined {
  if (receipt?.outcome !== "executed" || receipt.published === undefined) return undefined;
  const base = request?.kind === "publish" ? (request.pull_request?.base ?? null) : null;
  return { receipt: { ...receipt, published: receipt.published }, base };
}

/** Says whether the fork of published work is merged, by what was just fetched, and offers what comes next. */
export async function tellLanded(workspace: WorkflowWorkspace, { session }: RequestView): Promise<void> {
  const { forks } = await workspace.openGitFeatures();
  const fork = (await forks.list()).find(({ id }) => id === session);
  if (fork === undefined) {
    void showInformation(t("It was fetched. {0} is not there any more.", session));
    return;
  }
  if (fork.merged !== true) {
    void showInformation(t("{0} has not landed yet, as far as was fetched.", session));
    return;
  }
  const next = t("What's Next…");
  const into = fork.merged_into === null ? undefined : plainRefName(fork.merged_into.ref);
  const said =
    into === undefined ? t("{0} has landed: it is merged.", session) : t("{0} has landed in {1}.", session, into);
  if ((await showInformation(said, next)) !== next) return;
  await vscode.commands.executeCommand(commands.showNextSteps, { folder: workspace.key, session });
}
