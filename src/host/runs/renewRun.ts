import * as vscode from "vscode";
import type { StartedRun } from "../../core/runs/startRun.ts";
import type { Host } from "../feature/feature.ts";
import { approvePrograms } from "../forks/approvePrograms.ts";
import { setupCommand } from "../forks/forkWorktree.ts";
import { commands } from "../manifest/contributions.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { askRenewal } from "./askRenewal.ts";
import type { ActOnRun, RunSubject } from "./runSubject.ts";

/** Says that the setup command has failed; its output is in the log. */
export function tellSetup({ runner, log }: Host, { setup, run }: Pick<StartedRun, "setup" | "run">): void {
  if (setup === null || setup.exitCode === 0) return;
  log.warn(`The setup command of the run ${run.task} ended with ${setup.exitCode}: ${setup.output}`);
  const show = t("Show Log");
  void runner.attempt(async () => {
    const message = t("The setup command of the run {0} ended with {1}.", run.task, setup.exitCode);
    if ((await showWarning(message, show)) === show) log.show();
  });
}

/** Says what was done, and where what was there before is kept. */
function tellKept({ runner }: Host, { workspace, view }: RunSubject, done: string, checkpoint: number | null): void {
  if (checkpoint === null) {
    void showInformation(done);
    return;
  }
  const compare = t("Show What Was There");
  void runner.attempt(async () => {
    const kept = t("Checkpoint #{0} keeps what was there.", checkpoint);
    if ((await showInformation(`${done} ${kept}`, compare)) !== compare) return;
    const about = { folder: workspace.key, session: view.place.id, checkpoint };
    await vscode.commands.executeCommand(commands.diffCheckpoint, about);
  });
}

/** The setup command of the person's settings; what a record says is never run. */
function setUpBy(): { readonly setup?: string } {
  const setup = setupCommand();
  return setup === undefined ? {} : { setup };
}

/** Brings the worktree of a run back to its base after a question; what was there is kept first. */
export const resetRun: ActOnRun = async (host, subject) => {
  const { workspace, runs, view, runWithProgress } = subject;
  await askRenewal(host, subject, "reset");
  const approved = await approvePrograms(workspace, "checkout", host.extension.workspaceState);
  const done = await runWithProgress(
    t("Resetting the run {0}", view.task),
    async (signal) => await runs.reset(view.task, { approved, ...setUpBy(), signal }),
  );
  await workspace.follow();
  tellSetup(host, done);
  tellKept(host, subject, t("The run {0} is back at its base.", view.task), done.checkpoint);
};

/** Begins the next attempt of a run in a fresh worktree after a question; the one before is kept. */
export const retryRun: ActOnRun = async (host, subject) => {
  const { workspace, runs, view, runWithProgress } = subject;
  await askRenewal(host, subject, "retry");
  const approved = await approvePrograms(workspace, "checkout", host.extension.workspaceState);
  const done = await runWithProgress(
    t("Retrying the run {0}", view.task),
    async (signal) => await runs.retry(view.task, { approved, ...setUpBy(), signal }),
  );
  await workspace.follow();
  tellSetup(host, done);
  const stale = done.stale.length === 0 ? "" : ` ${t("Requests about the attempt before are stale.")}`;
  const ready = t("Attempt {0} of the run {1} is ready.", done.view.record.attempt, view.task);
  tellKept(host, subject, ready + stale, done.checkpoint);
};
