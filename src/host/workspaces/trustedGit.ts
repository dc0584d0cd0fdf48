import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import type { Git } from "../../core/base/ports.ts";
import { t } from "../platform/hostWording.ts";

/** git that is never started in Restricted Mode, whatever asks for it. */
export function trustedGit(git: Git): Git {
  return {
    async run(request) {
      if (vscode.workspace.isTrusted) return await git.run(request);
      throw new WorkflowError(
        "untrusted",
        t("This folder is in Restricted Mode: no program is started."),
        t("Trust the folder to work with checkpoints and forks."),
      );
    },
  };
}
