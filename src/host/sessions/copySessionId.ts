import * as vscode from "vscode";
import { plainItemText } from "../prompts/sessionItems.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { reading } from "../operations/policy.ts";

export const registerCopySessionId: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.copySessionId,
    policy: reading,
    choice: {
      title: () => t("Copy Session Name"),
      states: ["active", "paused", "completed", "archived"],
      takesCurrent: false,
    },
    run: async ({ session }) => {
      await vscode.env.clipboard.writeText(session.id);
      vscode.window.setStatusBarMessage(plainItemText(t("{0} copied", session.id)), 3000);
    },
  });
