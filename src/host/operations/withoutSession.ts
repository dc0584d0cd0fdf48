import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { WorkspaceModel } from "../workspaces/workspaceModel.ts";
import type { RunWithProgress } from "./runWithProgress.ts";

/**
 * Work that was chosen for the temporary workspace and names no session: refused when a session became active meanwhile, because it
 * would be done there.
 */
export function withoutSession(
  { ownSession, sessions }: Pick<WorkspaceModel, "ownSession" | "sessions">,
  runWithProgress: RunWithProgress,
): RunWithProgress {
  return async (title, task) =>
    await runWithProgress(title, async (signal) => {
      const meant = ownSession ?? (await sessions.active()).active;
      if (meant === undefined) return await task(signal);
      throw new WorkflowError(
        "refused",
        say`${meant} has become the active session meanwhile; nothing was changed.`,
        say`Try again, or pause it first.`,
      );
    });
}
