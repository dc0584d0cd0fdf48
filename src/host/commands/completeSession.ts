import { commands } from "../contributions.ts";
import type { Feature } from "../host.ts";
import { t } from "../hostWording.ts";
import { changing } from "../operations/operation.ts";
import { announceWithUndo } from "./announce.ts";
import { undoEnd } from "./undoEnd.ts";

export const registerCompleteSession: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.completeSession,
    policy: changing,
    choice: { title: () => t("Complete Session"), states: ["active", "paused"], takesCurrent: true },
    run: async ({ place, session, work }) => {
      await work(t("Completing {0}", session.id), async () => await place.sessions.complete(session.id));
      announceWithUndo(runner, t("{0} is completed.", session.id), async () => {
        await undoEnd(place, session, work);
      });
    },
  });
