import type { DeletionLoss } from "../../core/deletion/deletionLoss.ts";
import { stayingText } from "../../core/forks/removal/removedFork.ts";
import type { SessionRecord } from "../../core/sessions/model/session.ts";
import { adoptedBranch } from "../../core/sessions/model/sessionBranch.ts";
import type { Host } from "../feature/feature.ts";
import type { LateOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";

/** What goes with the session, and where it will be. */
function whatGoes({ artifacts, comments, checkpoints }: DeletionLoss, record: SessionRecord): string {
  const isAdopted = adoptedBranch(record) !== undefined;
  return [
    artifacts === 0 ? "" : t("Artifacts: {0}", artifacts),
    comments === 0 ? "" : t("Comments: {0}", comments),
    checkpoints === 0 ? "" : t("Checkpoints that no branch or tag holds: {0}", checkpoints),
    artifacts + comments + checkpoints === 0
      ? t("It holds no artifacts and no comments, and branches hold its checkpoints.")
      : "",
    record.forked_from !== undefined && !isAdopted
      ? t("Its branch and worktree go too, unless they hold work that is nowhere else: then nothing is deleted.")
      : "",
    isAdopted
      ? t(
          "Its branch stays, and so does a worktree that another tool has made; one that was made for the session goes, unless it holds work that is nowhere else: then nothing is deleted.",
        )
      : "",
    t(
      "Its directory is set aside in .workflow/.deleted, where it stays until you delete it; its checkpoints wait as pruned ones do.",
    ),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** Deletes a session, with a question that lists what goes. There is no “Undo”: what was set aside is brought back by hand (docs/recovery.md). */
export const sessionDeletion = ({ runner }: Host): LateOperation => ({
  policy: { ...changing, progress: "notification" },
  choice: { title: () => t("Delete Session"), states: ["paused", "completed", "archived"], takesCurrent: false },
  run: async ({ workspace, session: { id, record }, runWithProgress }) => {
    const { deleteSession, lookBeforeDeletion } = await import("../../core/deletion/deleteSession.ts");
    const { deletion } = workspace.services;
    const loss = await lookBeforeDeletion(deletion, id);
    const agree = t("Delete");
    const detail = whatGoes(loss, record);
    orCancel(await showWarning(t("Delete {0}?", id), { modal: true, detail }, agree));
    const { branch_left, path, worktree_left } = await runWithProgress(
      t("Deleting {0}", id),
      async (signal) => await deleteSession(deletion, id, { force: true, signal }),
    );
    const left =
      branch_left === null ? undefined : stayingText({ branch: branch_left, branch_kept: "adopted", worktree_left });
    const deleted = path === null ? t("{0} is deleted.", id) : t("{0} is deleted; its directory is now {1}.", id, path);
    void runner.attempt(async () => {
      await showInformation([deleted, ...(left === undefined ? [] : [left.in(t)])].join(" "));
    });
  },
});
