import * as vscode from "vscode";
import type { TornDown } from "../../core/runs/teardownRun.ts";
import { commands } from "../manifest/contributions.ts";
import { reviewerName } from "../platform/reviewer.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { ActOnRun } from "./runSubject.ts";

/** Takes a run away, after a question that says what is kept. */
export const tearDownRun: ActOnRun = async ({ runner }, { workspace, runs, view, runWithProgress }) => {
  const { task, place, record } = view;
  const tearDown = t("Tear Down");
  const stays = record.made_fork
    ? [
        t("What it has done is kept in a pinned checkpoint first, from which files can be restored."),
        t("Its worktree, its branch and its scratch files go; {0} goes to the archive.", place.id),
      ]
    : [t("The worktree and the branch of {0} stay: the run did not make them.", place.id), t("Its scratch files go.")];
  const left =
    Object.keys(view.artifacts).length === 0 ? [] : [t("Summary, patch, checks and trace stay with the session.")];
  const detail = [...stays, ...left].join("\n");
  orCancel(await showWarning(t("Tear down the run {0}?", task), { modal: true, detail }, tearDown));
  const torn = await runWithProgress(
    t("Tearing down the run {0}", task),
    async (signal) => await runs.teardown(task, { requestedBy: reviewerName(), signal }),
  );
  await workspace.follow();
  const { checkpoint, request } = torn;
  const [compare, review] = [t("Show What Was There"), t("Review")];
  const buttons = request !== null ? [review] : checkpoint !== null ? [compare] : [];
  void runner.attempt(async () => {
    const pressed = await showInformation(tornDownText(torn), ...buttons);
    const about = { folder: workspace.key, session: torn.session };
    if (pressed === compare) {
      await vscode.commands.executeCommand(commands.diffCheckpoint, { ...about, checkpoint });
    }
    if (pressed === review)
      await vscode.commands.executeCommand(commands.openReview, { folder: workspace.key, request });
  });
  void runner.attempt(async () => await runs.whenDiscarded());
};

function tornDownText({ task, outcome, checkpoint, unheld }: TornDown): string {
  if (outcome === "already") return t("The run {0} was torn down before.", task);
  if (outcome === "requested") {
    return t(
      "The run {0} stays: no checkpoint would hold {1}. Its removal waits for your review.",
      task,
      unheld.slice(0, 3).join(", "),
    );
  }
  const done = t("The run {0} is torn down.", task);
  return checkpoint === null ? done : `${done} ${t("Checkpoint #{0} keeps what was there.", checkpoint)}`;
}
