import * as vscode from "vscode";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { answeredSessions } from "./answeredSessions.ts";
import type { Requests, RequestView } from "../../../core/review/requests/requests.ts";
import { configurationSection, settings } from "../../manifest/contributions.ts";
import { Disposables } from "../../platform/disposables.ts";
import type { Log } from "../../platform/log.ts";
import { reviewPolicy } from "../../settings/reviewPolicy.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import type { WorkspaceRegistry } from "../../workspaces/workspaceRegistry.ts";
import { WorkspaceRequests } from "./workspaceRequests.ts";

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

/** The requests of every workspace of the window, each followed from when it is loaded. */
export class RequestWatcher implements vscode.Disposable {
  readonly #workspaces: WorkspaceRegistry;
  readonly #log: Log;
  readonly #owned: Disposables;
  readonly #requests = new Map<WorkflowWorkspace, WorkspaceRequests>();
  readonly #changed: vscode.EventEmitter<void>;
  /** Something is different in one of the workspaces. */
  readonly onDidChange: vscode.Event<void>;
  readonly #begun = new WeakMap<WorkflowWorkspace, Promise<void>>();
  readonly #first: Promise<void>;

  constructor(workspaces: WorkspaceRegistry, log: Log) {
    this.#workspaces = workspaces;
    this.#log = log;
    this.#owned = new Disposables((error) => log.error("The reviews could not be closed.", error));
    this.#changed = this.#owned.own(new vscode.EventEmitter());
    this.onDidChange = this.#changed.event;
    this.#owned.own({ dispose: () => this.#requests.forEach((requests) => requests.dispose()) });
    this.#owned.own(workspaces.onDidChange(() => void this.#begin()));
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.look()));
    this.#owned.own(
      vscode.workspace.onDidChangeConfiguration((changes) => {
        if (changes.affectsConfiguration(`${configurationSection}.${settings.reviewsMaxAgeMinutes}`)) void this.look();
      }),
    );
    this.#first = this.#begin();
  }

  /** When every workspace was looked at once. */
  async ready(): Promise<void> {
    await this.#first;
  }

  of(workspace: WorkflowWorkspace): WorkspaceRequests {
    let reviews = this.#requests.get(workspace);
    if (reviews === undefined) {
      const { fs, clock, root, gitDirectory } = workspace.services;
      reviews = new WorkspaceRequests({
        places: { fs, root, gitDirectory },
        watching: workspace.watching,
        clock,
        logger: this.#log,
        active: () => workspace.current()?.path,
        maxAgeMinutes: () => reviewPolicy().maxAgeMinutes,
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
    await Promise.all(this.#loaded().map(async (workspace) => await this.of(workspace).look()));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #loaded(): readonly WorkflowWorkspace[] {
    return this.#workspaces.all().filter((workspace) => workspace.snapshot().loaded);
  }

  /** Looks at those that were not looked at yet, and lets go of those that are gone. */
  async #begin(): Promise<void> {
    const workspaces = this.#workspaces.all();
    for (const [known, requests] of this.#requests) {
      if (workspaces.includes(known)) continue;
      requests.dispose();
      this.#requests.delete(known);
    }
    const looks = this.#loaded().map(async (workspace) => {
      const begun = this.#begun.get(workspace) ?? this.of(workspace).look();
      this.#begun.set(workspace, begun);
      await begun;
    });
    await Promise.all(looks);
  }

  #tell(workspace: WorkflowWorkspace): void {
    const { waiting, views = [] } = this.of(workspace);
    workspace.setReviewed(new Set(waiting.map(({ session }) => session)), answeredSessions(views));
    this.#changed.fire();
  }
}
