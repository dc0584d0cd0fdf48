import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";
import { announceWithUndo } from "../operations/announceWithUndo.ts";
import { confirmOpenEnds } from "./confirmOpenEnds.ts";
import { undoEnd } from "./undoEnd.ts";

export const registerCompleteSession: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.completeSession,
    policy: changing,
    choice: { title: () => t("Complete Session"), states: ["active", "paused"], takesCurrent: true },
    run: async ({ workspace, session, given, runWithProgress }) => {
      if (given.force !== true) await confirmOpenEnds(workspace, session);
      await runWithProgress(
        t("Completing {0}", session.id),
        async () => await workspace.sessions.complete(session.id, { force: true }),
      );
      announceWithUndo(runner, t("{0} is completed.", session.id), async () => {
        await undoEnd(workspace, session, runWithProgress);
      });
    },
  });
