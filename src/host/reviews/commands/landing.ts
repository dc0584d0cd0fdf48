import * as vscode from "vscode";
import { commands, type CommandId } from "../../manifest/contributions.ts";
import type { Invocation } from "../../operations/invocation.ts";
import { t } from "../../platform/hostWording.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import { landsBy } from "../../settings/publishSettings.ts";

/** The command that brings a fork home: where the person's settings say that this is done by publishing, a merge offers that first. */
export async function landingCommand(command: CommandId, { given }: Invocation): Promise<CommandId> {
  if (command !== commands.requestMerge || given.into !== undefined || landsBy() !== "publish") return command;
  const items = [
    { label: t("Publish to a Remote…"), detail: t("As your settings say"), command: commands.requestPublish },
    { label: t("Merge into a Branch Here…"), command: commands.requestMerge },
  ];
  return orCancel(await vscode.window.showQuickPick(items, { title: t("Bring Fork Home") })).command;
}
