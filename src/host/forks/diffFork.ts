import * as vscode from "vscode";
import { commands } from "../manifest/contributions.ts";
import type { Host } from "../feature/feature.ts";
import type { LateOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { versioning } from "../operations/policy.ts";
import { uncommittedCount } from "../wording/counts.ts";
import { forkChoice } from "../prompts/forkChoice.ts";

/** What a fork has committed since it left its baseline. */
export const diffFork = ({ runner }: Host): LateOperation => ({
  policy: versioning,
  choice: forkChoice(() => t("Compare Fork with Its Baseline")),
  run: async ({ workspace, session, runWithProgress }) => {
    const { forks } = await workspace.openGitFeatures();
    const baseline = session.record.forked_from?.session ?? "";
    const [{ base, head, files }, { uncommitted, not_looked_at }] = await runWithProgress(
      t("Comparing {0}", session.id),
      async (signal) => await Promise.all([forks.diff(session.id, signal), forks.get(session.id, { signal })]),
    );
    const open = t("Open in New Window");
    if (files.length === 0) {
      void runner.attempt(async () => {
        const count = (uncommitted ?? 0) + (not_looked_at ?? 0);
        const message =
          count === 0
            ? t("{0} has not changed anything yet.", session.id)
            : t("{0} has committed nothing yet; its worktree has {1}.", session.id, uncommittedCount(count, t));
        if ((await showInformation(message, open)) === open) {
          await vscode.commands.executeCommand(commands.openFork, { folder: workspace.key, session: session.id });
        }
      });
      return;
    }
    const title = t("{0} ↔ {1}", baseline, session.id);
    const { parseObjectId } = await import("../../core/git/repository/objectId.ts");
    const { showChanges } = await import("../documents/showChanges.ts");
    await showChanges({
      title,
      workspace: workspace.key,
      session: session.id,
      from: parseObjectId(base),
      to: parseObjectId(head),
      files,
      forks,
    });
  },
});
