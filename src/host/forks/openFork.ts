import * as vscode from "vscode";
import { pinnedTerminal, wfsDirectory } from "../platform/sessionTerminal.ts";
import { commands } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { versioning } from "../operations/policy.ts";
import { forkChoice } from "../prompts/forkChoice.ts";

/** A fork in a window, or in a terminal, of its own. */
export const registerOpenFork: Feature = (host) => {
  const { extension, runner, log } = host;
  const registered = new Disposables((error) => log.error("A command could not be removed.", error));
  registered.own(
    runner.registerForSession({
      command: commands.openFork,
      policy: versioning,
      choice: forkChoice(() => t("Open Fork in New Window")),
      run: async (context) => {
        const { worktreeOf } = await import("./forkWorktree.ts");
        const uri = vscode.Uri.file(await worktreeOf(host, context));
        await vscode.commands.executeCommand("vscode.openFolder", uri, { forceNewWindow: true });
      },
    }),
  );
  registered.own(
    runner.registerForSession({
      command: commands.openForkTerminal,
      policy: versioning,
      choice: forkChoice(() => t("Open Terminal in Fork")),
      run: async (context) => {
        const { session } = context;
        const { worktreeOf } = await import("./forkWorktree.ts");
        const cwd = vscode.Uri.file(await worktreeOf(host, context));
        const own = pinnedTerminal(session, wfsDirectory(extension.extensionPath));
        const iconPath = new vscode.ThemeIcon("repo-forked");
        vscode.window.createTerminal({ name: session.id, cwd, iconPath, ...own }).show();
      },
    }),
  );
  return registered;
};
