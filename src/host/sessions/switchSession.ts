import { pickSessionToSwitch } from "../prompts/sessionPicker.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";

/** On a row it switches at once; otherwise it shows the session picker, where Enter switches. */
export const registerSwitchSession: Feature = ({ runner }) =>
  runner.registerForWorkspace({
    command: commands.switchSession,
    policy: changing,
    run: async ({ workspace, given, target, runWithProgress }) => {
      const wanted = target.session ?? given.session;
      const session = wanted === undefined ? orCancel(await pickSessionToSwitch(workspace)) : workspace.find(wanted);
      const { active, state } = await workspace.sessions.active();
      if (active === session.id && state === "ok") return;
      await runWithProgress(t("Switching to {0}", session.id), async () => {
        await workspace.switching(async () => {
          await workspace.sessions.switchTo(session.id);
        });
      });
    },
  });
