import * as vscode from "vscode";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { ViewState } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Log } from "../platform/log.ts";
import { Turns } from "../platform/serialQueue.ts";
import { Place } from "./workflowWorkspace.ts";

/** What changed; without sessions, only markers, problems, the list of sessions or the list of places. */
export interface PlacesChange {
  readonly place: string | undefined;
  readonly sessions: readonly SessionId[];
}

/** The `.workflow` of every folder of the window, each once, in the order of the folders. */
export class Places implements vscode.Disposable {
  readonly #log: Log;
  readonly #owned: Disposables;
  readonly #changed: vscode.EventEmitter<PlacesChange>;
  readonly onDidChange: vscode.Event<PlacesChange>;
  #places: readonly Place[] = [];
  readonly #turns = new Turns();
  #opening: Promise<void> = Promise.resolve();

  constructor(log: Log) {
    this.#log = log;
    this.#owned = new Disposables((error) => log.error("A folder could not be closed.", error));
    this.#changed = this.#owned.own(new vscode.EventEmitter());
    this.onDidChange = this.#changed.event;
    this.#owned.own(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#reopen()));
    this.#owned.own(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#lookAgain();
      }),
    );
    this.#owned.own({ dispose: () => this.#places.forEach((place) => place.dispose()) });
    this.#reopen();
  }

  all(): readonly Place[] {
    return this.#places;
  }

  find(key: string): Place | undefined {
    return this.#places.find((place) => place.key === key);
  }

  /** When every folder's place is known. */
  opened(): Promise<void> {
    return this.#opening;
  }

  /** When every place was scanned once. */
  async loaded(): Promise<void> {
    await this.#opening;
    await Promise.all(this.#places.map(async (place) => await place.loaded()));
  }

  async reconcile(): Promise<void> {
    await this.#opening;
    await Promise.all(this.#places.map(async (place) => await place.reconcile()));
  }

  /** Opens a place anew because what it found when it was opened is no longer so (a repository was made around it). */
  async reopen(stale: Place): Promise<void> {
    this.#reopen(stale);
    await this.loaded();
  }

  /** Why there is no place at all; `undefined` when there is one. */
  emptyState(): ViewState | undefined {
    if (this.#places.length > 0) return undefined;
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) return "noFolder";
    return folders.every(({ uri }) => uri.scheme !== "file") ? "virtual" : "noWorkflow";
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #lookAgain(): void {
    this.reconcile().catch((error: unknown) => this.#log.error("The sessions could not be looked at again.", error));
  }

  #reopen(stale?: Place): void {
    this.#opening = this.#turns
      .run(async () => {
        const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
        const former = new Map(this.#places.filter((place) => place !== stale).map((place) => [place.key, place]));
        stale?.dispose();
        const kept = new Map<string, Place>();
        for (const folder of folders) await this.#openFolder(folder, former, kept);
        for (const [key, place] of former) if (!kept.has(key)) place.dispose();
        this.#places = [...kept.values()];
        this.#changed.fire({ place: undefined, sessions: [] });
        for (const place of this.#places) {
          place.loaded().catch((error: unknown) => this.#log.error(`${place.name} could not be read.`, error));
        }
      })
      .catch((error: unknown) => this.#log.error("The folders of the window could not be opened.", error));
  }

  async #openFolder(
    folder: vscode.WorkspaceFolder,
    former: ReadonlyMap<string, Place>,
    kept: Map<string, Place>,
  ): Promise<void> {
    try {
      const opened = await Place.open(folder, this.#log);
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
      opened.onDidChange((sessions) => this.#changed.fire({ place: opened.key, sessions }));
      kept.set(opened.key, opened);
    } catch (error) {
      this.#log.error(`The folder ${folder.name} could not be opened.`, error);
    }
  }
}
