import { lossesAmong, type TakenCheckpoint } from "../../core/checkpoints/model/checkpoint.ts";
import { temporaryId } from "../../core/sessions/sessionContext.ts";
import type { Host } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { askText } from "../prompts/askText.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { versioning } from "../operations/policy.ts";
import type { LateOperation } from "../operations/operation.ts";
import { fileCount } from "../wording/counts.ts";
import { skippedList, skippedText } from "../wording/checkpointWording.ts";

/** Says what was kept, and what was not. */
function report({ runner, log }: Host, session: string, taken: TakenCheckpoint): void {
  const { id, created, files } = taken;
  const skipped = lossesAmong(taken.skipped);
  const kept = created
    ? t("Checkpoint #{0} of {1} is taken: {2}.", id, session, fileCount(files, t))
    : t("Nothing has changed since checkpoint #{0} of {1}.", id, session);
  if (skipped.length === 0) {
    void runner.attempt(async () => {
      await showInformation(kept);
    });
    return;
  }
  for (const file of skipped) log.warn(`Checkpoint #${id} of ${session} leaves out ${skippedText(file, wording)}`);
  const all = t("Show Log");
  void runner.attempt(async () => {
    const picked = await showWarning(`${kept} ${t("It does not hold {0}.", skippedList(skipped, wording))}`, all);
    if (picked === all) log.show();
  });
}

/** Keeps the working tree as it is, with a message if the person has one. */
export const takeCheckpoint = (host: Host): LateOperation => ({
  policy: versioning,
  choice: {
    title: () => t("Take Checkpoint of Session"),
    states: ["active", "paused", "completed"],
    takesCurrent: true,
    temporary: "offered",
  },
  run: async ({ workspace, session, name, given, runWithProgress }) => {
    const { checkpoints } = await workspace.openGitFeatures();
    await checkpoints.workTree(session.id);
    const message =
      given.message?.trim() ??
      orCancel(
        await askText({
          title: t("Take Checkpoint: {0}", name),
          prompt: t("What is this a restore point of? It may stay empty."),
        }),
      );
    const taken = await runWithProgress(t("Taking a checkpoint of {0}", name), async (signal) => {
      if (session.id === temporaryId) await workspace.sessions.ensureTemporary();
      return await checkpoints.take(session.id, {
        message: message === "" ? undefined : message,
        signal,
      });
    });
    await workspace.follow();
    report(host, name, taken);
    await tellRedacted(taken, "message");
  },
});
