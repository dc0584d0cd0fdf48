import { askNewSession } from "../prompts/newSession.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";

export const registerCreateSession: Feature = ({ runner, view }) =>
  runner.registerForPlace({
    command: commands.createSession,
    policy: { ...changing, needsWorkflow: false },
    run: async ({ place, given, work }) => {
      const taken = place.snapshot().sessions.map(({ id }) => id);
      const input = await askNewSession(given, taken);
      const created = await work(t("Creating {0}", input.slug), async () => {
        await place.sessions.init();
        return await place.sessions.create(input);
      });
      await view.revealSession(place.key, created.id);
    },
  });
