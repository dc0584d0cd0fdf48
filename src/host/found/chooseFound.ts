import * as vscode from "vscode";
import type { FoundWork } from "../../core/found/model/foundWork.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Found } from "../../core/found/found.ts";
import { t } from "../platform/hostWording.ts";
import type { Invocation } from "../operations/invocation.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { foundName } from "../rows/foundRow.ts";
import type { FoundTarget } from "../rows/treeRow.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

/** What is looked for around a workspace; throws where there is no git to ask. */
export async function foundOf(workspace: WorkflowWorkspace): Promise<Found> {
  const { found } = workspace.services;
  if (found === undefined) throw new WorkflowError("git-missing", say`There is no git.`, say`Install git.`);
  return await found();
}

/** The work a command is about: the row's, the one that is named, else what a person chooses. */
export async function chooseFound(
  workspace: WorkflowWorkspace,
  { given, target }: Invocation,
  title: string,
): Promise<FoundTarget> {
  if (target.found !== undefined) return target.found;
  const { branch = null, path = null } = given;
  const kind = given.kind ?? (branch !== null ? "branch" : path !== null ? "worktree" : undefined);
  if (kind !== undefined) return { kind, branch, ref: null, path, head: null };
  const { found } = await (await foundOf(workspace)).measured();
  if (found.length === 0) {
    throw new WorkflowError(
      "not-found",
      say`There is no work in “${workspace.name}” that belongs to no session.`,
      say`Worktrees, branches with commits of their own and uncommitted changes would be found.`,
    );
  }
  const items = found.map((work: FoundWork) => ({
    label: plainItemText(foundName(work, t)),
    description: plainItemText([work.tool ?? "", work.path ?? ""].filter((part) => part !== "").join(" · ")),
    work,
  }));
  const { work } = orCancel(await vscode.window.showQuickPick(items, { title }));
  return { kind: work.kind, branch: work.branch, ref: work.ref, path: work.path, head: work.head };
}
