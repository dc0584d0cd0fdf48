import * as vscode from "vscode";
import { reviewPanelType } from "../../manifest/contributions.ts";

/** A new editor for a review page, beside nothing: where the person works. */
export function openReviewWebview(extension: vscode.ExtensionContext, title: string): vscode.WebviewPanel {
  const column = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.Active;
  return vscode.window.createWebviewPanel(reviewPanelType, title, column, reviewWebviewOptions(extension));
}

/** What a review page may do and load. */
export function reviewWebviewOptions({
  extensionUri,
}: Pick<vscode.ExtensionContext, "extensionUri">): vscode.WebviewOptions & vscode.WebviewPanelOptions {
  return {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    enableFindWidget: true,
    retainContextWhenHidden: false,
    localResourceRoots: [
      vscode.Uri.joinPath(extensionUri, "dist", "webview"),
      vscode.Uri.joinPath(extensionUri, "media"),
    ],
  };
}

/** The page's own texts in the person's language. */
export function pageStrings(): Readonly<Record<string, string>> {
  return { ...vscode.l10n.bundle };
}
