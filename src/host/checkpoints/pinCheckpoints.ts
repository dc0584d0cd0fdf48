import type { Checkpoints } from "../../core/checkpoints/checkpoints.ts";
import type { LateOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { versioning } from "../operations/policy.ts";
import { chooseCheckpoint } from "../prompts/chooseCheckpoint.ts";
import { anyState } from "./diffCheckpoints.ts";

interface Pinning {
  /** Asks for the session. */
  readonly title: () => string;
  /** Asks for one of its checkpoints. */
  readonly of: (session: string) => string;
  readonly change: (checkpoints: Checkpoints, ...which: Parameters<Checkpoints["pin"]>) => Promise<unknown>;
}

const operation = ({ title, of, change }: Pinning): LateOperation => ({
  policy: versioning,
  choice: { title, states: anyState, takesCurrent: true, temporary: "present" },
  run: async (context) => {
    const { workspace, session } = context;
    const { id } = await chooseCheckpoint(context, of(session.id));
    const { checkpoints } = await workspace.openGitFeatures();
    await change(checkpoints, session.id, id);
    await workspace.gitFeatures.refresh();
  },
});

/** Pinned checkpoints are never pruned. */
export const pinCheckpoint = (): LateOperation =>
  operation({
    title: () => t("Pin a Checkpoint of Session"),
    of: (session) => t("Pin Checkpoint: {0}", session),
    change: async (checkpoints, ...which) => checkpoints.pin(...which),
  });

export const unpinCheckpoint = (): LateOperation =>
  operation({
    title: () => t("Unpin a Checkpoint of Session"),
    of: (session) => t("Unpin Checkpoint: {0}", session),
    change: async (checkpoints, ...which) => checkpoints.unpin(...which),
  });
