import type * as vscode from "vscode";
import type { Log } from "../platform/log.ts";
import type { OperationRunner } from "../operations/operationRunner.ts";
import type { WorkspaceRegistry } from "../workspaces/workspaceRegistry.ts";
import type { ReviewsView } from "../views/reviewsView.ts";
import type { SessionsView } from "../views/sessionsView.ts";

/** What every feature is made with. */
export interface Host {
  readonly extension: vscode.ExtensionContext;
  readonly log: Log;
  readonly workspaces: WorkspaceRegistry;
  readonly runner: OperationRunner;
  readonly view: SessionsView;
  readonly reviews: ReviewsView;
}

/** One feature: registers itself and returns what undoes that. */
export type Feature = (host: Host) => vscode.Disposable;
