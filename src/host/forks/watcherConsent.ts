import * as vscode from "vscode";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";

const pattern = "**/.worktrees/**";
const memoryKey = "watcherConsentAsked";

/** Asks once, ever, whether VS Code should leave the files of worktrees unwatched; only the person's own settings are changed. */
export function offerWatcherExclude({ extension, runner }: Host): void {
  const files = vscode.workspace.getConfiguration("files");
  const excluded = files.get<Readonly<Record<string, boolean>>>("watcherExclude") ?? {};
  if (excluded[pattern] === true || extension.globalState.get(memoryKey) === true) return;
  void runner.attempt(async () => {
    const [yes, no] = [t("Exclude"), t("Keep Watching")];
    const picked = await showInformation(
      t("Keep VS Code from watching the worktrees of forks, in your own settings? It saves memory."),
      yes,
      no,
    );
    if (picked === undefined) return;
    await extension.globalState.update(memoryKey, true);
    if (picked !== yes) return;
    const own = files.inspect<Readonly<Record<string, boolean>>>("watcherExclude")?.globalValue ?? {};
    await files.update("watcherExclude", { ...own, [pattern]: true }, vscode.ConfigurationTarget.Global);
  });
}
