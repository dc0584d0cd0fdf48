import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";
import { announceWithUndo } from "../operations/announceWithUndo.ts";
import { undoEnd } from "./undoEnd.ts";

export const registerPauseSession: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.pauseSession,
    policy: changing,
    choice: { title: () => t("Pause Session"), states: ["active"], takesCurrent: true },
    run: async ({ workspace, session, runWithProgress }) => {
      await runWithProgress(t("Pausing {0}", session.id), async () => await workspace.sessions.pause(session.id));
      announceWithUndo(runner, t("{0} is paused. No session is active now.", session.id), async () => {
        await undoEnd(workspace, session, runWithProgress);
      });
    },
  });
