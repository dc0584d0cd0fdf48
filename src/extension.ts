import * as vscode from "vscode";
import { Disposables } from "./host/platform/disposables.ts";
import { features } from "./host/features.ts";
import type { Host } from "./host/feature/feature.ts";
import { t } from "./host/platform/hostWording.ts";
import { Log } from "./host/platform/log.ts";
import { showError } from "./host/platform/notifications.ts";
import { OperationRunner } from "./host/operations/operationRunner.ts";
import { WorkspaceRegistry } from "./host/workspaces/workspaceRegistry.ts";
import { ReviewsView } from "./host/views/reviewsView.ts";
import { SessionsView } from "./host/views/sessionsView.ts";

/** What other extensions may read: the rows of the sessions view, as it shows them. */
export interface WorkflowSessionsApi {
  readonly sessions: vscode.TreeDataProvider<unknown>;
  /** The rows of the reviews view. */
  readonly reviews: vscode.TreeDataProvider<unknown>;
}

/** Builds the extension in the order its parts depend on each other; a failure is shown, logged and passed on to VS Code. */
export function activate(extension: vscode.ExtensionContext): WorkflowSessionsApi {
  const channel = vscode.window.createOutputChannel("Workflow Sessions", { log: true });
  const log = new Log(channel);
  const owned = new Disposables((error) => log.error("Something could not be closed.", error));
  extension.subscriptions.push(owned, channel);
  try {
    const workspaces = owned.own(new WorkspaceRegistry(log, extension.secrets));
    const view = owned.own(new SessionsView(workspaces, log));
    const runner = new OperationRunner(workspaces, log);
    const reviews = owned.own(new ReviewsView(workspaces, log));
    const host: Host = { extension, log, workspaces, runner, view, reviews };
    for (const feature of features) owned.own(feature(host));
    return { sessions: view.rows, reviews: reviews.rows };
  } catch (error) {
    log.error("Workflow Sessions could not start.", error);
    void showError(t("Workflow Sessions could not start. Its log says why."));
    log.show();
    throw error;
  }
}
