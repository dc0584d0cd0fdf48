import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";

export const registerResumeSession: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.resumeSession,
    policy: changing,
    choice: {
      title: () => t("Resume Session"),
      states: ["paused", "completed", "archived"],
      takesCurrent: false,
    },
    run: async ({ workspace, session, runWithProgress }) => {
      await runWithProgress(t("Resuming {0}", session.id), async () => await workspace.sessions.resume(session.id));
    },
  });
