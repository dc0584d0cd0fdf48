import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { temporaryId } from "../../core/sessions/sessionContext.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";
import type { LateWorkspaceOperation } from "../operations/operation.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

async function requireTemporary(workspace: WorkflowWorkspace): Promise<void> {
  if ((await workspace.sessions.temporary()) !== undefined) return;
  throw new WorkflowError(
    "not-found",
    say`“${workspace.name}” has no temporary workspace.`,
    say`One is made when something is saved while no session is active.`,
  );
}

export const keepTemporarySession = ({ view }: Host): LateWorkspaceOperation => ({
  policy: changing,
  run: async ({ workspace, given, runWithProgress }) => {
    await requireTemporary(workspace);
    const taken = workspace.snapshot().sessions.map(({ id }) => id);
    const { askSlug } = await import("../prompts/newSession.ts");
    const slug = given.slug ?? (await askSlug(t("Keep Temporary Workspace as a Session"), "", taken));
    const kept = await runWithProgress(
      t("Keeping {0}", slug),
      async () => await workspace.sessions.keepTemporary(slug),
    );
    await view.revealSession(workspace.key, kept.id);
  },
});

/** Of what a person confirms, the checkpoints are not gone at once. */
function whatGoes(checkpoints: number, comments: number): string {
  return [
    checkpoints === 0 ? "" : t("Its checkpoints go: {0}. They wait as pruned ones do (docs/recovery.md).", checkpoints),
    comments === 0 ? "" : t("Its comments go: {0}.", comments),
    t(
      "Its tasks, phases and saves go. Where it holds files, its directory is set aside in .workflow/.deleted, where it stays until you delete it.",
    ),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

export const discardTemporarySession = (): LateWorkspaceOperation => ({
  policy: changing,
  run: async ({ workspace, runWithProgress }) => {
    await requireTemporary(workspace);
    const discard = t("Discard");
    const [checkpoints, threads] = await Promise.all([
      workspace.sessions.temporaryCheckpoints(),
      (await workspace.services.annotations()).list(temporaryId),
    ]);
    orCancel(
      await showWarning(
        t("Discard the temporary workspace of “{0}”?", workspace.name),
        { modal: true, detail: whatGoes(checkpoints, threads.length) },
        discard,
      ),
    );
    await runWithProgress(
      t("Discarding the temporary workspace"),
      async () => await workspace.sessions.discardTemporary(true),
    );
  },
});
