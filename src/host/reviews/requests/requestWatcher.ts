import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { Requests, RequestView } from "../../../core/review/requests/requests.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import { Disposables } from "../../platform/disposables.ts";
import { every } from "../../platform/every.ts";
import type { Log } from "../../platform/log.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import type { WorkspaceRegistry } from "../../workspaces/workspaceRegistry.ts";
import { WorkspaceRequests } from "./workspaceRequests.ts";

const tickEvery = 1000;
/** Every so many ticks while nobody looks at the window: agents ask while people do something else, and then a notification tells them. */
const unseenTicks = 5;

/** Requests of a workspace; without git nothing can be asked. */
export async function requestsOf(workspace: WorkflowWorkspace): Promise<Requests> {
  const { requests } = workspace.services;
  if (requests === undefined) throw new WorkflowError("git-missing", say`There is no git.`, say`Install git.`);
  return await requests();
}

/** One request with the workspace it lies in. */
export interface FoundRequest {
  readonly workspace: WorkflowWorkspace;
  readonly view: RequestView;
}

/** The requests of every workspace of the window, looked at about once a second while somebody could see that they change, else every five. */
export class RequestWatcher implements vscode.Disposable {
  readonly #workspaces: WorkspaceRegistry;
  readonly #log: Log;
  readonly #owned: Disposables;
  readonly #requests = new Map<WorkflowWorkspace, WorkspaceRequests>();
  readonly #changed: vscode.EventEmitter<void>;
  /** Something is different in one of the workspaces. */
  readonly onDidChange: vscode.Event<void>;
  #first: Promise<void>;
  /** Whether a panel is open, whose state must be true also while the window has no focus. */
  watched: () => boolean = () => false;

  constructor(workspaces: WorkspaceRegistry, log: Log) {
    this.#workspaces = workspaces;
    this.#log = log;
    this.#owned = new Disposables((error) => log.error("The reviews could not be closed.", error));
    this.#changed = this.#owned.own(new vscode.EventEmitter());
    this.onDidChange = this.#changed.event;
    this.#owned.own(workspaces.onDidChange(() => void this.look()));
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.look()));
    this.#owned.own(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.look();
      }),
    );
    let unseen = 0;
    this.#owned.own(
      every(tickEvery, () => {
        unseen = vscode.window.state.focused || this.watched() ? 0 : unseen + 1;
        if (unseen % unseenTicks === 0) void this.#tick();
      }),
    );
    this.#first = this.look();
  }

  /** When every workspace was looked at once. */
  async ready(): Promise<void> {
    await this.#first;
  }

  of(workspace: WorkflowWorkspace): WorkspaceRequests {
    let reviews = this.#requests.get(workspace);
    if (reviews === undefined) {
      const { fs, clock } = workspace.services;
      reviews = new WorkspaceRequests({
        fs,
        clock,
        logger: this.#log,
        sessions: () => workspace.snapshot().sessions.filter(({ state }) => state !== "archived"),
        open: async () => await requestsOf(workspace),
        changed: () => this.#tell(workspace),
      });
      this.#requests.set(workspace, reviews);
    }
    return reviews;
  }

  /** All requests known, of all workspaces. */
  all(): readonly FoundRequest[] {
    return this.#workspaces
      .all()
      .flatMap((workspace) => (this.of(workspace).views ?? []).map((view) => ({ workspace, view })));
  }

  waiting(): readonly FoundRequest[] {
    return this.all().filter(({ view }) => view.state === "waiting");
  }

  /** Reads everything anew. */
  async look(): Promise<void> {
    const workspaces = this.#workspaces.all();
    for (const known of this.#requests.keys()) if (!workspaces.includes(known)) this.#requests.delete(known);
    const looks = workspaces
      .filter((workspace) => workspace.snapshot().loaded)
      .map(async (workspace) => await this.of(workspace).look());
    await Promise.all(looks);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #tick(): Promise<void> {
    try {
      const workspaces = this.#workspaces.all().filter((workspace) => workspace.snapshot().loaded);
      await Promise.all(workspaces.map(async (workspace) => await this.of(workspace).tick()));
    } catch (error) {
      this.#log.error("The reviews could not be looked at.", error);
    }
  }

  #tell(workspace: WorkflowWorkspace): void {
    workspace.setWaiting(new Set<SessionId>(this.of(workspace).waiting.map(({ session }) => session)));
    this.#changed.fire();
  }
}
