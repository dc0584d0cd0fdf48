import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";
import { announceWithUndo } from "../operations/announceWithUndo.ts";
import { undoEnd } from "./undoEnd.ts";

/** Completes a session where that was not done yet, and moves its directory to `.workflow/completed`. */
export const registerArchiveSession: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.archiveSession,
    policy: changing,
    choice: { title: () => t("Archive Session"), states: ["active", "paused", "completed"], takesCurrent: false },
    run: async ({ workspace, session, runWithProgress }) => {
      await runWithProgress(
        t("Archiving {0}", session.id),
        async () => await workspace.sessions.complete(session.id, { archive: true }),
      );
      announceWithUndo(runner, t("{0} is archived in .workflow/completed.", session.id), async () => {
        await undoEnd(workspace, session, runWithProgress);
      });
    },
  });
