import * as vscode from "vscode";
import { configurationSection, type settings } from "../manifest/contributions.ts";

/** What the person's own settings say; what a workspace or folder says is not even looked at. */
export function ownSetting(key: (typeof settings)[keyof typeof settings]): unknown {
  return vscode.workspace.getConfiguration(configurationSection).inspect<unknown>(key)?.globalValue;
}
