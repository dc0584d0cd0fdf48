import * as vscode from "vscode";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Git } from "../../core/base/ports.ts";

/** git that is never started in Restricted Mode, whatever asks for it. */
export function trustedGit(git: Git): Git {
  return {
    async run(request) {
      if (vscode.workspace.isTrusted) return await git.run(request);
      throw new WorkflowError(
        "untrusted",
        say`This folder is in Restricted Mode: no program is started.`,
        say`Trust the folder to work with checkpoints and forks.`,
      );
    },
  };
}
