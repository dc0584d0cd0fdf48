import { WorkflowError } from "../../core/base/errors.ts";
import type { Wording } from "../wording/wording.ts";
import type { PlaceSource } from "../workspaces/workspaceModel.ts";
import type { Work } from "./runWithProgress.ts";

/**
 * Work that was chosen for the temporary workspace and names no session: refused when a session became active meanwhile, because it
 * would be done there.
 */
export function withoutSession(
  { ownSession, sessions }: Pick<PlaceSource, "ownSession" | "sessions">,
  work: Work,
  { t }: Pick<Wording, "t">,
): Work {
  return async (title, task) =>
    await work(title, async (signal) => {
      const meant = ownSession ?? (await sessions.active()).active;
      if (meant === undefined) return await task(signal);
      throw new WorkflowError(
        "refused",
        t("{0} has become the active session meanwhile; nothing was changed.", meant),
        t("Try again, or pause it first."),
      );
    });
}
