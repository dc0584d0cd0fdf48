import * as vscode from "vscode";
import type { Host } from "../feature/feature.ts";
import { Disposables } from "../platform/disposables.ts";
import { every } from "../platform/every.ts";
import { FoundGroup } from "./foundGroup.ts";

const tickEvery = 60_000;

/** The group of found work of each workspace of the window. */
export class FoundGroups implements vscode.Disposable {
  readonly #host: Host;
  readonly #owned: Disposables;
  readonly #groups = new Map<string, FoundGroup>();

  constructor(host: Host) {
    this.#host = host;
    this.#owned = new Disposables((error) => host.log.error("What looks for work could not be closed.", error));
  }

  start(): void {
    const { workspaces, view } = this.#host;
    this.#owned.own(workspaces.onDidChange(({ workspace }) => this.#follow(workspace)));
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#refresh()));
    this.#owned.own(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("workflowSessions.found")) this.#refresh();
      }),
    );
    // What is not committed tells of itself in no way, so it is looked at while somebody can see it.
    this.#owned.own(
      every(tickEvery, () => {
        if (view.visible && vscode.window.state.focused) this.#refresh();
      }),
    );
    this.#follow(undefined);
  }

  dispose(): void {
    for (const group of this.#groups.values()) group.dispose();
    this.#owned.dispose();
  }

  /** `changed`: the workspace whose sessions changed; `undefined`: the list of workspaces may have. */
  #follow(changed: string | undefined): void {
    const all = this.#host.workspaces.all();
    for (const [key, group] of this.#groups) {
      if (all.includes(group.workspace)) continue;
      group.dispose();
      this.#groups.delete(key);
    }
    for (const workspace of all) {
      const known = this.#groups.get(workspace.key);
      if (known === undefined) this.#groups.set(workspace.key, new FoundGroup(workspace, this.#host.log));
      else if (workspace.key === changed) known.sessionsChanged();
    }
  }

  #refresh(): void {
    for (const group of this.#groups.values()) group.refresh();
  }
}
