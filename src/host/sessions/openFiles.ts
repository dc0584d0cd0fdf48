import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { SessionState } from "../../core/sessions/model/session.ts";
import { recordName } from "../../core/sessions/record/record.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { t } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { reading } from "../operations/policy.ts";
import type { LateOperation } from "../operations/operation.ts";

const anyState: readonly SessionState[] = ["active", "paused", "completed", "archived"];

// The record, the artifacts and the directory of a session, opened with VS Code's own editors.

export const openRecord = (): LateOperation => ({
  policy: reading,
  choice: { title: () => t("Open Record"), states: anyState, takesCurrent: false, temporary: "named" },
  run: async ({ session }) => {
    await vscode.window.showTextDocument(vscode.Uri.file(joinPath(session.path, recordName)));
  },
});

export const openArtifact = (): LateOperation => ({
  policy: reading,
  choice: { title: () => t("Open Artifact of Session"), states: anyState, takesCurrent: false, temporary: "named" },
  run: async ({ workspace, session, given, target }) => {
    const names = await workspace.sessions.artifacts(session.id);
    const kept = async (file: string): Promise<boolean> =>
      (await workspace.sessions.tasks(session.id)).some((task) => task.file === file);
    if (target.artifact === undefined && names.length === 0) {
      throw new WorkflowError(
        "not-found",
        say`${session.id} has no artifacts yet.`,
        say`Put files into the session's directory.`,
      );
    }
    const items = names.map((name) => ({ label: plainItemText(name), name }));
    const wanted =
      target.artifact ??
      given.artifact ??
      orCancel(await vscode.window.showQuickPick(items, { title: t("Open Artifact: {0}", session.id) })).name;
    if (!names.includes(wanted) && !(await kept(wanted))) {
      throw new WorkflowError(
        "not-found",
        say`${session.id} has no artifact “${wanted}” any more.`,
        say`Look at the list again; something may have moved or removed it.`,
      );
    }
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(joinPath(session.path, wanted)));
  },
});

export const openDirectory = (): LateOperation => ({
  policy: reading,
  choice: {
    title: () => t("Open Directory of Session"),
    states: anyState,
    takesCurrent: false,
    temporary: "named",
  },
  run: async ({ session }) => {
    const uri = vscode.Uri.file(session.path);
    const inside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    await vscode.commands.executeCommand(inside ? "revealInExplorer" : "revealFileInOS", uri);
  },
});
