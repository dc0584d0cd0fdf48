import * as vscode from "vscode";
import type { Problem } from "../../core/sessions/model/session.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Feature } from "../feature/feature.ts";
import { t, wording } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { problemMessage } from "../wording/problems.ts";

/** The ways out of something a killed process left half done; empty: it is nothing of the kind, or only a person can settle it. */
export function waysOut({ code, repair }: Problem): readonly string[] {
  if (repair === undefined) return [];
  if (code === "half-changed") return [t("Finish"), t("Undo")];
  return code === "unfinished-operation" ? [t("Finish")] : [];
}

/** Whether it is the way out that takes half a change of files back. */
export function isWayBack(wayOut: string): boolean {
  return wayOut === t("Undo");
}

/**
 * Recovers at the start of a trusted window what killed processes left (recoverUnfinished.ts), and offers the ways out, once, for what stays or is found
 * half done later.
 */
export const registerRecoveryOffers: Feature = (host) => {
  const { workspaces, runner, log } = host;
  const offered = new Set<string>();
  const begun = new WeakSet<WorkflowWorkspace>();
  const recovered = new WeakSet<WorkflowWorkspace>();
  const recover = async (workspace: WorkflowWorkspace): Promise<void> => {
    begun.add(workspace);
    try {
      const pending = await workspace.services.recovery.pending({ everywhere: true });
      if (pending.length > 0) await (await import("./recoverUnfinished.ts")).recoverAtStart(host, workspace, pending);
    } catch (error) {
      log.error("What killed processes left could not be recovered.", error);
    }
    recovered.add(workspace);
    look();
  };
  const offer = async (workspace: WorkflowWorkspace, problem: Problem): Promise<void> => {
    const picked = await showWarning(problemMessage(problem, wording), ...waysOut(problem));
    if (picked === undefined) return;
    await (await import("./recoverUnfinished.ts")).recoverUnfinished(host, workspace, problem, isWayBack(picked));
  };
  const look = (): void => {
    const standing = new Set<string>();
    for (const workspace of workspaces.all()) {
      if (vscode.workspace.isTrusted && !recovered.has(workspace)) {
        if (workspace.snapshot().loaded && !begun.has(workspace)) void recover(workspace);
        continue;
      }
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
  registered.own(vscode.workspace.onDidGrantWorkspaceTrust(look));
  look();
  return registered;
};
