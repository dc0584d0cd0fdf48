import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { reading } from "../operations/policy.ts";
import { forkChoice } from "../prompts/forkChoice.ts";

/** What is left to do about a fork once it is merged, as commands that exist; nothing is done by itself. */
export const registerShowNextSteps: Feature = ({ runner }) =>
  runner.registerForSession({
    command: commands.showNextSteps,
    policy: reading,
    choice: forkChoice(() => t("What's Next")),
    run: async (context) => await (await import("./nextSteps.ts")).showNextSteps(context),
  });
