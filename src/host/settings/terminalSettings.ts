import * as vscode from "vscode";
import { configurationSection, settings } from "../manifest/contributions.ts";

/** Whether new terminals carry the variables at all: a setting of the user. */
export function terminalsShareVariables(): boolean {
  return vscode.workspace.getConfiguration(configurationSection).get<boolean>(settings.terminalEnvironment, true);
}
