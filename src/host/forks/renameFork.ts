import type { Host } from "../feature/feature.ts";
import type { LateOperation } from "../operations/operation.ts";
import { t } from "../platform/hostWording.ts";
import { changing } from "../operations/policy.ts";
import { forkChoice } from "../prompts/forkChoice.ts";

/** Another name for session, branch, worktree and checkpoints of a fork. */
export const renameFork = ({ view }: Host): LateOperation => ({
  policy: { ...changing, progress: "notification" },
  choice: forkChoice(() => t("Rename Fork")),
  run: async ({ workspace, session, given, runWithProgress }) => {
    const { forks } = await workspace.openGitFeatures();
    const taken = workspace.snapshot().sessions.map(({ id }) => id);
    const { askSlug } = await import("../prompts/newSession.ts");
    const slug =
      given.slug ?? (await askSlug(t("Rename Fork {0}", session.id), session.id.slice("WFS-".length), taken));
    const renamed = await runWithProgress(
      t("Renaming {0}", session.id),
      async (signal) => await forks.rename(session.id, slug, signal),
    );
    await view.revealSession(workspace.key, renamed.id);
  },
});
