import { commands } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { versioning } from "../operations/policy.ts";
import { chooseCheckpoint } from "../prompts/chooseCheckpoint.ts";
import { anyState } from "./diffCheckpoints.ts";

/** Pinned checkpoints are never pruned. */
export const registerPinCheckpoints: Feature = ({ runner, log }) => {
  const registered = new Disposables((error) => log.error("A command could not be removed.", error));
  registered.own(
    runner.registerForSession({
      command: commands.pinCheckpoint,
      policy: versioning,
      choice: {
        title: () => t("Pin a Checkpoint of Session"),
        states: anyState,
        takesCurrent: true,
        temporary: "present",
      },
      run: async (context) => {
        const { workspace, session } = context;
        const { id } = await chooseCheckpoint(context, t("Pin Checkpoint: {0}", session.id));
        const { checkpoints } = await workspace.openGitFeatures();
        await checkpoints.pin(session.id, id);
        await workspace.gitFeatures.refresh();
      },
    }),
  );
  registered.own(
    runner.registerForSession({
      command: commands.unpinCheckpoint,
      policy: versioning,
      choice: {
        title: () => t("Unpin a Checkpoint of Session"),
        states: anyState,
        takesCurrent: true,
        temporary: "present",
      },
      run: async (context) => {
        const { workspace, session } = context;
        const { id } = await chooseCheckpoint(context, t("Unpin Checkpoint: {0}", session.id));
        const { checkpoints } = await workspace.openGitFeatures();
        await checkpoints.unpin(session.id, id);
        await workspace.gitFeatures.refresh();
      },
    }),
  );
  return registered;
};
