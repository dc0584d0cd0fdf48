import * as vscode from "vscode";
import type { Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { plainItemText } from "./sessionItems.ts";
import { t, wording } from "../platform/hostWording.ts";
import { orCancel } from "./orCancel.ts";
import type { RowTarget } from "../rows/treeRow.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { checkpointDescription } from "../rows/checkpointRow.ts";
import { checkpointTitle } from "../wording/checkpointWording.ts";

/** A session's checkpoints, newest first; `not-found` when there are none. */
export async function existingCheckpoints(
  workspace: WorkflowWorkspace,
  session: SessionView,
): Promise<readonly Checkpoint[]> {
  const { checkpoints } = await workspace.openGitFeatures();
  const all = await checkpoints.list(session.id);
  if (all.length > 0) return all;
  throw new WorkflowError(
    "not-found",
    say`${session.id} has no checkpoints yet.`,
    say`Take one with “Take Checkpoint”; phases and ends of sessions take one by themselves.`,
  );
}

/** Asks for one of these checkpoints. */
export async function pickCheckpoint(
  all: readonly Checkpoint[],
  question: { readonly title: string; readonly placeHolder: string },
): Promise<Checkpoint> {
  const items = all.map((checkpoint) => ({
    label: plainItemText(checkpointTitle(checkpoint, t)),
    description: checkpointDescription(checkpoint, wording),
    iconPath: new vscode.ThemeIcon(checkpoint.pinned ? "pinned" : "git-commit"),
    checkpoint,
  }));
  return orCancel(await vscode.window.showQuickPick(items, { ...question, matchOnDescription: true })).checkpoint;
}

/** The session whose checkpoint is meant, and which one if that was said: by the row a command was invoked on, or by its arguments. */
export interface CheckpointQuestion {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionView;
  readonly target: Pick<RowTarget, "checkpoint">;
  readonly given: { readonly checkpoint?: number | undefined };
}

/** The checkpoint of the row or the argument; without either it asks. */
export async function chooseCheckpoint(
  { workspace, session, given, target }: CheckpointQuestion,
  title: string,
): Promise<Checkpoint> {
  const { checkpoints } = await workspace.openGitFeatures();
  const id = target.checkpoint ?? given.checkpoint;
  if (id !== undefined) return await checkpoints.show(session.id, id);
  const all = await existingCheckpoints(workspace, session);
  return await pickCheckpoint(all, { title, placeHolder: t("Which checkpoint?") });
}
