import { joined } from "../../core/base/text.ts";
import type { Pending } from "../../core/recovery/writeAheadLog.ts";
import type { Problem } from "../../core/sessions/model/session.ts";
import type { Host } from "../feature/feature.ts";
import { changing } from "../operations/policy.ts";
import { withProgress } from "../operations/runWithProgress.ts";
import { t } from "../platform/hostWording.ts";
import { hasUnsaved, saveUnsaved } from "../prompts/unsavedFiles.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { reportRepairs, type Repaired } from "./reportRepairs.ts";

/** Completes what a killed process left half done, or (`back`) takes half a change of files back; editors with unsaved changes are asked about first. */
export async function recoverUnfinished(
  host: Host,
  workspace: WorkflowWorkspace,
  problem: Problem,
  back: boolean,
): Promise<void> {
  host.runner.requireTrust();
  if (problem.code === "half-changed" && problem.session !== undefined) {
    const { checkpoints } = await workspace.openGitFeatures();
    await saveUnsaved(workspace.services.fs, await checkpoints.workTree(problem.session));
  }
  const results = await withProgress(workspace, changing)(
    t("Repairing"),
    async () => await workspace.sessions.repair([problem], back),
  );
  await workspace.follow();
  reportRepairs(host, results);
}

/**
 * Recovers what killed processes left in a workspace, as far as nobody has to be asked: it starts no program that only the repository's configuration
 * names, and leaves files alone while an editor has unsaved changes in their working tree. What was done to files and forks is said.
 */
export async function recoverAtStart(
  host: Host,
  workspace: WorkflowWorkspace,
  pending: readonly Pending[],
): Promise<void> {
  const done = await withProgress(workspace, changing)(t("Repairing"), async () => {
    const repaired: Repaired[] = [];
    for (const one of pending) repaired.push(...(await recoverOne(host, workspace, one)));
    return repaired;
  });
  await workspace.follow();
  if (done.length > 0) reportRepairs(host, done);
}

async function recoverOne({ log }: Host, { services }: WorkflowWorkspace, one: Pending): Promise<readonly Repaired[]> {
  if (one.root !== undefined && (await hasUnsaved(services.fs, one.root))) return [];
  const [work] = await services.recovery.recover({ only: one, byItself: true, everywhere: true });
  if (work === undefined) return [];
  const message = joined([one.message, await services.recovery.describe(work)]);
  if (work.outcome === "left") log.warn(String(message));
  const isTold = work.outcome !== "left" && work.log !== "records";
  return isTold ? [{ problem: { code: work.log, path: one.path }, done: true, message }] : [];
}
