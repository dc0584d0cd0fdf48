import type { LateOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { versioning } from "../operations/policy.ts";
import { chooseCheckpoint } from "../prompts/chooseCheckpoint.ts";
import { anyState } from "./diffCheckpoints.ts";

/** Pinned checkpoints are never pruned. */
export const pinCheckpoint = (): LateOperation => ({
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
});

export const unpinCheckpoint = (): LateOperation => ({
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
});
