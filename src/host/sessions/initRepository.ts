import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";

/** Makes the folder a git repository, so that checkpoints and forks are possible. */
export const registerInitRepository: Feature = ({ workspaces, runner }) =>
  runner.registerForWorkspace({
    command: commands.initRepository,
    policy: { ...changing, needsWorkflow: false },
    run: async ({ workspace, runWithProgress }) => {
      const init = t("Initialize Repository");
      orCancel(
        await showInformation(
          t("Make “{0}” a git repository?", workspace.name),
          {
            modal: true,
            detail: t("“git init” runs in {0}. No file is changed and nothing is committed.", workspace.key),
          },
          init,
        ),
      );
      await runWithProgress(t("Initializing a git repository"), async () => {
        await workspace.git.run({ args: ["init", "--quiet"], cwd: workspace.key, access: "write" });
      });
      await workspaces.reopen(workspace);
      void showInformation(t("“{0}” is a git repository now.", workspace.name));
    },
  });
