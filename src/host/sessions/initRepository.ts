import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { answered } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";

/** Makes the folder a git repository, so that checkpoints and forks are possible. */
export const registerInitRepository: Feature = ({ places, runner }) =>
  runner.registerForPlace({
    command: commands.initRepository,
    policy: { ...changing, needsWorkflow: false },
    run: async ({ place, work }) => {
      const init = t("Initialize Repository");
      answered(
        await showInformation(
          t("Make “{0}” a git repository?", place.name),
          { modal: true, detail: t("“git init” runs in {0}. No file is changed and nothing is committed.", place.key) },
          init,
        ),
      );
      await work(t("Initializing a git repository"), async () => {
        await place.git.run({ args: ["init", "--quiet"], cwd: place.key, access: "write" });
      });
      await places.reopen(place);
      void showInformation(t("“{0}” is a git repository now.", place.name));
    },
  });
