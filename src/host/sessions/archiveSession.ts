import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";
import { announceWithUndo } from "../operations/announceWithUndo.ts";
import { confirmOpenEnds } from "./confirmOpenEnds.ts";
import { undoEnd } from "./undoEnd.ts";

/** Completes a session where that was not done yet, and moves its directory to the archive. */
export const registerArchiveSession: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.archiveSession,
    policy: changing,
    choice: { title: () => t("Archive Session"), states: ["active", "paused", "completed"], takesCurrent: false },
    run: async ({ workspace, session, given, runWithProgress }) => {
      if (given.force !== true) await confirmOpenEnds(workspace, session);
      await runWithProgress(
        t("Archiving {0}", session.id),
        async () => await workspace.sessions.complete(session.id, { archive: true, force: true }),
      );
      announceWithUndo(runner, t("{0} is archived.", session.id), async () => {
        await undoEnd(workspace, session, runWithProgress);
      });
    },
  });
