import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { PreparedAction } from "../../../core/review/gate.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import type { openings } from "../../../messages/review.ts";
import { commands, reviewScheme } from "../../manifest/contributions.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { pullRequestPage } from "../kinds/pullRequestPage.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import { reviewQuery } from "../../documents/reviewAddress.ts";
import { renameWords } from "../../wording/renameWords.ts";

export interface EditorTarget {
  readonly workspace: WorkflowWorkspace;
  readonly view: RequestView;
  readonly what: (typeof openings)[number];
  readonly path: string | undefined;
  readonly prepared: PreparedAction | undefined;
}

/** One side of a file under review, for VS Code's own editors; `undefined` where that side has nothing an editor could show. */
function sideUri({ workspace, view }: EditorTarget, file: ProposalFile, side: "from" | "to"): vscode.Uri | undefined {
  const mode = side === "from" ? file.oldMode : file.newMode;
  if (mode === "000000" || mode === "160000") return undefined;
  const path = side === "from" ? (file.oldPath ?? file.path) : file.path;
  const query = reviewQuery({ workspace: workspace.key, request: view.id, side, path });
  return vscode.Uri.from({ scheme: reviewScheme, path: `/${path}`, query });
}

function preparedOf({ prepared }: EditorTarget): PreparedAction {
  if (prepared !== undefined) return prepared;
  throw new WorkflowError("refused", say`There is nothing to open yet.`, say`Wait until it has been looked up.`);
}

function fileOf(target: EditorTarget): ProposalFile {
  const file = preparedOf(target).files.find(({ path, exact }) => exact && path === target.path);
  if (file !== undefined) return file;
  throw new WorkflowError(
    "not-found",
    say`This file is not part of the proposal.`,
    say`Look at the list of files again.`,
  );
}

async function openDiff(target: EditorTarget, only: ProposalFile | undefined): Promise<void> {
  const title = requestTitle(target.view, t);
  const files = only === undefined ? preparedOf(target).files.filter(({ exact }) => exact) : [only];
  const rows = files.map((file) => ({
    file,
    left: sideUri(target, file, "from"),
    right: sideUri(target, file, "to"),
  }));
  const [first] = rows;
  if (only !== undefined && first?.left !== undefined && first.right !== undefined) {
    const name = `${renameWords(only)} · ${title}`;
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

async function compare({ workspace, view }: EditorTarget): Promise<void> {
  await vscode.commands.executeCommand(commands.compareForks, { folder: workspace.key, session: view.session });
}

/** Opens in editors, in a question or in the browser what a review page asks for. None of it changes anything. */
export async function openInEditor(target: EditorTarget): Promise<void> {
  switch (target.what) {
    case "diff":
      await openDiff(target, fileOf(target));
      break;
    case "multiDiff":
      await openDiff(target, undefined);
      break;
    case "compare":
      await compare(target);
      break;
    case "copyFingerprint":
      await vscode.env.clipboard.writeText(preparedOf(target).fingerprint);
      break;
    case "turnOn":
      await vscode.commands.executeCommand(commands.turnOnPublishing, {
        folder: target.workspace.key,
        request: target.view.id,
      });
      break;
    case "pullRequest": {
      const page = pullRequestPage(target.view);
      if (page !== undefined) await vscode.env.openExternal(vscode.Uri.parse(page, true));
      break;
    }
  }
}
