import { lossesAmong } from "../../core/checkpoints/model/checkpoint.ts";
import * as vscode from "vscode";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { askSlug } from "../prompts/newSession.ts";
import { suggestSlug } from "../../core/sessions/model/suggestSlug.ts";
import { skippedList, skippedText } from "../wording/checkpointWording.ts";
import { commands } from "../manifest/contributions.ts";
import type { Host } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { askText } from "../prompts/askText.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { Invocation } from "../operations/invocation.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

interface ForkWish extends Pick<Invocation, "given"> {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionView;
  readonly runWithProgress: RunWithProgress;
  /** Number of a checkpoint to start from; left out: the baseline's last commit. */
  readonly checkpoint?: number;
}

/** Asks for name and purpose, makes branch and session, and offers to open it. */
export async function forkSession(
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
          await askText({
            title,
            value: session.record.project ?? "",
            prompt:
              checkpoint === undefined
                ? t("What does this fork try? It starts at the last commit.")
                : t("What does this fork try?"),
          }),
        )
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
  await tellRedacted(created, "project");
  const skipped = lossesAmong(created.skipped ?? []);
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
