import type { SyncedFork } from "../../core/forks/syncFork.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import type { Host } from "../feature/feature.ts";
import type { LateOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { changing } from "../operations/policy.ts";
import { fileCount } from "../wording/counts.ts";
import { forkChoice } from "../prompts/forkChoice.ts";
import { firstFew } from "../wording/firstFew.ts";

/** Conflicting files named in the message. */
const named = 15;

function showConflicts({ id, conflicts }: SyncedFork, baseline: string): void {
  const list = firstFew(conflicts, named, visibleText, t);
  void showWarning(
    t("{0} and {1} conflict in {2}. Nothing was touched.", baseline, id, fileCount(conflicts.length, t)),
    {
      modal: true,
      detail: [...list, "", t("Merge by hand in the fork's window, or change one of the two.")].join("\n"),
    },
  );
}

/** Takes the baseline's commits over into a fork; conflicts are named before anything is touched. */
export const syncFork = ({ extension }: Host): LateOperation => ({
  policy: { ...changing, progress: "notification" },
  choice: forkChoice(() => t("Sync Fork with Its Baseline")),
  run: async ({ workspace, session, runWithProgress }) => {
    const { forks } = await workspace.openGitFeatures();
    const baseline = session.record.forked_from?.session ?? "";
    const looked = await forks.sync(session.id, { dryRun: true });
    if (looked.result === "conflicts") {
      showConflicts(looked, baseline);
      return;
    }
    const { approvePrograms } = await import("./approvePrograms.ts");
    const approved =
      looked.result === "current" ? [] : await approvePrograms(workspace, "merge", extension.workspaceState);
    const synced = await runWithProgress(
      t("Syncing {0} with {1}", session.id, baseline),
      async (signal) => await forks.sync(session.id, { approved, signal }),
    );
    await workspace.gitFeatures.refresh();
    if (synced.result === "conflicts") {
      showConflicts(synced, baseline);
      return;
    }
    void showInformation(
      synced.result === "current"
        ? t("{0} has everything of {1} already.", session.id, baseline)
        : t("{0} now has everything of {1}.", session.id, baseline),
    );
  },
});
