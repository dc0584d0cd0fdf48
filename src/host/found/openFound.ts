import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import { reading } from "../operations/policy.ts";
import { t } from "../platform/hostWording.ts";
import { chooseFound } from "./chooseFound.ts";

/** A worktree that another tool has made, in a window of its own. */
export const openFound = (): LateWorkspaceOperation => ({
  policy: { ...reading, needsWorkflow: false },
  run: async (context) => {
    const { path } = await chooseFound(context.workspace, context, t("Open Worktree in New Window"));
    if (path === null) {
      throw new WorkflowError(
        "not-found",
        say`No worktree has this branch checked out.`,
        say`Keep it as a session, then open the fork: that makes a worktree.`,
      );
    }
    await vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.file(path), { forceNewWindow: true });
  },
});
