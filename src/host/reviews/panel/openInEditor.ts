import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import type { openings } from "../../../messages/review.ts";
import { commands, reviewScheme, type CommandId } from "../../manifest/contributions.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import { renameWords } from "../../wording/renameWords.ts";

/** What a page shows, for VS Code's own editors. */
export interface EditorTarget {
  readonly title: string;
  /** `undefined`: nothing has been looked up yet. */
  readonly files: readonly ProposalFile[] | undefined;
  /** Of the address of one side of a file (documents/reviewAddress.ts). */
  readonly query: (side: "from" | "to", path: string) => string;
  /** Of whom other proposals are compared. */
  readonly session: { readonly folder: string; readonly session: string } | undefined;
  readonly fingerprint: string | undefined;
  /** Of a request alone: what sends the answer to it back, and what else is done about it. */
  readonly answer?: {
    readonly run: (command: CommandId) => Promise<void>;
    /** Opens the review of the request that was made after it. */
    readonly openNewer: () => Promise<void>;
    /** The page where its pull request is, or is opened. */
    readonly pullRequest: () => string | undefined;
  };
}

/** One side of a file, for VS Code's own editors; `undefined` where that side has nothing an editor could show. */
function sideUri({ query }: EditorTarget, file: ProposalFile, side: "from" | "to"): vscode.Uri | undefined {
  const mode = side === "from" ? file.oldMode : file.newMode;
  if (mode === "000000" || mode === "160000") return undefined;
  const path = side === "from" ? (file.oldPath ?? file.path) : file.path;
  return vscode.Uri.from({ scheme: reviewScheme, path: `/${path}`, query: query(side, path) });
}

function lookedUp<Value>(value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new WorkflowError("refused", say`There is nothing to open yet.`, say`Wait until it has been looked up.`);
}

function fileOf({ files }: EditorTarget, wanted: string | undefined): ProposalFile {
  const file = lookedUp(files).find(({ path, exact }) => exact && path === wanted);
  if (file !== undefined) return file;
  throw new WorkflowError(
    "not-found",
    say`This file is not part of the proposal.`,
    say`Look at the list of files again.`,
  );
}

async function openDiff(target: EditorTarget, only: ProposalFile | undefined): Promise<void> {
  const { title } = target;
  const files = only === undefined ? lookedUp(target.files).filter(({ exact }) => exact) : [only];
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

/**
 * Opens in editors or in the browser what a review page asks for, or runs the command that sends an answer back, which asks a person itself. None of it changes anything
 * that is under review.
 */
export async function openInEditor(
  what: (typeof openings)[number],
  path: string | undefined,
  target: EditorTarget,
): Promise<void> {
  switch (what) {
    case "diff":
      await openDiff(target, fileOf(target, path));
      break;
    case "multiDiff":
      await openDiff(target, undefined);
      break;
    case "compare":
      await vscode.commands.executeCommand(commands.compareForks, lookedUp(target.session));
      break;
    case "copyFingerprint":
      await vscode.env.clipboard.writeText(lookedUp(target.fingerprint));
      break;
    case "continueAgent":
      await lookedUp(target.answer).run(commands.continueAgent);
      break;
    case "copyAsPrompt":
      await lookedUp(target.answer).run(commands.copyAsPrompt);
      break;
    case "askedAgain":
      await lookedUp(target.answer).openNewer();
      break;
    case "turnOn":
      await lookedUp(target.answer).run(commands.turnOnPublishing);
      break;
    case "pullRequest": {
      const page = lookedUp(target.answer).pullRequest();
      if (page !== undefined) await vscode.env.openExternal(vscode.Uri.parse(page, true));
      break;
    }
  }
}
