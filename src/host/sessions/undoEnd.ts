import type { SessionView } from "../../core/sessions/model/session.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { RunWithProgress } from "../operations/runWithProgress.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { bringBack, stateToBringBack } from "./bringBack.ts";

/** Brings a session that was just paused, completed or archived back to how it was `before`; asks when another one is active by now. */
export async function undoEnd(
  workspace: WorkflowWorkspace,
  before: SessionView,
  runWithProgress: RunWithProgress,
): Promise<void> {
  const { id } = before;
  const activate = t("Make It Active");
  const leave = t("Leave It Paused");
  const state = await stateToBringBack(workspace.sessions, before, async (active) => {
    const question = t("{0} is active now. Make {1} the active session instead?", active, id);
    return orCancel(await showWarning(question, { modal: true }, activate, leave)) === activate;
  });
  await runWithProgress(t("Bringing {0} back", id), async () => await bringBack(workspace.sessions, before, state));
}
