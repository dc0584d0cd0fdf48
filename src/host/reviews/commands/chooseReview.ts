import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say, type Text } from "../../../core/base/text.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import { plainItemText } from "../../prompts/sessionItems.ts";
import { t, wording } from "../../platform/hostWording.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import type { Invocation } from "../../operations/invocation.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { workspaceNamed } from "../../workspaces/workspaceNamed.ts";
import { themeIcon } from "../../platform/themeIcon.ts";
import type { RequestWatcher, FoundRequest } from "../requests/requestWatcher.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import { reviewRow } from "../list/reviewRow.ts";

/** Which requests an operation can be about. */
export interface ReviewChoice {
  readonly title: string;
  readonly fits: (view: RequestView) => boolean;
  /** Said where there is none. */
  readonly none: Text;
}

function items(found: readonly FoundRequest[], several: boolean): (vscode.QuickPickItem & { found: FoundRequest })[] {
  return found.map((one) => {
    const { workspace, view } = one;
    const views = found.flatMap((other) => (other.workspace === workspace ? [other.view] : []));
    const row = reviewRow(view, { workspace: workspace.key, reviewer: "", files: () => undefined, views }, wording);
    return {
      label: plainItemText(row.label),
      description: plainItemText(row.description ?? ""),
      detail: plainItemText(
        several ? `${workspace.name} · ${view.request?.summary ?? ""}` : (view.request?.summary ?? ""),
      ),
      ...(row.icon === undefined ? {} : { iconPath: themeIcon(row.icon) }),
      found: one,
    };
  });
}

/** The request that is meant: the row's, the named one, the only one there is, else one that the person chooses. */
export async function chooseReview(
  watcher: RequestWatcher,
  workspaces: readonly WorkflowWorkspace[],
  { given, target }: Invocation,
  { title, fits, none }: ReviewChoice,
): Promise<FoundRequest> {
  const key =
    target.workspace ?? (given.folder === undefined ? undefined : workspaceNamed(workspaces, given.folder).key);
  const inFolder = ({ workspace }: FoundRequest): boolean => key === undefined || workspace.key === key;
  const id = target.request ?? given.request;
  if (id !== undefined) {
    const named = watcher.all().find((one) => inFolder(one) && one.view.id === id);
    if (named === undefined) {
      throw new WorkflowError("not-found", say`There is no request ${id}.`, say`Look at the list of reviews again.`);
    }
    if (fits(named.view)) return named;
    throw new WorkflowError("refused", say`“${requestTitle(named.view, t)}”: ${none}`, say`Look at its review.`);
  }
  const session = given.session;
  const found = watcher
    .all()
    .filter((one) => inFolder(one) && fits(one.view) && (session === undefined || one.view.session === session));
  const [only] = found;
  if (only === undefined) throw new WorkflowError("not-found", none, say`Look at the list of reviews again.`);
  if (found.length === 1) return only;
  const several = new Set(found.map(({ workspace }) => workspace)).size > 1;
  const picked = await vscode.window.showQuickPick(items(found.toReversed(), several), {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return orCancel(picked).found;
}
