import * as vscode from "vscode";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { ArrivalRecord } from "../../../core/unreviewed/arrivalRecord.ts";
import type { Host } from "../../feature/feature.ts";
import { commands, settings } from "../../manifest/contributions.ts";
import { DelayedRun } from "../../platform/delayedRun.ts";
import { t, wording } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import { sessionItems } from "../../prompts/sessionItems.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { arrivalSentence } from "./arrivalSentence.ts";
import { ownSetting } from "../../settings/ownSetting.ts";

const memoryKey = "reviews.toldArrivals";

/** Finds remembered as told; older ones have long been looked at. */
const remembered = 500;

/** Milliseconds in which what comes is told together: one merge may bring several forks. */
const together = 800;

/** Whether the person wants to be told; a workspace has no say in it. */
function wanted(): boolean {
  return ownSetting(settings.reviewsNotify) !== false;
}

/** The same find in another window or at another start; what was taken back and came again is another one. */
function keyOf(workspace: WorkflowWorkspace, { ref, session, head, found }: ArrivalRecord): string {
  return JSON.stringify([workspace.key, ref, session, head, found]);
}

/** Tells a person once, ever, that work came to a branch around the gate, because a row in a closed sidebar tells nobody. */
export class ArrivalNotifier implements vscode.Disposable {
  readonly #host: Host;
  readonly #told: Set<string>;
  readonly #markSeen: (workspace: WorkflowWorkspace, records: readonly ArrivalRecord[]) => Promise<void>;
  readonly #news = new Map<WorkflowWorkspace, ArrivalRecord[]>();
  readonly #telling = new DelayedRun(together, () => this.#tell());

  constructor(
    host: Host,
    markSeen: (workspace: WorkflowWorkspace, records: readonly ArrivalRecord[]) => Promise<void>,
  ) {
    this.#host = host;
    this.#markSeen = markSeen;
    const known = host.extension.workspaceState.get<unknown>(memoryKey);
    this.#told = new Set(Array.isArray(known) ? known.filter((key) => typeof key === "string") : []);
  }

  /** Tells of those it has not told of yet; of none that a fetch brought. */
  see(workspace: WorkflowWorkspace, records: readonly ArrivalRecord[]): void {
    const fresh = records.filter((record) => !record.pulled && !this.#told.has(keyOf(workspace, record)));
    if (fresh.length === 0) return;
    for (const record of fresh) this.#told.add(keyOf(workspace, record));
    this.#remember();
    this.#news.set(workspace, [...(this.#news.get(workspace) ?? []), ...fresh]);
    this.#telling.start();
  }

  dispose(): void {
    this.#telling.dispose();
  }

  #tell(): void {
    const news = [...this.#news];
    this.#news.clear();
    if (!wanted()) return;
    for (const [workspace, records] of news) {
      void this.#host.runner.attempt(async () => {
        const [review, seen] = [t("Review"), t("Mark as Seen")];
        const picked = await showInformation(arrivalSentence(records, t), review, seen);
        if (picked === seen) await this.#markSeen(workspace, records);
        if (picked !== review) return;
        const session = await this.#choose(workspace, records);
        await vscode.commands.executeCommand(commands.reviewArrival, { folder: workspace.key, session });
      });
    }
  }

  async #choose(workspace: WorkflowWorkspace, records: readonly ArrivalRecord[]): Promise<SessionId | undefined> {
    const came = new Set(records.map(({ session }) => session));
    const [only] = came;
    if (came.size === 1) return only;
    const sessions = workspace.snapshot().sessions.filter(({ id }) => came.has(id));
    const title = t("Review What Was Merged");
    return orCancel(await vscode.window.showQuickPick(sessionItems(sessions, wording), { title })).session?.id;
  }

  #remember(): void {
    const keys = [...this.#told].slice(-remembered);
    this.#host.extension.workspaceState.update(memoryKey, keys).then(undefined, (error: unknown) => {
      this.#host.log.error("Which merges were told could not be remembered.", error);
    });
  }
}
