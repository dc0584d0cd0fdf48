import * as vscode from "vscode";
import { shortName } from "../../../core/git/repository/refName.ts";
import type { RemoteBranch } from "../../../core/review/kinds/publish/protectedBranch.ts";
import { commands, type CommandId } from "../../manifest/contributions.ts";
import type { Invocation } from "../../operations/invocation.ts";
import { t } from "../../platform/hostWording.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import { plainItemText } from "../../prompts/sessionItems.ts";
import { landsBy } from "../../settings/publishSettings.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { workspaceNamed } from "../../workspaces/workspaceNamed.ts";

export interface LandingOptions {
  readonly workspaces: readonly WorkflowWorkspace[];
  /** Where the branch the main checkout is on goes, if it is known that nobody pushes there directly. Never fails. */
  readonly protectedUpstream: (workspace: WorkflowWorkspace) => Promise<RemoteBranch | undefined>;
}

/**
 * The command that brings a fork home: where the person's settings say that this is done by publishing, or the branch is known to be protected at its
 * remote, a merge offers that first.
 */
export async function landingCommand(
  command: CommandId,
  invocation: Invocation,
  options: LandingOptions,
): Promise<CommandId> {
  if (command !== commands.requestMerge || invocation.given.into !== undefined) return command;
  const why = await whyPublish(invocation, options);
  if (why === undefined) return command;
  const items = [
    { label: t("Publish to a Remote…"), detail: why, command: commands.requestPublish },
    { label: t("Merge into a Branch Here…"), command: commands.requestMerge },
  ];
  return orCancel(await vscode.window.showQuickPick(items, { title: t("Bring Fork Home") })).command;
}

/** `undefined`: nothing says that it should be published. */
async function whyPublish(invocation: Invocation, options: LandingOptions): Promise<string | undefined> {
  const by = landsBy();
  if (by === "publish") return t("As your settings say");
  const workspace = by === "auto" ? meantWorkspace(invocation, options.workspaces) : undefined;
  const found = workspace && (await options.protectedUpstream(workspace));
  return found && t("{0} is protected on {1}", plainItemText(shortName(found.ref)), plainItemText(found.remote));
}

/** `undefined`: the person is asked which one later. */
function meantWorkspace(
  { given, target }: Invocation,
  workspaces: readonly WorkflowWorkspace[],
): WorkflowWorkspace | undefined {
  if (target.workspace !== undefined) return workspaces.find(({ key }) => key === target.workspace);
  if (given.folder !== undefined) return workspaceNamed(workspaces, given.folder);
  return workspaces.length === 1 ? workspaces[0] : undefined;
}
