import { pickSessionToSwitch } from "../prompts/sessionPicker.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { answered } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";

/** On a row it switches at once; otherwise it shows the session picker, where Enter switches. */
export const registerSwitchSession: Feature = ({ runner }) =>
  runner.registerForPlace({
    command: commands.switchSession,
    policy: changing,
    run: async ({ place, given, target, work }) => {
      const wanted = target.session ?? given.session;
      const session = wanted === undefined ? answered(await pickSessionToSwitch(place)) : place.find(wanted);
      const { active, state } = await place.sessions.active();
      if (active === session.id && state === "ok") return;
      await work(t("Switching to {0}", session.id), async () => {
        await place.switching(async () => {
          await place.sessions.switchTo(session.id);
        });
      });
    },
  });
