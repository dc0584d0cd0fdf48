import * as vscode from "vscode";
import { shortName } from "../../core/git/repository/refName.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commands } from "../manifest/contributions.ts";
import type { Host } from "../feature/feature.ts";
import type { LateOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";
import { forkChoice } from "../prompts/forkChoice.ts";

/** Removes a fork: worktree, branch, and the session when it holds nothing. Work that nothing else holds is named first. */
export const removeFork = ({ runner, log }: Host): LateOperation => ({
  policy: { ...changing, progress: "notification" },
  choice: { ...forkChoice(() => t("Remove Fork")), takesCurrent: false },
  run: async ({ workspace, session, runWithProgress }) => {
    const { forks } = await workspace.openGitFeatures();
    const [{ losesNothing }, { goneWith }, { stayingText }, { keptLines, lossLines }] = await Promise.all([
      import("../../core/forks/removal/lookBeforeRemoval.ts"),
      import("../../core/forks/removal/removalRefusal.ts"),
      import("../../core/forks/removal/removedFork.ts"),
      import("./lossText.ts"),
    ]);
    const { loss, stays, worktree } = await forks.lookBeforeRemoval(session.id);
    const force = !losesNothing(loss);
    const show = t("Show What Would Be Lost");
    const remove = force ? t("Remove Anyway") : t("Remove");
    const staying = stayingText({
      branch: stays === undefined ? "" : shortName(stays.branch),
      branch_kept: stays === undefined ? null : "adopted",
      worktree_left: stays?.worktree?.worktree ?? null,
    });
    const ends = [
      ...(worktree === undefined ? [] : [t("Ignored files of the worktree are deleted.")]),
      ...(staying === undefined ? [] : [staying.in(t)]),
    ];
    const picked = orCancel(
      await showWarning(
        force ? t("{0} holds work that is nowhere else.", session.id) : t("Remove {0}?", session.id),
        {
          modal: true,
          detail: force
            ? [...lossLines(loss, t), "", ...keptLines(loss, t), ...ends].join("\n")
            : [
                stays === undefined ? t("Nothing is lost: other branches hold all of it.") : t("Nothing is lost."),
                ...ends,
              ].join("\n"),
        },
        ...(force ? [show] : []),
        remove,
      ),
    );
    if (picked === show) {
      const command = loss.commits.count > 0 ? commands.diffFork : commands.openFork;
      await vscode.commands.executeCommand(command, { folder: workspace.key, session: session.id });
      return;
    }
    const removed = await runWithProgress(
      t("Removing {0}", session.id),
      async (signal) => await forks.remove(session.id, { force, signal }),
    );
    const { checkpoint } = removed;
    const gone = goneWith(removed).map(visibleText).join(", ");
    const kept =
      checkpoint === null
        ? ""
        : ` ${gone === "" ? t("Checkpoint #{0} keeps its files.", checkpoint.n) : t("Checkpoint #{0} keeps its files, but not: {1}.", checkpoint.n, gone)}`;
    const stayed = stayingText(removed)?.in(t);
    const branch = removed.branch_kept === null ? [] : [t("Its branch {0} stays.", removed.branch)];
    const left = removed.worktree_left === null ? [] : [t("Its worktree {0} stays.", removed.worktree_left)];
    const stay = stayed === undefined ? [...branch, ...left] : [stayed];
    void showInformation([t("{0} is removed.", session.id) + kept, ...stay].join(" "));
    void runner.attempt(async () => {
      for (const { path, reason } of await forks.whenDiscarded())
        log.warn(`${path} could not be deleted: ${String(reason)}`);
    });
  },
});
