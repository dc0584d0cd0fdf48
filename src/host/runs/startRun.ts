import * as vscode from "vscode";
import { laneNames } from "../../core/lanes/lane.ts";
import type { GivenText } from "../../core/redaction/givenText.ts";
import { isTaskName } from "../../core/runs/model/run.ts";
import { suggestSlug } from "../../core/sessions/model/suggestSlug.ts";
import type { Host } from "../feature/feature.ts";
import { approvePrograms } from "../forks/approvePrograms.ts";
import { setupCommand } from "../forks/forkWorktree.ts";
import { commands } from "../manifest/contributions.ts";
import type { LateOperation } from "../operations/operation.ts";
import { versioning } from "../operations/policy.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { askText } from "../prompts/askText.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import { enforcementWords, laneWords } from "../wording/runWording.ts";
import { tellSetup } from "./renewRun.ts";

async function askTask(title: string, value: string, taken: readonly string[]): Promise<string> {
  const answer = await vscode.window.showInputBox({
    title,
    value,
    prompt: t("What is the task called? Its worktree and branch get that name."),
    placeHolder: "fix-login-timeout",
    validateInput: (text) => {
      if (!isTaskName(text.trim())) return t("Letters, digits and dashes, as in fix-login-timeout.");
      return taken.includes(text.trim()) ? t("“{0}” exists already.", text.trim()) : undefined;
    },
  });
  return orCancel(answer).trim();
}

async function askLane(title: string): Promise<string> {
  const items = laneNames.map((lane) => ({ label: lane, description: laneWords(lane, t) }));
  const placeHolder = t("In which lane? It says what of your environment the run is given; nothing enforces it yet.");
  return orCancel(await vscode.window.showQuickPick(items, { title, placeHolder })).label;
}

async function askPrompt(title: string): Promise<GivenText> {
  const prompt = t("What is to be done? Each attempt is given the same. It may be left empty.");
  return orCancel(await askText({ title, prompt }));
}

/** Starts a run for a session: asks for the task, the lane and what is to be done. */
export const startRun = (host: Host): LateOperation => ({
  policy: versioning,
  choice: { title: () => t("Start Run for Session"), states: ["active", "paused"], takesCurrent: true },
  run: async ({ workspace, session, given, runWithProgress }) => {
    const { runner, view: sessionsView, log } = host;
    const runs = await workspace.openRuns();
    const taken = (await runs.list()).map(({ task }) => task);
    const title = t("Start Run for {0}", session.id);
    const named = given.task !== undefined;
    const task =
      given.task ?? (await askTask(title, suggestSlug(session.record.progress.current_tasks[0] ?? "", taken), taken));
    const lane = given.lane ?? (await askLane(title));
    const prompt = given.message ?? (named ? "" : await askPrompt(title));
    const approved = await approvePrograms(workspace, "checkout", host.extension.workspaceState);
    const setup = setupCommand();
    const started = await runWithProgress(
      t("Starting the run {0}", task),
      async (signal) =>
        await runs.start({
          task,
          lane,
          session: session.id,
          approved,
          signal,
          ...(prompt === "" ? {} : { prompt }),
          ...(setup === undefined ? {} : { setup }),
        }),
    );
    await workspace.follow();
    await tellRedacted(started, "message");
    tellSetup(host, started);
    const { view } = started;
    await sessionsView.revealSession(workspace.key, view.place.id);
    log.info(`The run ${task} works in ${view.place.id}.`);
    const open = t("Open Terminal in Run");
    void runner.attempt(async () => {
      const enforcement = enforcementWords(view.record.enforcement, t);
      const message = t("The run {0} is ready in {1}: lane {2}, {3}.", task, view.place.id, lane, enforcement);
      const back = t("“Tear Down Run” takes it away again.");
      if ((await showInformation(`${message} ${back}`, open)) === open) {
        await vscode.commands.executeCommand(commands["run.openTerminal"], { folder: workspace.key, task });
      }
    });
  },
});
