import * as vscode from "vscode";
import type { PrunePlan } from "../../core/checkpoints/pruneCheckpoints.ts";
import type { RemovedWork } from "../../core/checkpoints/retention/removedWork.ts";
import type { Surplus } from "../../core/checkpoints/model/retention.ts";
import type { RetentionPolicy, SessionView } from "../../core/sessions/model/session.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";
import type { Host } from "../feature/feature.ts";
import type { LateOperation } from "../operations/operation.ts";
import { t, wording } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { versioning } from "../operations/policy.ts";
import { byteSize } from "../../core/base/byteSize.ts";
import { checkpointDescription } from "../rows/checkpointRow.ts";
import { numberSetting } from "../settings/checkpointSettings.ts";
import { checkpointTitle } from "../wording/checkpointWording.ts";
import { existingCheckpoints } from "../prompts/chooseCheckpoint.ts";
import { anyState } from "./diffCheckpoints.ts";

const megabyte = 1024 * 1024;

/** The session's own limits, else the person's; 0 in the settings means no limit. */
function policyOf({ record }: SessionView): RetentionPolicy {
  if (record.retention !== undefined) return record.retention;
  const [keep, days, megabytes] = [
    numberSetting(settings.keepCheckpoints, 0, 50),
    numberSetting(settings.keepCheckpointDays, 0, 0),
    numberSetting(settings.keepCheckpointMegabytes, 0, 0),
  ];
  return {
    ...(keep === 0 ? {} : { keep }),
    ...(days === 0 ? {} : { max_age_days: days }),
    ...(megabytes === 0 ? {} : { max_bytes: megabytes * megabyte }),
  };
}

function reasonText(reason: Surplus["reason"]): string {
  return {
    count: t("beyond the number that is kept"),
    age: t("older than is kept"),
    bytes: t("beyond the space that checkpoints may take"),
  }[reason];
}

function isEmpty({ surplus, removed }: PrunePlan): boolean {
  return surplus.length + removed.length === 0;
}

function removedTitle({ kind, commit }: RemovedWork): string {
  const short = commit.slice(0, 8);
  return kind === "commits"
    ? t("Commits of the removed fork ({0})", short)
    : t("Edits put away in the removed fork ({0})", short);
}

/** Shows what goes and what that frees, all of it chosen. */
async function choose(plan: PrunePlan, session: string): Promise<PrunePlan> {
  const items = plan.surplus.map((entry) => ({
    label: plainItemText(checkpointTitle(entry.checkpoint, t)),
    description: checkpointDescription(entry.checkpoint, wording),
    detail: reasonText(entry.reason),
    picked: true,
    commit: entry.checkpoint.commit,
  }));
  const removed = plan.removed.map((entry) => ({
    label: removedTitle(entry),
    detail: entry.reason === "held" ? t("other branches or tags hold them") : reasonText("age"),
    picked: true,
    commit: entry.commit,
  }));
  const picked = await vscode.window.showQuickPick([...items, ...removed], {
    title: t("Prune Checkpoints: {0}", session),
    placeHolder: t("OK removes what is ticked; all of it frees {0}. Pinned ones stay.", byteSize(plan.bytes, wording)),
    canPickMany: true,
    matchOnDescription: true,
  });
  const chosen = new Set(orCancel(picked).map(({ commit }) => commit));
  return {
    ...plan,
    surplus: plan.surplus.filter(({ checkpoint }) => chosen.has(checkpoint.commit)),
    removed: plan.removed.filter(({ commit }) => chosen.has(commit)),
  };
}

/** Removes what is beyond the limits, after showing it. */
export const pruneCheckpoints = ({ runner }: Host): LateOperation => ({
  policy: versioning,
  choice: {
    title: () => t("Prune Checkpoints of Session"),
    states: anyState,
    takesCurrent: true,
    temporary: "present",
  },
  run: async ({ workspace, session, runWithProgress }) => {
    const { checkpoints } = await workspace.openGitFeatures();
    const all = await existingCheckpoints(workspace, session);
    const plan = await runWithProgress(
      t("Looking for checkpoints to prune"),
      async (signal) => await checkpoints.planPrune(session.id, policyOf(session), signal),
    );
    if (isEmpty(plan)) {
      const change = t("Change the Limits");
      void runner.attempt(async () => {
        const message = t("All {0} checkpoints of {1} are within the limits.", all.length, session.id);
        if ((await showInformation(message, change)) === change) {
          const query = `${configurationSection}.checkpoints`;
          await vscode.commands.executeCommand("workbench.action.openSettings", query);
        }
      });
      return;
    }
    const chosen = await choose(plan, session.id);
    if (isEmpty(chosen)) return;
    const { pruned, freed, later } = await runWithProgress(
      t("Pruning checkpoints of {0}", session.id),
      async (signal) => await checkpoints.prune(session.id, chosen, signal),
    );
    await workspace.follow();
    const now = t("{0} checkpoints pruned, {1} freed.", pruned.length, byteSize(freed, wording));
    const rest = later === 0 ? "" : ` ${t("{0} more go with the next pruning.", byteSize(later, wording))}`;
    void showInformation(now + rest);
  },
});
