import * as vscode from "vscode";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { changing } from "../operations/policy.ts";

export const registerInitWorkflow: Feature = ({ runner }) =>
  runner.registerForWorkspace({
    command: commands.initWorkflow,
    policy: { ...changing, needsWorkflow: false },
    run: async ({ workspace, runWithProgress }) => {
      await runWithProgress(t("Creating .workflow"), async () => await workspace.sessions.init());
      const create = t("Create the First Session…");
      void runner.attempt(async () => {
        const message = t("“{0}” is ready for sessions.", workspace.name);
        if ((await showInformation(message, create)) === create) {
          await vscode.commands.executeCommand(commands.createSession, { folder: workspace.key });
        }
      });
    },
  });
