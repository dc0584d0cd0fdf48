import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import type { ApprovalView } from "../../../core/review/requests/approvals.ts";
import type { PreparedAction } from "../../../core/review/gate.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import { visibleText } from "../../../core/base/visibleText.ts";
import type { openings } from "../../../messages/review.ts";
import { commands, reviewScheme } from "../../manifest/contributions.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import type { Place } from "../../workspaces/workflowWorkspace.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import { reviewQuery } from "../../documents/reviewAddress.ts";

export interface Beside {
  readonly place: Place;
  readonly view: ApprovalView;
  readonly what: (typeof openings)[number];
  readonly path: string | undefined;
  readonly prepared: PreparedAction | undefined;
}

/** One side of a file under review, for VS Code's own editors; `undefined` where that side has nothing an editor could show. */
function sideUri({ place, view }: Beside, file: ProposalFile, side: "from" | "to"): vscode.Uri | undefined {
  const mode = side === "from" ? file.oldMode : file.newMode;
  if (mode === "000000" || mode === "160000") return undefined;
  const query = reviewQuery({ place: place.key, request: view.id, side, path: file.path });
  return vscode.Uri.from({ scheme: reviewScheme, path: `/${file.path}`, query });
}

function preparedOf({ prepared }: Beside): PreparedAction {
  if (prepared !== undefined) return prepared;
  throw new WorkflowError("refused", t("There is nothing to open yet."), t("Wait until it has been looked up."));
}

function fileOf(beside: Beside): ProposalFile {
  const file = preparedOf(beside).files.find(({ path, exact }) => exact && path === beside.path);
  if (file !== undefined) return file;
  throw new WorkflowError(
    "not-found",
    t("This file is not part of the proposal."),
    t("Look at the list of files again."),
  );
}

async function openDiff(beside: Beside, only: ProposalFile | undefined): Promise<void> {
  const title = requestTitle(beside.view, t);
  const files = only === undefined ? preparedOf(beside).files.filter(({ exact }) => exact) : [only];
  const rows = files.map((file) => ({
    file,
    left: sideUri(beside, file, "from"),
    right: sideUri(beside, file, "to"),
  }));
  const [first] = rows;
  if (only !== undefined && first?.left !== undefined && first.right !== undefined) {
    const name = `${visibleText(only.path)} · ${title}`;
    await vscode.commands.executeCommand("vscode.diff", first.left, first.right, name);
    return;
  }
  const resources = rows.flatMap(({ left, right }) => {
    const label = right ?? left;
    return label === undefined ? [] : [[label, left, right]];
  });
  if (resources.length === 0) {
    void showInformation(t("There is no file an editor could show."));
    return;
  }
  await vscode.commands.executeCommand("vscode.changes", title, resources);
}

async function compare({ place, view }: Beside): Promise<void> {
  await vscode.commands.executeCommand(commands.compareForks, { folder: place.key, session: view.session });
}

/** Opens what a review page asks for beside it. None of it changes anything. */
export async function openBeside(beside: Beside): Promise<void> {
  switch (beside.what) {
    case "diff":
      await openDiff(beside, fileOf(beside));
      break;
    case "multiDiff":
      await openDiff(beside, undefined);
      break;
    case "compare":
      await compare(beside);
      break;
    case "copyFingerprint":
      await vscode.env.clipboard.writeText(preparedOf(beside).fingerprint);
      break;
  }
}
