import * as vscode from "vscode";
import type { TreeElement } from "./treeMirror.ts";

/**
 * What a click on a row runs: it acts on the row that is selected in the view. Without arguments, because VS Code forgets a row's arguments
 * the moment the row is drawn anew, and a click that comes then would find no command.
 */
export function openRowCommand(view: string): string {
  return `_${view}.openRow`;
}

/** Registers that command for a view: the selected row's own command, with the row as its argument. */
export function registerOpenRow(id: string, view: vscode.TreeView<TreeElement>): vscode.Disposable {
  return vscode.commands.registerCommand(openRowCommand(id), async () => {
    const [element] = view.selection;
    if (element?.row.command !== undefined) await vscode.commands.executeCommand(element.row.command, element);
  });
}
