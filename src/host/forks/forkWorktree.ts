import * as vscode from "vscode";
import type { OpenedFork } from "../../core/forks/openFork.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { approvePrograms } from "./approvePrograms.ts";
import { offerWatcherExclude } from "./watcherConsent.ts";

interface OpenWish {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionView;
  readonly runWithProgress: RunWithProgress;
}

/** What could not be brought into the worktree, for the log. */
function unfinished({ included, submodules, setup }: OpenedFork): readonly string[] {
  return [
    ...included.skipped.map(({ path, reason }) => `${path} was not copied (${reason})`),
    ...submodules.flatMap(({ path, problem }) => (problem === null ? [] : [`submodule ${path}: ${String(problem)}`])),
    ...(setup === null || setup.exitCode === 0
      ? []
      : [`the setup command ended with ${setup.exitCode}: ${setup.output}`]),
  ];
}

/** The command of the person's own settings (scope `machine`: no workspace can set it) that completes a new worktree. */
export function setupCommand(): string | undefined {
  const command = vscode.workspace.getConfiguration(configurationSection).get<unknown>(settings.forkSetupCommand);
  return typeof command === "string" && command.trim() !== "" ? command : undefined;
}

/** The fork's worktree, made now if it has none; names what the checkout would run before it does. */
export async function worktreeOf(host: Host, { workspace, session, runWithProgress }: OpenWish): Promise<string> {
  const { forks, setup } = await workspace.openGitFeatures();
  const { worktree } = await forks.get(session.id, { status: false });
  const approved = worktree === null ? await approvePrograms(workspace, "checkout", host.extension.workspaceState) : [];
  const command = setupCommand();
  const completing = command === undefined ? {} : { setup: setup(command) };
  const opened = await runWithProgress(
    t("Opening {0}", session.id),
    async (signal) => await forks.open(session.id, { approved, signal, ...completing }),
  );
  await workspace.follow();
  const problems = unfinished(opened);
  for (const problem of problems) host.log.warn(`${session.id}: ${problem}`);
  if (problems.length > 0) {
    const show = t("Show Log");
    void host.runner.attempt(async () => {
      const message = t("The worktree of {0} is there, but {1} things are missing in it.", session.id, problems.length);
      if ((await showWarning(message, show)) === show) host.log.show();
    });
  }
  if (opened.created) offerWatcherExclude(host);
  return opened.worktree;
}
