import * as vscode from "vscode";
import type { RowIcon } from "../rows/treeRow.ts";

export function themeIcon({ name, color }: RowIcon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}
