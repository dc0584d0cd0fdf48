import type { Problem } from "../../core/sessions/model/session.ts";
import { saveUnsaved } from "../prompts/unsavedFiles.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature, Host } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { changing } from "../operations/policy.ts";
import { withProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { problemMessage } from "../wording/problems.ts";
import { reportRepairs } from "./reportRepairs.ts";

/** The ways out of something a killed process left half done; empty: it is nothing of the kind, or only a person can settle it. */
export function waysOut({ code, repair }: Problem): readonly string[] {
  if (repair === undefined) return [];
  if (code === "half-changed") return [t("Finish"), t("Undo")];
  return code === "unfinished-operation" ? [t("Finish")] : [];
}

/** Completes it, or takes half a change of files back; editors with unsaved changes are asked about first. */
export async function recoverUnfinished(
  host: Host,
  workspace: WorkflowWorkspace,
  problem: Problem,
  wayOut: string,
): Promise<void> {
  host.runner.requireTrust();
  if (problem.code === "half-changed" && problem.session !== undefined) {
    const { checkpoints } = await workspace.openGitFeatures();
    await saveUnsaved(workspace.services.fs, await checkpoints.workTree(problem.session));
  }
  const back = wayOut === t("Undo");
  const results = await withProgress(workspace, changing)(
    t("Repairing"),
    async () => await workspace.sessions.repair([problem], back),
  );
  await workspace.follow();
  reportRepairs(host, results);
}

/** Offers the ways out once for everything that a window finds half done, at its start or later. */
export const registerRecoveryOffers: Feature = (host) => {
  const { workspaces, runner, log } = host;
  const offered = new Set<string>();
  const offer = async (workspace: WorkflowWorkspace, problem: Problem): Promise<void> => {
    const picked = await showWarning(problemMessage(problem, wording), ...waysOut(problem));
    if (picked !== undefined) await recoverUnfinished(host, workspace, problem, picked);
  };
  const look = (): void => {
    const standing = new Set<string>();
    for (const workspace of workspaces.all()) {
      for (const problem of workspace.snapshot().problems) {
        if (waysOut(problem).length === 0) continue;
        const key = `${problem.code} ${problem.path}`;
        standing.add(key);
        if (offered.has(key)) continue;
        offered.add(key);
        void runner.attempt(async () => await offer(workspace, problem));
      }
    }
    for (const key of offered) if (!standing.has(key)) offered.delete(key);
  };
  const registered = new Disposables((error) => log.error("An offer could not be ended.", error));
  registered.own(workspaces.onDidChange(look));
  look();
  return registered;
};
