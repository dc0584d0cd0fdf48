import * as vscode from "vscode";
import { viewIds } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import { t } from "../platform/hostWording.ts";
import type { Log } from "../platform/log.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import { registerOpenRow } from "./openRow.ts";
import { RowProvider } from "./rowProvider.ts";
import type { TreeElement } from "../rows/treeMirror.ts";
import type { TreeRow } from "../rows/treeRow.ts";

/** What the view shows; its code is loaded later than the view. */
export interface ShownReviews {
  roots(): readonly TreeRow[];
}

/** The view of what waits for a person, with the number of it as the container's badge. Empty until `show` says what there is. */
export class ReviewsView implements vscode.Disposable {
  readonly rows: RowProvider;
  readonly #owned: Disposables;
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #changed: vscode.EventEmitter<void>;
  readonly onDidChange: vscode.Event<void>;
  #shown: ShownReviews | undefined;
  #waiting = 0;
  /** Loads what is shown; set by the feature that knows how. */
  load: () => Promise<void> = () => Promise.resolve();

  constructor(workspaces: WorkspaceRegistry, log: Log) {
    this.#owned = new Disposables((error) => log.error("The reviews view could not be closed.", error));
    this.#changed = this.#owned.own(new vscode.EventEmitter());
    this.onDidChange = this.#changed.event;
    this.rows = this.#owned.own(
      new RowProvider({
        view: viewIds.reviews,
        roots: () => this.#shown?.roots() ?? [],
        ready: async () => {
          await workspaces.loaded();
          if (workspaces.all().some((workspace) => workspace.snapshot().exists)) await this.load();
        },
        log,
      }),
    );
    this.#view = this.#owned.own(vscode.window.createTreeView(viewIds.reviews, { treeDataProvider: this.rows }));
    this.#owned.own(registerOpenRow(viewIds.reviews, this.#view));
  }

  /** How many requests wait for a person. */
  get waiting(): number {
    return this.#waiting;
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  /** Draws what is different now. */
  show(shown: ShownReviews, waiting: number): void {
    this.#shown = shown;
    this.rows.update();
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    const tooltip = waiting === 1 ? t("One request waits for your review") : t("{0} requests wait for you", waiting);
    this.#view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    this.#changed.fire();
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
