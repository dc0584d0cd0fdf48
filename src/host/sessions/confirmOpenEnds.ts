import type { SessionView } from "../../core/sessions/model/session.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

/** Asks whether a session is to be completed although tasks or forks of it are open; ends the operation where it is not. */
export async function confirmOpenEnds({ sessions }: WorkflowWorkspace, { id }: SessionView): Promise<void> {
  const { openEndTexts } = await import("../../core/sessions/openEnds.ts");
  const ends = openEndTexts(await sessions.openEnds(id));
  if (ends.length === 0) return;
  const complete = t("Complete Anyway");
  const detail = ends.map((end) => `• ${end.in(t)}`).join("\n");
  orCancel(await showWarning(t("{0} is not done. Complete it?", id), { modal: true, detail }, complete));
}
