import * as vscode from "vscode";
import { contextKeys, viewIds } from "../contributions.ts";
import { Disposables } from "../disposables.ts";
import { t, wording } from "../hostWording.ts";
import type { Log } from "../log.ts";
import type { Places } from "../places/places.ts";
import { plainMessage } from "../wording/plainMessage.ts";
import { Turns } from "../turns.ts";
import { sessionSections } from "./sections/sections.ts";
import { SessionsModel } from "./sessionsModel.ts";
import { sessionRowId } from "./sessionRow.ts";
import { toTreeItem, toTooltip } from "./treeItem.ts";
import { TreeMirror } from "./treeMirror.ts";
import type { TreeElement } from "./treeMirror.ts";
import type { RowTarget } from "./treeRow.ts";

const agesEvery = 60_000;

/** The view of all sessions: gives VS Code the model's rows and tells it the narrowest rows that changed. */
export class SessionsView implements vscode.Disposable, vscode.TreeDataProvider<TreeElement> {
  readonly #places: Places;
  readonly #log: Log;
  readonly #owned: Disposables;
  readonly #model: SessionsModel;
  readonly #mirror: TreeMirror;
  readonly #changes: vscode.EventEmitter<TreeElement | TreeElement[] | undefined>;
  readonly #view: vscode.TreeView<TreeElement>;
  #touched = new Set<string>();
  readonly #turns = new Turns();
  #updating: Promise<void> = Promise.resolve();

  constructor(places: Places, log: Log) {
    this.#places = places;
    this.#log = log;
    this.#owned = new Disposables((error) => log.error("The sessions view could not be closed.", error));
    this.#model = new SessionsModel({ places: () => places.all(), sections: sessionSections, wording });
    this.#mirror = new TreeMirror(() => this.#model.roots());
    this.#changes = this.#owned.own(new vscode.EventEmitter());
    this.#view = this.#owned.own(
      vscode.window.createTreeView(viewIds.sessions, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#owned.own(this.#view.onDidCollapseElement(({ element }) => this.#close(element)));
    this.#owned.own(places.onDidChange(({ place, sessions }) => this.touch(place, sessions)));
    const timer = setInterval(() => {
      if (this.#view.visible) this.#update();
    }, agesEvery);
    this.#owned.own({ dispose: () => clearInterval(timer) });
    this.#showState();
  }

  get onDidChangeTreeData(): vscode.Event<TreeElement | TreeElement[] | undefined> {
    return this.#changes.event;
  }

  get filter(): string {
    return this.#model.filter;
  }

  setFilter(text: string): void {
    this.#model.setFilter(text);
    this.#update();
  }

  showMore({ place, group }: RowTarget): void {
    if (place === undefined || group === undefined) return;
    this.#model.showMore(place, group);
    this.#update();
  }

  /** Draws these sessions again, with what is below them. */
  touch(place: string | undefined, sessions: Iterable<string>): void {
    if (place !== undefined) for (const session of sessions) this.#touched.add(sessionRowId(place, session));
    this.#update();
  }

  /** Selects a session's row, when the view is there to be seen. */
  async revealSession(place: string, session: string): Promise<void> {
    await this.#updating;
    const element = this.#mirror.find(sessionRowId(place, session));
    if (element !== undefined && this.#view.visible) await this.#view.reveal(element, { select: true, focus: false });
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    return toTreeItem(element.row, element);
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
    if (element === undefined) await this.#places.loaded();
    const children = await this.#mirror.give(element);
    if (element !== undefined) this.#open(element);
    return [...children];
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #open({ row }: TreeElement): void {
    const { place, session } = row.target;
    if (place !== undefined && session !== undefined) this.#places.find(place)?.open(session);
  }

  #close({ row }: TreeElement): void {
    const { place, session } = row.target;
    if (place === undefined || session === undefined || row.id !== sessionRowId(place, session)) return;
    this.#places.find(place)?.close(session);
  }

  /** One after the other; what was touched meanwhile is seen by the next. */
  #update(): void {
    this.#updating = this.#turns
      .run(async () => {
        const touched = this.#touched;
        this.#touched = new Set();
        const redraw = await this.#mirror.update(({ place = "", session = "" }) =>
          touched.has(sessionRowId(place, session)),
        );
        if (redraw === "everything") this.#changes.fire(undefined);
        else if (redraw.length > 0) this.#changes.fire([...redraw]);
        this.#showState();
      })
      .catch((error: unknown) => this.#log.error("The sessions view could not be updated.", error));
  }

  #showState(): void {
    const { filter } = this.#model;
    const { shown, all } = this.#model.counts();
    const message = filter === "" ? "" : plainMessage(t("Filter “{0}”: {1} of {2}", filter, shown, all));
    if ((this.#view.message ?? "") !== message) this.#view.message = message;
    this.#setContext(contextKeys.filtered, filter !== "");
    this.#setContext(contextKeys.state, this.#places.emptyState() ?? this.#model.state());
  }

  readonly #contexts = new Map<string, unknown>();

  #setContext(key: string, value: unknown): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }
}
