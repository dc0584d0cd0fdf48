import * as vscode from "vscode";
import { auditScheme, commands, requestCommands, reviewPanelType, reviewScheme } from "../manifest/contributions.ts";
import type { CommandId } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { onceSessionsExist } from "../feature/onceSessionsExist.ts";
import { ReadOnlyFiles } from "../documents/readOnlyFiles.ts";
import type { Reviews } from "./reviews.ts";

/** After the sessions are there to be seen (milliseconds). */
const startDelay = 300;

const registeredCommands: readonly CommandId[] = [
  commands.openReview,
  commands.denyReview,
  commands.askForChanges,
  commands.askReviewAgain,
  commands.withdrawReview,
  commands.copyReviewId,
  commands.runRequiredChecks,
  commands.continueAgent,
  commands.copyAsPrompt,
  ...Object.values(requestCommands),
  commands.turnOnPublishing,
  commands.turnOffPublishing,
  commands.checkLanded,
  commands.undoReview,
  commands.reviewArrival,
  commands.undoArrival,
  commands.dismissArrival,
  commands.applySuggestion,
  commands.showAuditLog,
  commands.exportAuditLog,
  commands.refreshReviews,
  commands.sortReviews,
];

/** Everything about reviews. Here is only what VS Code must know from the start; the rest is loaded where there are sessions. */
export const registerReviews: Feature = (host) => {
  const { reviews: view, runner, log } = host;
  const registered = new Disposables((error) => log.error("The reviews could not be closed.", error));
  let loading: Promise<Reviews> | undefined;
  const load = (): Promise<Reviews> =>
    (loading ??= import("./reviews.ts").then((module) => registered.own(new module.Reviews(host, files))));
  const files = registered.own(new ReadOnlyFiles(async (uri) => await (await load()).readFile(uri)));
  for (const command of registeredCommands) {
    registered.own(runner.register(command, async (invocation) => await (await load()).run(command, invocation)));
  }
  registered.own(
    vscode.commands.registerCommand(commands.pickProposal, async (page: unknown) => {
      await runner.attempt(async () => await (await load()).pick(page));
    }),
  );
  registered.own(
    vscode.commands.registerCommand(commands.reviewChanges, async (argument: unknown) => {
      await runner.attempt(async () => await (await load()).lookAt(argument));
    }),
  );
  registered.own(
    vscode.workspace.registerFileSystemProvider(reviewScheme, files, { isReadonly: true, isCaseSensitive: true }),
  );
  registered.own(
    vscode.workspace.registerTextDocumentContentProvider(auditScheme, {
      provideTextDocumentContent: async () => await (await load()).auditPage(),
    }),
  );
  registered.own(
    vscode.window.registerWebviewPanelSerializer(reviewPanelType, {
      deserializeWebviewPanel: async (panel, state) => (await load()).restore(panel, state),
    }),
  );
  view.load = async () => (await load()).ready();
  registered.own(
    onceSessionsExist(host, { delay: startDelay, start: load, failed: "The reviews could not be loaded." }),
  );
  return registered;
};
