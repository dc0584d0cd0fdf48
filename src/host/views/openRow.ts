import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import type { TreeElement } from "../rows/treeMirror.ts";

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
    const element = await selected(view);
    if (element?.row.command !== undefined) await vscode.commands.executeCommand(element.row.command, element);
  });
}

/** The selected row; while rows are drawn anew VS Code says that there is none, so it is asked for up to two seconds. */
async function selected(view: vscode.TreeView<TreeElement>): Promise<TreeElement | undefined> {
  for (let asked = 0; asked < 40 && view.selection.length === 0; asked += 1) await wait(50);
  return view.selection[0];
}
