import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { askText } from "../prompts/askText.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";
import type { LateOperation } from "../operations/operation.ts";

export const saveSession = ({ runner }: Host): LateOperation => ({
  policy: changing,
  choice: {
    title: () => t("Save Session State"),
    states: ["active", "paused"],
    takesCurrent: true,
    temporary: "offered",
  },
  run: async ({ workspace, id, name, given, runWithProgress }) => {
    const message =
      given.message ??
      orCancel(
        await askText({
          title: t("Save Session State: {0}", name),
          prompt: t("A note for whoever resumes the session. It may stay empty."),
        }),
      );
    const meant = id === undefined ? {} : { id };
    const note = message === "" ? {} : { message };
    const saved = await runWithProgress(
      t("Saving {0}", name),
      async () => await workspace.sessions.save({ ...meant, ...note }),
    );
    await tellRedacted(saved, "message");
    void runner.attempt(async () => {
      await showInformation(t("The state of {0} is saved.", name));
    });
  },
});
