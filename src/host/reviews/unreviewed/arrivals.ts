import * as vscode from "vscode";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import { type ArrivalRecord, isSameWork } from "../../../core/unreviewed/arrivalRecord.ts";
import type { AskedBranch } from "../../../core/unreviewed/unreviewedWork.ts";
import type { Host } from "../../feature/feature.ts";
import { Disposables } from "../../platform/disposables.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import type { GateRegistry } from "../gate/gateRegistry.ts";
import type { RequestWatcher } from "../requests/requestWatcher.ts";
import { ArrivalNotifier } from "./arrivalNotifier.ts";
import { WorkspaceArrivals } from "./workspaceArrivals.ts";

/** Where requests of this workspace want their sessions to go. */
function askedBranches(watcher: RequestWatcher, workspace: WorkflowWorkspace): readonly AskedBranch[] {
  return (watcher.of(workspace).views ?? []).flatMap(({ session, request }) =>
    request?.kind === "merge" ? [{ session, ref: request.into }] : [],
  );
}

/** What came to branches around the gate, in every workspace of the window, followed from when it is loaded. */
export class Arrivals implements vscode.Disposable {
  readonly #host: Host;
  readonly #watcher: RequestWatcher;
  readonly #gates: GateRegistry;
  readonly #owned: Disposables;
  readonly #notifier: ArrivalNotifier;
  readonly #known = new Map<WorkflowWorkspace, WorkspaceArrivals>();

  constructor(host: Host, watcher: RequestWatcher, gates: GateRegistry) {
    this.#host = host;
    this.#watcher = watcher;
    this.#gates = gates;
    this.#owned = new Disposables((error) => host.log.error("Branches could not be left.", error));
    this.#notifier = this.#owned.own(
      new ArrivalNotifier(host, async (workspace, records) => await this.#markSeen(workspace, records)),
    );
    this.#owned.own({ dispose: () => this.#known.forEach((arrivals) => arrivals.dispose()) });
    this.#owned.own(host.workspaces.onDidChange(() => this.#begin()));
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#begin()));
    this.#owned.own(watcher.onDidChange(() => this.#known.forEach((arrivals) => arrivals.lookSoon())));
    this.#begin();
  }

  /** The newest look's answer for a session. */
  of(workspace: WorkflowWorkspace, session: SessionId): ArrivalRecord | undefined {
    return this.#known.get(workspace)?.of(session);
  }

  /** Looks again after something that was done about one of them. */
  async look(workspace: WorkflowWorkspace): Promise<void> {
    await this.#known.get(workspace)?.look(true);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Those of them that are still there: a mark on one that was taken back meanwhile would bring it again. */
  async #markSeen(workspace: WorkflowWorkspace, told: readonly ArrivalRecord[]): Promise<void> {
    await this.look(workspace);
    const unreviewed = await this.#gates.unreviewed(workspace);
    for (const record of this.#known.get(workspace)?.records ?? []) {
      if (told.some((one) => isSameWork(one, record))) await unreviewed.markSeen(record);
    }
    await this.look(workspace);
  }

  #begin(): void {
    const all = this.#host.workspaces.all();
    for (const [workspace, arrivals] of this.#known) {
      if (all.includes(workspace)) continue;
      arrivals.dispose();
      this.#known.delete(workspace);
    }
    if (!vscode.workspace.isTrusted) return;
    for (const workspace of all) {
      if (!this.#known.has(workspace) && workspace.snapshot().loaded) this.#follow(workspace);
      this.#known.get(workspace)?.lookSoon();
    }
  }

  #follow(workspace: WorkflowWorkspace): void {
    const { fs, gitDirectory } = workspace.services;
    if (gitDirectory === undefined) return;
    const arrivals = new WorkspaceArrivals({
      fs,
      gitDirectory,
      watching: workspace.watching,
      logger: this.#host.log,
      reviewer: reviewerName(),
      forks: () =>
        workspace
          .snapshot()
          .sessions.filter(({ record }) => record.forked_from !== undefined)
          .map(({ id }) => id),
      asked: () => askedBranches(this.#watcher, workspace),
      open: async () => await this.#gates.unreviewed(workspace),
      changed: (arrived, records) => {
        workspace.setArrived(arrived);
        this.#notifier.see(workspace, records);
      },
    });
    this.#known.set(workspace, arrivals);
  }
}
