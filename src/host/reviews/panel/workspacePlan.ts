import * as vscode from "vscode";
import { wording } from "../../platform/hostWording.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { RequestPlan } from "./requestPlan.ts";

/** The plan of a page about work of this workspace; its documents are opened as editors of the window. */
export function workspacePlan({ services, sessions }: WorkflowWorkspace): RequestPlan {
  const { root, fs } = services;
  return new RequestPlan({
    root,
    fs,
    sessions,
    edit: async (path) => {
      await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path));
    },
    wording,
  });
}
