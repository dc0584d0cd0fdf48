import * as vscode from "vscode";
import type { SessionState, SessionView } from "../../core/sessions/model/session.ts";
import { askSlug } from "../prompts/newSession.ts";
import { suggestSlug } from "../prompts/suggestSlug.ts";
import { chooseCheckpoint } from "../prompts/chooseCheckpoint.ts";
import { skippedList, skippedText } from "../wording/checkpointWording.ts";
import { commands } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature, Host } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { Invocation } from "../operations/invocation.ts";
import { changing } from "../operations/policy.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

const states: readonly SessionState[] = ["active", "paused", "completed"];

interface ForkWish extends Pick<Invocation, "given"> {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionView;
  readonly runWithProgress: RunWithProgress;
  /** Number of a checkpoint to start from; left out: the baseline's last commit. */
  readonly checkpoint?: number;
}

/** Asks for name and purpose, makes branch and session, and offers to open it. */
async function fork(
  { runner, view, log }: Host,
  { workspace, session, given, runWithProgress, checkpoint }: ForkWish,
): Promise<void> {
  const { forks } = await workspace.openGitFeatures();
  const title = checkpoint === undefined ? t("Fork {0}", session.id) : t("Fork {0} from #{1}", session.id, checkpoint);
  const taken = workspace.snapshot().sessions.map(({ id }) => id);
  const slug = given.slug ?? (await askSlug(title, suggestSlug(`${session.id.slice("WFS-".length)} a`, taken), taken));
  const project =
    given.project ??
    (given.slug === undefined
      ? orCancel(
          await vscode.window.showInputBox({
            title,
            value: session.record.project ?? "",
            prompt:
              checkpoint === undefined
                ? t("What does this fork try? It starts at the last commit.")
                : t("What does this fork try?"),
          }),
        ).trim()
      : "");
  const created = await runWithProgress(
    t("Forking {0}", session.id),
    async (signal) =>
      await forks.create(
        {
          slug,
          baseline: session.id,
          ...(checkpoint === undefined ? {} : { checkpoint }),
          ...(project === "" ? {} : { project }),
        },
        signal,
      ),
  );
  await view.revealSession(workspace.key, created.id);
  const { skipped = [] } = created;
  for (const file of skipped) log.warn(`${created.id} lacks ${skippedText(file, wording)}`);
  const open = t("Open in New Window");
  void runner.attempt(async () => {
    const made = t("{0} is made, on the branch {1}.", created.id, created.branch);
    const lacks = skipped.length === 0 ? "" : ` ${t("It lacks {0}.", skippedList(skipped, wording))}`;
    const show = skipped.length === 0 ? showInformation : showWarning;
    if ((await show(`${made}${lacks}`, open)) === open) {
      await vscode.commands.executeCommand(commands.openFork, { folder: workspace.key, session: created.id });
    }
  });
}

/** A fork of a session as it was committed last, or of one of its checkpoints. */
export const registerCreateFork: Feature = (host) => {
  const { runner, log } = host;
  const registered = new Disposables((error) => log.error("A command could not be removed.", error));
  registered.own(
    runner.registerForSession({
      command: commands.createFork,
      policy: changing,
      choice: { title: () => t("Fork Session"), states, takesCurrent: true },
      run: async (context) => await fork(host, context),
    }),
  );
  registered.own(
    runner.registerForSession({
      command: commands.forkFromCheckpoint,
      policy: changing,
      choice: { title: () => t("Fork from a Checkpoint of Session"), states, takesCurrent: true },
      run: async (context) => {
        const { id } = await chooseCheckpoint(context, t("Fork from Checkpoint: {0}", context.session.id));
        await fork(host, { ...context, checkpoint: id });
      },
    }),
  );
  return registered;
};
