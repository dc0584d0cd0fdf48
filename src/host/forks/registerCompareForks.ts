import * as vscode from "vscode";
import { commands, comparisonScheme } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";

/** Pages kept for tabs that are open; a tab of an older one says that it has to be made anew. */
const keptPages = 20;

/** Forks side by side on a read-only page; the command makes it anew. How they are compared is loaded late. */
export const registerCompareForks: Feature = ({ runner, log }) => {
  const registered = new Disposables((error) => log.error("The comparison could not be closed.", error));
  const changed = registered.own(new vscode.EventEmitter<vscode.Uri>());
  const pages = new Map<string, string>();
  const show = async (uri: vscode.Uri, page: string): Promise<void> => {
    pages.delete(uri.toString());
    pages.set(uri.toString(), page);
    const [oldest] = pages.keys();
    if (pages.size > keptPages && oldest !== undefined) pages.delete(oldest);
    changed.fire(uri);
    await vscode.commands.executeCommand("vscode.openWith", uri, "vscode.markdown.preview.editor");
  };
  registered.own(
    vscode.workspace.registerTextDocumentContentProvider(comparisonScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) =>
        pages.get(uri.toString()) ?? t("This comparison is old. Run “Compare Forks” to make it anew."),
    }),
  );
  registered.own(
    runner.register(commands.compareForks, async (invocation) => {
      const { compareForks } = await import("./compareForks.ts");
      await runner.runForWorkspace(compareForks(show), invocation);
    }),
  );
  return registered;
};
