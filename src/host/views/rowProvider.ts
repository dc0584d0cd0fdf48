import * as vscode from "vscode";
import { Disposables } from "../platform/disposables.ts";
import { t } from "../platform/hostWording.ts";
import type { Log } from "../platform/log.ts";
import { themeIcon } from "../platform/themeIcon.ts";
import { SerialQueue } from "../../core/base/serialQueue.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import { openRowCommand } from "./openRow.ts";
import { TreeMirror } from "../rows/treeMirror.ts";
import type { TreeElement } from "../rows/treeMirror.ts";
import type { TreeRow } from "../rows/treeRow.ts";

export interface RowProviderOptions {
  /** The view's id, for which `registerOpenRow` is called too. */
  readonly view: string;
  readonly roots: () => readonly TreeRow[];
  /** Awaited before the first rows are given. */
  readonly ready: () => Promise<void>;
  readonly log: Log;
  /** The view has asked for what is below this row. */
  readonly unfolded?: (row: TreeRow) => void;
  /** Called after each update. */
  readonly updated?: () => void;
}

/** Gives VS Code rows that are plain data, and tells it the narrowest rows that changed. */
export class RowProvider implements vscode.Disposable, vscode.TreeDataProvider<TreeElement> {
  readonly #options: RowProviderOptions;
  readonly #owned: Disposables;
  readonly #mirror: TreeMirror;
  readonly #changes: vscode.EventEmitter<TreeElement | TreeElement[] | undefined>;
  #touched = new Set<string>();
  readonly #queue = new SerialQueue();
  #updating: Promise<void> = Promise.resolve();

  constructor(options: RowProviderOptions) {
    this.#options = options;
    this.#owned = new Disposables((error) => options.log.error("A view could not be closed.", error));
    this.#mirror = new TreeMirror(options.roots);
    this.#changes = this.#owned.own(new vscode.EventEmitter());
  }

  get onDidChangeTreeData(): vscode.Event<TreeElement | TreeElement[] | undefined> {
    return this.#changes.event;
  }

  /**
   * Draws what differs; one after the other, and what was touched meanwhile is seen by the next. `touched`: ids of rows of sessions whose
   * content is another behind the same appearance.
   */
  update(touched: Iterable<string> = []): void {
    for (const id of touched) this.#touched.add(id);
    this.#updating = this.#queue
      .run(async () => {
        const ids = this.#touched;
        this.#touched = new Set();
        const redraw = await this.#mirror.update(({ workspace = "", session = "" }) =>
          ids.has(sessionRowId(workspace, session)),
        );
        if (redraw === "everything") this.#changes.fire(undefined);
        else if (redraw.length > 0) this.#changes.fire([...redraw]);
        this.#options.updated?.();
      })
      .catch((error: unknown) => this.#options.log.error("A view could not be updated.", error));
  }

  /** The element of a row that is shown, after every update that was begun. */
  async find(id: string): Promise<TreeElement | undefined> {
    await this.#updating;
    return this.#mirror.find(id);
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    return toTreeItem(element.row, this.#options.view);
  }

  async resolveTreeItem(item: vscode.TreeItem, { row }: TreeElement): Promise<vscode.TreeItem> {
    const tooltip = await toTooltip(row);
    if (tooltip !== undefined) item.tooltip = tooltip;
    return item;
  }

  getParent({ parent }: TreeElement): TreeElement | undefined {
    return parent;
  }

  async getChildren(element?: TreeElement): Promise<TreeElement[]> {
    if (element === undefined) await this.#options.ready();
    const children = await this.#mirror.give(element);
    if (element !== undefined) this.#options.unfolded?.(element.row);
    return [...children];
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

const states: Readonly<Record<TreeRow["expand"], vscode.TreeItemCollapsibleState>> = {
  never: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

/** A row of the view as VS Code wants it; the hover is added by `toTooltip` when it is needed. */
function toTreeItem(row: TreeRow, view: string): vscode.TreeItem {
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
async function toTooltip(row: TreeRow): Promise<vscode.MarkdownString | undefined> {
  if (row.tooltip === undefined) return undefined;
  const tooltip = new vscode.MarkdownString(await row.tooltip());
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  return tooltip;
}
