import * as vscode from "vscode";
import { plainMessage } from "../wording/plainMessage.ts";

type Rest = readonly (string | vscode.MessageOptions)[];
type Show = (message: string, options: vscode.MessageOptions, ...buttons: string[]) => Thenable<string | undefined>;

/** Nothing in a message is a link, whatever its parts say; lines of `detail` stay lines. */
async function showPlainly(show: Show, message: string, rest: Rest): Promise<string | undefined> {
  const options = rest.find((part): part is vscode.MessageOptions => typeof part === "object") ?? {};
  const buttons = rest.filter((part) => typeof part === "string");
  const detail = options.detail?.split("\n").map(plainMessage).join("\n");
  return await show(plainMessage(message), { ...options, ...(detail === undefined ? {} : { detail }) }, ...buttons);
}

/** Like `vscode.window.showInformationMessage`; answers with the button that was pressed. */
export async function showInformation(message: string, ...rest: Rest): Promise<string | undefined> {
  return await showPlainly(vscode.window.showInformationMessage, message, rest);
}

/** Like `vscode.window.showWarningMessage`; answers with the button that was pressed. */
export async function showWarning(message: string, ...rest: Rest): Promise<string | undefined> {
  return await showPlainly(vscode.window.showWarningMessage, message, rest);
}

/** Like `vscode.window.showErrorMessage`; answers with the button that was pressed. */
export async function showError(message: string, ...rest: Rest): Promise<string | undefined> {
  return await showPlainly(vscode.window.showErrorMessage, message, rest);
}

/** A notification with "Cancel" for as long as `task` runs. */
export async function showProgress(
  title: string,
  task: (token: vscode.CancellationToken) => Promise<void>,
): Promise<void> {
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: plainMessage(title), cancellable: true },
    async (_progress, token) => await task(token),
  );
}
