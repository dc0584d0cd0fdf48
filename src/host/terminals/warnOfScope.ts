import * as vscode from "vscode";
import { configurationSection, settings } from "../manifest/contributions.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";

/** Says which setting cannot be used and what follows from that, because otherwise notes would be missing for no visible reason. */
export async function warnOfScope(): Promise<void> {
  const setting = `${configurationSection}.${settings.userScope}`;
  const open = t("Open Settings");
  const message = t(
    "The setting {0} cannot be used: it needs one line of at most 200 characters, such as {1}. Until then no scope's notes are shown, and wfs in new terminals refuses its work.",
    setting,
    "user:ada",
  );
  if ((await showWarning(message, open)) === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", setting);
  }
}
