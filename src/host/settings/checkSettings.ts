import * as vscode from "vscode";
import { readRequiredChecks, type RequiredCheckList } from "../../core/review/checks/requiredCheck.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";

function own(key: string): unknown {
  return vscode.workspace.getConfiguration(configurationSection).inspect<unknown>(key)?.globalValue;
}

/** What the person's own settings require of proposals; what a workspace or folder says is not even looked at. */
export function requiredChecks(): RequiredCheckList {
  return readRequiredChecks(own(settings.checksRequired));
}

/** Whether required checks run by themselves for a request that arrives. */
export function checksRunOnRequest(): boolean {
  return own(settings.checksRun) === "onRequest";
}
