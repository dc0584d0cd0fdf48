import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { WorkflowSessionsApi } from "../../../../src/extension.ts";
import { type ReadableRow, treeText } from "../../../support/treeText.ts";

const expansions = ["never", "collapsed", "expanded"] as const;

function readable(item: vscode.TreeItem): ReadableRow {
  return {
    label: typeof item.label === "string" ? item.label : (item.label?.label ?? ""),
    description: typeof item.description === "string" ? item.description : "",
    icon: item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : "",
    expand: expansions[item.collapsibleState ?? 0],
  };
}

/** The extension of this repository, activated. */
export async function activated(): Promise<WorkflowSessionsApi> {
  const extension = vscode.extensions.getExtension<WorkflowSessionsApi>("workflow-sessions.workflow-sessions");
  assert.ok(extension);
  return await extension.activate();
}

/** The sessions view as VS Code gets it, as text (test/support/treeText.ts); ages are left out. */
export async function sessionsText(unfold = /^$/u): Promise<string> {
  const { sessions } = await activated();
  return await viewText(sessions, unfold);
}

/** The same of the reviews view. */
export async function reviewsText(unfold = /^$/u): Promise<string> {
  const { reviews } = await activated();
  return await viewText(reviews, unfold);
}

async function viewText(view: vscode.TreeDataProvider<unknown>, unfold: RegExp): Promise<string> {
  const items = new Map<unknown, vscode.TreeItem>();
  const children = async (element?: unknown): Promise<readonly unknown[]> => {
    const elements = (await view.getChildren(element)) ?? [];
    for (const one of elements) items.set(one, await view.getTreeItem(one));
    return elements;
  };
  const itemOf = (element: unknown): vscode.TreeItem => items.get(element) ?? new vscode.TreeItem("?");
  const text = await treeText(
    await children(),
    (element) => readable(itemOf(element)),
    children,
    (element) => unfold.test(readable(itemOf(element)).label),
  );
  return text.replaceAll(/(?: · |\()(?:now|\d+ (?:min|hrs?|days?))\)/gu, ")").replaceAll(" )", "");
}

/** Waits until `read` answers what is expected, at most five seconds; then compares, so that a failure shows both. */
export async function eventually<T>(read: () => Promise<T> | T, expected: T): Promise<void> {
  const until = Date.now() + 5_000;
  for (;;) {
    try {
      assert.deepEqual(await read(), expected);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((done) => {
      setTimeout(done, 25);
    });
  }
}
