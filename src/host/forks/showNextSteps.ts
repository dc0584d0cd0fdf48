import * as vscode from "vscode";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { reading } from "../operations/policy.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { forkChoice } from "../prompts/forkChoice.ts";

/** What is left to do about a fork once it is merged, as commands that exist; nothing is done by itself. */
export const registerShowNextSteps: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.showNextSteps,
    policy: reading,
    choice: forkChoice(() => t("What's Next")),
    run: async ({ workspace, session }) => {
      const { nextSteps } = await import("./nextSteps.ts");
      const steps = nextSteps(session, workspace.snapshot().sessions, t);
      const options = { title: t("What's Next"), placeHolder: t("What comes after {0}?", session.id) };
      const { command, given } = orCancel(await vscode.window.showQuickPick(steps, options));
      await vscode.commands.executeCommand(command, { folder: workspace.key, ...given });
    },
  });
