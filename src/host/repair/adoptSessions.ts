import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation, showWarning } from "../platform/notifications.ts";
import { changing } from "../operations/policy.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";

/** Brings back sessions whose directory is gone: the one of the row or the argument, else all that are lost in the folder. */
export const adoptSessions = ({ runner }: Host): LateWorkspaceOperation => ({
  policy: { ...changing, needsWorkflow: false, progress: "notification" },
  run: async ({ workspace, target, given, runWithProgress }) => {
    const { forks } = await workspace.openGitFeatures();
    const id = target.problem?.session ?? parseSessionId(given.session ?? "");
    const { adopted, left } = await runWithProgress(
      t("Bringing back sessions"),
      async (signal) => await forks.adopt(id === undefined ? undefined : [id], signal),
    );
    const [failed] = left;
    const [first] = adopted;
    const done =
      adopted.length === 1 && first !== undefined
        ? t("{0} is back, paused.", first.id)
        : t("{0} sessions are back, paused.", adopted.length);
    void runner.attempt(async () => {
      if (failed !== undefined) await showWarning(`${done} ${t("{0} is left: {1}", failed.id, failed.reason.in(t))}`);
      else if (first === undefined) await showInformation(t("No session of “{0}” is lost.", workspace.name));
      else await showInformation(done);
    });
  },
});
