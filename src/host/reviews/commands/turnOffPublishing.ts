import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import { plainItemText } from "../../prompts/sessionItems.ts";
import { publishingIsOn, turnOffRemotes } from "../../settings/publishSettings.ts";
import { plainAddress } from "../kinds/plainNames.ts";

/** Lets the person choose addresses that the network must not be used for any more, of whichever repository. Throws `not-found` where none is on. */
export async function turnOffPublishing(): Promise<void> {
  const items = publishingIsOn().map(({ repository, address }) => ({
    label: plainItemText(address),
    detail: plainItemText(repository),
    on: { repository, address },
  }));
  if (items.length === 0) {
    throw new WorkflowError(
      "not-found",
      say`Publishing is turned on for no remote.`,
      say`There is nothing to turn off; the review of a request to publish offers to turn one on.`,
    );
  }
  const options = {
    title: t("Turn Off Publishing"),
    placeHolder: t("Which remotes must not be asked and pushed to any more?"),
    canPickMany: true,
  } as const;
  const picked = orCancel(await vscode.window.showQuickPick(items, options));
  if (picked.length === 0) return;
  await turnOffRemotes(picked.map(({ on }) => on));
  const [first] = picked;
  void showInformation(
    picked.length === 1 && first !== undefined
      ? t("Publishing to {0} is turned off.", plainAddress(first.on.address))
      : t("Publishing to {0} remotes is turned off.", picked.length),
  );
}
