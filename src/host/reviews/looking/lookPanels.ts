import * as vscode from "vscode";
import * as z from "zod/mini";
import { plainRefName } from "../../../core/git/repository/refName.ts";
import { baseName } from "../../../core/files/paths.ts";
import type { LookedProposal, LookTarget } from "../../../core/review/looking/lookedProposal.ts";
import { Memo } from "../../../core/base/memo.ts";
import { type LookFile, type LookPage, lookPageId, lookQuery, parseLookPageId } from "../../documents/lookAddress.ts";
import type { Host } from "../../feature/feature.ts";
import { t, wording } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import type { ReviewServices } from "../gate/reviewServices.ts";
import { plainName } from "../kinds/plainNames.ts";
import { applyInWindow } from "../panel/applyInWindow.ts";
import { openInEditor } from "../panel/openInEditor.ts";
import { workspacePlan } from "../panel/workspacePlan.ts";
import { reviewDialogs } from "../panel/reviewDialogs.ts";
import { ReviewMemories } from "../panel/reviewMemories.ts";
import { ReviewPanel } from "../panel/reviewPanel.ts";
import { openReviewWebview, pageStrings, reviewWebviewOptions } from "../panel/reviewWebview.ts";
import type { FoundActions } from "./foundCommands.ts";
import { LookMessageHandler } from "./lookMessageHandler.ts";
import { LookSession } from "./lookSession.ts";
import { sessionOfWork } from "./sessionOfWork.ts";

/** What the page keeps for the next time. */
const savedSchema = z.object({ request: z.string() });

/** Work that was looked at for editors whose page is closed. */
const keptLooks = 20;

export interface LookPanelsOptions {
  readonly host: Host;
  readonly services: (
    workspace: WorkflowWorkspace,
  ) => Pick<ReviewServices, "looks" | "annotations" | "drafts" | "suggestions">;
  readonly actions: FoundActions;
  /** What is shown was built anew: editors of its files ask again. */
  readonly built: () => void;
}

/** The pages of work without a request that are open in the window, at most one for each. */
export class LookPanels implements vscode.Disposable {
  readonly #options: LookPanelsOptions;
  readonly #memories: ReviewMemories;
  readonly #open = new Map<string, ReviewPanel<LookSession>>();
  readonly #looked = new Memo<LookedProposal>(keptLooks);

  constructor(options: LookPanelsOptions) {
    this.#options = options;
    this.#memories = new ReviewMemories(options.host.extension.workspaceState);
  }

  /** Opens the page of this work, or shows the one that is open. */
  show(workspace: WorkflowWorkspace, target: LookTarget): void {
    const known = this.#open.get(lookPageId({ workspace: workspace.key, target }));
    if (known !== undefined) known.reveal();
    else this.#adopt(openReviewWebview(this.#options.host.extension, titleOf(target)), workspace, target);
  }

  /** Fills a panel that was open before the window was reloaded; false: it is not one of these. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<boolean> {
    const saved = savedSchema.safeParse(state);
    const page = saved.success ? parseLookPageId(saved.data.request) : undefined;
    if (page === undefined) return false;
    const { workspaces, extension } = this.#options.host;
    await workspaces.loaded();
    const workspace = workspaces.find(page.workspace);
    if (workspace === undefined || this.#open.has(lookPageId(page))) panel.dispose();
    else {
      panel.webview.options = reviewWebviewOptions(extension);
      this.#adopt(panel, workspace, page.target);
    }
    return true;
  }

  /** One side of a file, as its page shows it or, where that is closed, as it was looked at for the editor first. */
  async readSide(workspace: WorkflowWorkspace, file: LookFile): Promise<Uint8Array | undefined> {
    const looks = await this.#options.services(workspace).looks();
    const id = lookPageId(file);
    const shown = this.#open.get(id)?.review.looked;
    const looked = shown ?? (await this.#looked.get(id, async () => await looks.look(file.target)));
    return await looks.readSide(looked, file.layer, file.side, file.path);
  }

  dispose(): void {
    for (const panel of this.#open.values()) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, workspace: WorkflowWorkspace, target: LookTarget): void {
    const { host, services, actions, built } = this.#options;
    const page: LookPage = { workspace: workspace.key, target };
    const id = lookPageId(page);
    const title = titleOf(target);
    const { looks, annotations, drafts } = services(workspace);
    const dialogs = reviewDialogs(host, workspace.key);
    panel.title = title;
    panel.iconPath = new vscode.ThemeIcon("eye");
    const memory = (layer: string): string => `${id} ${layer}`;
    const review = new LookSession({
      id,
      target,
      name: title,
      looks,
      annotations,
      drafts,
      texts: workspace.services.sessionTexts,
      digest: async (thread, head) => (await services(workspace).suggestions()).digest(thread, head),
      renames: async (session) => await (await workspace.services.sessionTexts()).renames(session),
      session: (looked) =>
        sessionOfWork(target, looked, { root: workspace.key, sessions: workspace.snapshot().sessions }),
      viewed: (layer) => this.#memories.recall(memory(layer)).viewed,
      layout: () => this.#memories.recall(memory(review.layer)).layout,
      changed: () => {
        panel.title = plainName(review.name);
        built();
      },
      wording,
    });
    const opened = new ReviewPanel({
      panel,
      extension: host.extension,
      log: host.log,
      title,
      id,
      look: async () => await Promise.resolve(),
      review,
      inform: (message) => void showInformation(message),
      conversation: (send) =>
        new LookMessageHandler(
          {
            reviewer: reviewerName(),
            annotations,
            drafts,
            dialogs,
            apply: async (thread, digest) => {
              await applyInWindow({ host, workspace, services: services(workspace), dialogs }, thread, digest);
            },
            agrees: async (message, detail, button) =>
              (await showInformation(message, { modal: true, detail }, button)) === button,
            hasWorkflow: () => workspace.snapshot().exists,
            keep: async () => await actions.keep(page),
            merge: async () => await actions.merge(page),
            open: async (what, path) => {
              const { layer } = review;
              await openInEditor(what, path, {
                title: plainName(review.name),
                files: review.shown?.files,
                query: (side, file) => lookQuery({ ...page, layer, side, path: file }),
                session: undefined,
                fingerprint: undefined,
              });
            },
            plan: workspacePlan(workspace),
            remember: (layer, what) => {
              this.#memories.remember(memory(layer), what).catch((error: unknown) => {
                host.log.error("What was viewed could not be remembered.", error);
              });
            },
            strings: pageStrings(),
            send,
            logger: host.log,
            wording,
          },
          review,
        ),
      closed: () => {
        this.#open.delete(id);
        looks().then(
          (open) => {
            if (!this.#open.has(id)) open.close(target); // Unless it was opened again meanwhile.
          },
          () => undefined, // It was never opened: nothing is kept.
        );
      },
    });
    this.#open.set(id, opened);
  }
}

/** Until it was looked at. */
function titleOf(target: LookTarget): string {
  switch (target.kind) {
    case "worktree":
      return plainName(baseName(target.path));
    case "branch":
      return plainName(plainRefName(target.branch));
    case "fork":
      return target.session;
    case "changes":
      return t("Uncommitted Changes");
    default:
      return target satisfies never;
  }
}
