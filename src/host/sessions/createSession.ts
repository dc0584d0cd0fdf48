import { tellRedacted } from "../prompts/tellRedacted.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";

export const registerCreateSession: Feature = ({ runner, view }) =>
  runner.registerForWorkspace({
    command: commands.createSession,
    policy: { ...changing, needsWorkflow: false },
    run: async ({ workspace, given, runWithProgress }) => {
      const taken = workspace.snapshot().sessions.map(({ id }) => id);
      const { askNewSession } = await import("../prompts/newSession.ts");
      const input = await askNewSession(given, taken);
      const created = await runWithProgress(t("Creating {0}", input.slug), async () => {
        await workspace.sessions.init();
        return await workspace.sessions.create(input);
      });
      await view.revealSession(workspace.key, created.id);
      await tellRedacted(created, "project");
    },
  });
