import { shortName } from "../../../core/git/repository/refName.ts";
import type { ArrivedWork } from "../../rows/forkRow.ts";
import * as vscode from "vscode";
import * as z from "zod/mini";
import { type RequestId, requestIdSchema } from "../../../core/sessions/model/requestId.ts";
import { askedAgainAs, isDeclined } from "../../../core/review/delivery/undelivered.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { Host } from "../../feature/feature.ts";
import { t, wording } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { requestsOf, type RequestWatcher, type FoundRequest } from "../requests/requestWatcher.ts";
import type { ReviewServices } from "../gate/reviewServices.ts";
import { requestTitle } from "../kinds/requestWording.ts";
import { pullRequestPage } from "../kinds/pullRequestPage.ts";
import { kindIcon } from "../kinds/kinds.ts";
import { reviewQuery } from "../../documents/reviewAddress.ts";
import type { WindowChecks } from "../checks/windowChecks.ts";
import { applyInWindow } from "./applyInWindow.ts";
import { reviewDialogs } from "./reviewDialogs.ts";
import type { ReviewSessionContext } from "./reviewSessionContext.ts";
import { openInEditor } from "./openInEditor.ts";
import { ReviewMemories } from "./reviewMemories.ts";
import { workspacePlan } from "./workspacePlan.ts";
import { ReviewMessageHandler } from "./reviewMessageHandler.ts";
import { ReviewPanel } from "./reviewPanel.ts";
import { ReviewSession } from "./reviewSession.ts";
import { openReviewWebview, pageStrings, reviewWebviewOptions } from "./reviewWebview.ts";
import { reviewerName } from "../../platform/reviewer.ts";

/** What the page keeps for the next time; the rest of it is its own business. */
const savedSchema = z.object({ request: requestIdSchema });

/** The open reviews of the window, at most one per request. */
export class ReviewPanels implements vscode.Disposable {
  readonly #host: Host;
  readonly #watcher: RequestWatcher;
  readonly #services: (workspace: WorkflowWorkspace) => ReviewServices;
  readonly #memories: ReviewMemories;
  readonly #checks: WindowChecks;
  readonly #built: () => void;
  readonly #known: (id: RequestId) => void;
  readonly #open = new Map<string, ReviewPanel<ReviewSession>>();

  /** `built` is called when an action was built, perhaps anew; `known` with a request that is about to be shown. */
  constructor(
    host: Host,
    watcher: RequestWatcher,
    services: (workspace: WorkflowWorkspace) => ReviewServices,
    {
      checks,
      built,
      known,
    }: { readonly checks: WindowChecks; readonly built: () => void; readonly known: (id: RequestId) => void },
  ) {
    this.#host = host;
    this.#checks = checks;
    this.#built = built;
    this.#known = known;
    this.#watcher = watcher;
    this.#services = services;
    this.#memories = new ReviewMemories(host.extension.workspaceState);
  }

  /** Opens a review, or shows the one that is open. */
  show({ workspace, view }: FoundRequest): void {
    const known = this.#open.get(this.#key(workspace, view.id));
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const panel = openReviewWebview(this.#host.extension, requestTitle(view, t));
    this.#adopt(panel, { workspace, view });
  }

  /** The panel of a request, when it is open. */
  find(workspace: WorkflowWorkspace, id: RequestId): ReviewPanel<ReviewSession> | undefined {
    return this.#open.get(this.#key(workspace, id));
  }

  /** Whether the page of a request can be seen: what it says itself needs no message, which would lie over its buttons. */
  shows(workspace: WorkflowWorkspace, id: RequestId): boolean {
    return this.find(workspace, id)?.isSeen === true;
  }

  /** Whether a page that can be seen has a button to this request, which was made after its own was declined. */
  leadsTo({ workspace, view }: FoundRequest): boolean {
    const views = this.#watcher.of(workspace).views ?? [];
    return views.some(
      (one) => isDeclined(one) && this.shows(workspace, one.id) && askedAgainAs(one, views) === view.id,
    );
  }

  /** Fills a panel that was open before the window was reloaded; the action in it is built anew. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const saved = savedSchema.safeParse(state);
    await this.#host.workspaces.loaded();
    await this.#watcher.ready();
    const found = saved.success ? this.#watcher.all().find(({ view }) => view.id === saved.data.request) : undefined;
    if (found === undefined || this.find(found.workspace, found.view.id) !== undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = reviewWebviewOptions(this.#host.extension);
    this.#adopt(panel, found);
  }

  /** Everything open is looked at again now. */
  async recheck(): Promise<void> {
    await Promise.all([...this.#open.values()].map(async (panel) => await panel.recheck()));
  }

  dispose(): void {
    for (const panel of this.#open.values()) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, { workspace, view }: FoundRequest): void {
    const { id } = view;
    this.#known(id);
    const key = this.#key(workspace, id);
    const services = this.#services(workspace);
    const title = requestTitle(view, t);
    panel.title = title;
    panel.iconPath = new vscode.ThemeIcon(kindIcon(view.request).name);
    const dialogs = reviewDialogs(this.#host, workspace.key, () => this.shows(workspace, id));
    const recall = () => this.#memories.recall(id);
    const doors = {
      approvals: async () => await requestsOf(workspace),
      gate: services.gate,
      annotations: services.annotations,
      drafts: services.drafts,
    };
    const siblings = (): readonly RequestView[] =>
      (this.#watcher.of(workspace).views ?? []).filter(({ session }) => session === view.session);
    const follow = async (fresh: RequestId): Promise<void> => {
      this.#known(fresh);
      await this.#watcher.of(workspace).look();
      const next = this.#watcher.of(workspace).find(fresh);
      if (next !== undefined) this.show({ workspace, view: next });
    };
    const openNewer = async (): Promise<void> => {
      const newer = askedAgainAs(view, siblings());
      if (newer !== undefined) await follow(newer);
    };
    const review = new ReviewSession({
      ...doors,
      renames: async (session) => await (await workspace.services.sessionTexts()).renames(session),
      id,
      known: () => this.#watcher.of(workspace).find(id),
      viewed: () => recall().viewed,
      layout: () => recall().layout,
      comparable: () =>
        workspace.snapshot().sessions.filter(({ record }) => record.forked_from !== undefined).length > 1,
      unreviewed: () => cameAround(view, workspace.arrived.get(view.session)),
      uncommitted: async () => await (await workspace.openGitFeatures()).forks.uncommitted(view.session),
      texts: workspace.services.sessionTexts,
      digest: async (thread, on) => (await services.suggestions()).digest(thread, on),
      isFork: () =>
        workspace.snapshot().sessions.find((one) => one.id === view.session)?.record.forked_from !== undefined,
      siblings,
      commitsSince: async (commit) =>
        await (await workspace.openGitFeatures()).forks.commitsSince(view.session, commit),
      checks: async (document) => await this.#checks.look(workspace, document),
      built: () => this.#built(),
      wording,
    });
    const context: Omit<ReviewSessionContext, "send"> = {
      ...doors,
      id,
      reviewer: reviewerName(),
      dialogs,
      apply: async (thread, digest) => {
        await applyInWindow({ host: this.#host, workspace, services, dialogs }, thread, digest);
      },
      checks: {
        run: async (prepared) => await this.#checks.begin(workspace, prepared),
        cancel: async (prepared) => await this.#checks.cancel(workspace, prepared),
      },
      plan: workspacePlan(workspace),
      open: async (what, path, prepared) =>
        await openInEditor(what, path, {
          title,
          files: prepared?.files,
          query: (side, file) => reviewQuery({ workspace: workspace.key, request: view.id, side, path: file }),
          session: { folder: workspace.key, session: view.session },
          fingerprint: prepared?.fingerprint,
          answer: {
            run: async (command) => {
              await vscode.commands.executeCommand(command, { folder: workspace.key, request: view.id });
            },
            openNewer,
            pullRequest: () => pullRequestPage(review.view ?? view),
          },
        }),
      follow,
      recall,
      remember: (memory) => {
        this.#memories.remember(id, memory).catch((error: unknown) => {
          this.#host.log.error("What was viewed could not be remembered.", error);
        });
      },
      changed: async () => await this.#watcher.of(workspace).look(),
      strings: pageStrings(),
      logger: this.#host.log,
      wording,
    };
    const opened = new ReviewPanel({
      panel,
      extension: this.#host.extension,
      log: this.#host.log,
      title,
      look: async () => await this.#watcher.of(workspace).glance(),
      id,
      review,
      conversation: (send) => new ReviewMessageHandler({ ...context, send }, review),
      inform: (message) => void showInformation(message),
      closed: () => this.#open.delete(key),
    });
    this.#open.set(key, opened);
  }

  #key(workspace: WorkflowWorkspace, id: RequestId): string {
    return `${workspace.key}\n${id}`;
  }
}

/** Whether this is the work that the request wanted to bring to the same branch. */
function cameAround({ request }: RequestView, arrived: ArrivedWork | undefined): boolean {
  if (arrived === undefined || arrived.pulled) return false;
  return request?.kind === "merge" && shortName(request.into) === arrived.branch;
}
