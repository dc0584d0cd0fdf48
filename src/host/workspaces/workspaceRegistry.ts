import * as vscode from "vscode";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { ViewState } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Log } from "../platform/log.ts";
import { SerialQueue } from "../../core/base/serialQueue.ts";
import { WorkflowWorkspace } from "./workflowWorkspace.ts";

/** What changed; without sessions, only markers, problems, the list of sessions or the list of workspaces. */
export interface WorkspacesChange {
  readonly workspace: string | undefined;
  readonly sessions: readonly SessionId[];
}

/** The `.workflow` of every folder of the window, each once, in the order of the folders. */
export class WorkspaceRegistry implements vscode.Disposable {
  readonly #log: Log;
  readonly #secrets: vscode.SecretStorage;
  readonly #owned: Disposables;
  readonly #changed: vscode.EventEmitter<WorkspacesChange>;
  readonly onDidChange: vscode.Event<WorkspacesChange>;
  #workspaces: readonly WorkflowWorkspace[] = [];
  readonly #queue = new SerialQueue();
  #opening: Promise<void> = Promise.resolve();

  /** `secrets`: where the reviewer's key is. */
  constructor(log: Log, secrets: vscode.SecretStorage) {
    this.#log = log;
    this.#secrets = secrets;
    this.#owned = new Disposables((error) => log.error("A folder could not be closed.", error));
    this.#changed = this.#owned.own(new vscode.EventEmitter());
    this.onDidChange = this.#changed.event;
    this.#owned.own(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#reopen()));
    let before = vscode.window.state;
    this.#owned.own(
      vscode.window.onDidChangeWindowState((state) => {
        const comesBack = state.focused && (!before.focused || (state.active && !before.active));
        before = state;
        if (comesBack) void this.#lookAgain();
      }),
    );
    this.#owned.own({ dispose: () => this.#workspaces.forEach((workspace) => workspace.dispose()) });
    this.#reopen();
  }

  all(): readonly WorkflowWorkspace[] {
    return this.#workspaces;
  }

  find(key: string): WorkflowWorkspace | undefined {
    return this.#workspaces.find((workspace) => workspace.key === key);
  }

  /** When every folder's workspace is known. */
  opened(): Promise<void> {
    return this.#opening;
  }

  /** When every workspace was scanned once. */
  async loaded(): Promise<void> {
    await this.#opening;
    await Promise.all(this.#workspaces.map(async (workspace) => await workspace.loaded()));
  }

  async reconcile(): Promise<void> {
    await this.#opening;
    await Promise.all(this.#workspaces.map(async (workspace) => await workspace.reconcile()));
  }

  /** Opens a workspace anew because what it found when it was opened is no longer so (a repository was made around it). */
  async reopen(stale: WorkflowWorkspace): Promise<void> {
    this.#reopen(stale);
    await this.loaded();
  }

  /** Why there is no workspace at all; `undefined` when there is one. */
  emptyState(): ViewState | undefined {
    if (this.#workspaces.length > 0) return undefined;
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) return "noFolder";
    return folders.every(({ uri }) => uri.scheme !== "file") ? "virtual" : "noWorkflow";
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #lookAgain(): Promise<void> {
    await this.#opening;
    await Promise.all(this.#workspaces.map(async (workspace) => await workspace.lookAgain()));
  }

  #reopen(stale?: WorkflowWorkspace): void {
    this.#opening = this.#queue
      .run(async () => {
        const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
        const former = new Map(
          this.#workspaces.filter((workspace) => workspace !== stale).map((workspace) => [workspace.key, workspace]),
        );
        stale?.dispose();
        const kept = new Map<string, WorkflowWorkspace>();
        for (const folder of folders) await this.#openFolder(folder, former, kept);
        for (const [key, workspace] of former) if (!kept.has(key)) workspace.dispose();
        this.#workspaces = [...kept.values()];
        this.#changed.fire({ workspace: undefined, sessions: [] });
        for (const workspace of this.#workspaces) {
          workspace.loaded().catch((error: unknown) => this.#log.error(`${workspace.name} could not be read.`, error));
        }
      })
      .catch((error: unknown) => this.#log.error("The folders of the window could not be opened.", error));
  }

  async #openFolder(
    folder: vscode.WorkspaceFolder,
    former: ReadonlyMap<string, WorkflowWorkspace>,
    kept: Map<string, WorkflowWorkspace>,
  ): Promise<void> {
    try {
      const opened = await WorkflowWorkspace.open(folder, this.#log, this.#secrets);
      const twin = kept.get(opened.key);
      const old = former.get(opened.key);
      if (twin !== undefined) {
        twin.folders.push(folder);
        opened.dispose();
        return;
      }
      if (old !== undefined && old.name === folder.name) {
        old.folders.splice(0, old.folders.length, folder);
        kept.set(old.key, old);
        opened.dispose();
        return;
      }
      old?.dispose();
      opened.onDidChange((sessions) => this.#changed.fire({ workspace: opened.key, sessions }));
      kept.set(opened.key, opened);
    } catch (error) {
      this.#log.error(`The folder ${folder.name} could not be opened.`, error);
    }
  }
}
