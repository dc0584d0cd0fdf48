import * as vscode from "vscode";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import { reading } from "../operations/policy.ts";
import { t } from "../platform/hostWording.ts";
import { chooseFound } from "./chooseFound.ts";

/** The name of the branch of found work, or the commit of a worktree on none. */
export const copyFoundBranch = (): LateWorkspaceOperation => ({
  policy: { ...reading, needsWorkflow: false },
  run: async (context) => {
    const { branch, head, path } = await chooseFound(context.workspace, context, t("Copy Branch Name"));
    await vscode.env.clipboard.writeText(branch ?? head ?? path ?? "");
  },
});
