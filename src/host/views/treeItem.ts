import * as vscode from "vscode";
import { t } from "../platform/hostWording.ts";
import { themeIcon } from "../platform/themeIcon.ts";
import { openRowCommand } from "./openRow.ts";
import type { TreeRow } from "../rows/treeRow.ts";

const states: Readonly<Record<TreeRow["expand"], vscode.TreeItemCollapsibleState>> = {
  never: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

/** A row of the view as VS Code wants it; the hover is added by `toTooltip` when it is needed. */
export function toTreeItem(row: TreeRow, view: string): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, states[row.expand]);
  item.id = row.id;
  item.contextValue = row.contextValue;
  item.accessibilityInformation = { label: row.spoken };
  if (row.description !== undefined) item.description = row.description;
  if (row.icon !== undefined) item.iconPath = themeIcon(row.icon);
  if (row.command !== undefined) {
    item.command = { command: openRowCommand(view), title: t("Open") };
  }
  return item;
}

/** The hover of a row: Markdown in which nothing foreign is active. */
export async function toTooltip(row: TreeRow): Promise<vscode.MarkdownString | undefined> {
  if (row.tooltip === undefined) return undefined;
  const tooltip = new vscode.MarkdownString(await row.tooltip());
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  return tooltip;
}
