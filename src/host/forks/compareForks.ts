import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { sessionItems } from "../prompts/sessionItems.ts";
import { comparisonScheme } from "../manifest/contributions.ts";
import { comparisonQuery } from "../documents/comparisonAddress.ts";
import { t, wording } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { Invocation } from "../operations/invocation.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import { versioning } from "../operations/policy.ts";
import { comparisonPage } from "./comparisonPage.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

/** Forks below this session, or all, when it has none to compare. */
function candidates(workspace: WorkflowWorkspace, session: string | undefined): readonly SessionView[] {
  const forks = workspace
    .snapshot()
    .sessions.filter(({ state, record }) => record.forked_from !== undefined && state !== "archived");
  const siblings = forks.filter(({ record }) => record.forked_from?.session === session);
  return siblings.length >= 2 ? siblings : forks;
}

async function chooseForks(
  workspace: WorkflowWorkspace,
  { given, target }: Invocation,
): Promise<readonly SessionView[]> {
  if (given.forks !== undefined) return given.forks.map((id) => workspace.find(id));
  const wanted = target.session ?? given.session ?? workspace.current()?.id;
  const baseline = wanted === undefined ? undefined : (workspace.find(wanted).record.forked_from?.session ?? wanted);
  const forks = candidates(workspace, baseline);
  if (forks.length < 2) {
    throw new WorkflowError(
      "not-found",
      say`There are not two forks to compare in “${workspace.name}”.`,
      say`Start another one with “Create Fork”.`,
    );
  }
  const items = sessionItems(forks, wording).map((item) => ({
    ...item,
    picked: item.session?.record.forked_from?.session === baseline,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t("Compare Forks"),
    placeHolder: t("Which forks? Two or more."),
    canPickMany: true,
    matchOnDetail: true,
  });
  return orCancel(picked).flatMap(({ session }) => (session === undefined ? [] : [session]));
}

/** Makes the page with forks side by side; `show` opens it. */
export const compareForks = (show: (uri: vscode.Uri, page: string) => Promise<void>): LateWorkspaceOperation => ({
  policy: versioning,
  run: async (context) => {
    const { workspace, runWithProgress } = context;
    const forks = await chooseForks(workspace, context);
    const ids = forks.map(({ id }) => id).toSorted();
    const gitFeatures = await workspace.openGitFeatures();
    const comparison = await runWithProgress(
      t("Comparing {0} forks", ids.length),
      async (signal) => await gitFeatures.forks.compare(ids, signal),
    );
    const query = comparisonQuery({ workspace: workspace.key, forks: ids });
    const uri = vscode.Uri.from({ scheme: comparisonScheme, path: `/${t("Compare Forks")}.md`, query });
    const projects = new Map(forks.map(({ id, record }) => [id, record.project ?? ""]));
    await show(uri, comparisonPage({ comparison, projects }, wording));
  },
});
