import * as vscode from "vscode";
import { contextKeys, viewIds } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import { every } from "../platform/every.ts";
import { t, wording } from "../platform/hostWording.ts";
import type { Log } from "../platform/log.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import { plainMessage } from "../wording/plainMessage.ts";
import { registerOpenRow } from "./openRow.ts";
import { RowProvider } from "./rowProvider.ts";
import { sessionSections } from "../sections/sections.ts";
import { SessionsModel } from "./sessionsModel.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { TreeElement } from "../rows/treeMirror.ts";
import type { RowTarget, TreeRow } from "../rows/treeRow.ts";

const tickEvery = 60_000;

/** The view of all sessions: the model's rows, what the person chose of them, and what else the view says. */
export class SessionsView implements vscode.Disposable {
  readonly rows: RowProvider;
  readonly #workspaces: WorkspaceRegistry;
  readonly #owned: Disposables;
  readonly #model: SessionsModel;
  readonly #view: vscode.TreeView<TreeElement>;

  constructor(workspaces: WorkspaceRegistry, log: Log) {
    this.#workspaces = workspaces;
    this.#owned = new Disposables((error) => log.error("The sessions view could not be closed.", error));
    this.#model = new SessionsModel({ workspaces: () => workspaces.all(), sections: sessionSections, wording });
    this.rows = this.#owned.own(
      new RowProvider({
        view: viewIds.sessions,
        roots: () => this.#model.roots(),
        ready: async () => await workspaces.loaded(),
        log,
        unfolded: (row) => this.#open(row),
        updated: () => this.#showState(),
      }),
    );
    this.#view = this.#owned.own(
      vscode.window.createTreeView(viewIds.sessions, { treeDataProvider: this.rows, showCollapseAll: true }),
    );
    this.#owned.own(registerOpenRow(viewIds.sessions, this.#view));
    this.#owned.own(this.#view.onDidCollapseElement(({ element }) => this.#close(element)));
    this.#owned.own(workspaces.onDidChange(({ workspace, sessions }) => this.touch(workspace, sessions)));
    this.#owned.own(
      every(tickEvery, () => {
        if (this.#view.visible) this.#tick();
      }),
    );
    this.#showState();
  }

  /** Ages move on; nothing tells of what an agent has not committed yet, so it is looked at while somebody can see it. */
  #tick(): void {
    this.rows.update();
    if (vscode.window.state.focused) for (const { gitFeatures } of this.#workspaces.all()) void gitFeatures.refresh();
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  /** What the selected row is about. */
  get selected(): RowTarget {
    return this.#view.selection[0]?.row.target ?? {};
  }

  /** Fires when another row is selected. */
  get onDidSelect(): vscode.Event<unknown> {
    return this.#view.onDidChangeSelection;
  }

  get filter(): string {
    return this.#model.filter;
  }

  setFilter(text: string): void {
    this.#model.setFilter(text);
    this.rows.update();
  }

  showMore({ workspace, group }: RowTarget): void {
    if (workspace === undefined || group === undefined) return;
    this.#model.showMore(workspace, group);
    this.rows.update();
  }

  /** Draws these sessions again, with what is below them. */
  touch(workspace: string | undefined, sessions: Iterable<string>): void {
    const touched = workspace === undefined ? [] : [...sessions].map((session) => sessionRowId(workspace, session));
    this.rows.update(touched);
  }

  /** Selects a session's row, when the view is there to be seen. */
  async revealSession(workspace: string, session: string): Promise<void> {
    const element = await this.rows.find(sessionRowId(workspace, session));
    if (element !== undefined && this.#view.visible) await this.#view.reveal(element, { select: true, focus: false });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #open({ target: { workspace, session } }: TreeRow): void {
    if (workspace !== undefined && session !== undefined) this.#workspaces.find(workspace)?.open(session);
  }

  #close({ row }: TreeElement): void {
    const { workspace, session } = row.target;
    if (workspace === undefined || session === undefined || row.id !== sessionRowId(workspace, session)) return;
    this.#workspaces.find(workspace)?.close(session);
  }

  #showState(): void {
    const { filter } = this.#model;
    const { shown, all } = this.#model.counts();
    const message = filter === "" ? "" : plainMessage(t("Filter “{0}”: {1} of {2}", filter, shown, all));
    if ((this.#view.message ?? "") !== message) this.#view.message = message;
    this.#setContext(contextKeys.filtered, filter !== "");
    this.#setContext(contextKeys.state, this.#workspaces.emptyState() ?? this.#model.state());
  }

  readonly #contexts = new Map<string, unknown>();

  #setContext(key: string, value: unknown): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }
}
