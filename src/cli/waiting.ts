import type { Workspace } from "../adapters/openWorkspace.ts";
import { WorkflowError } from "../core/errors.ts";
import { joinPath } from "../core/paths.ts";
import type { SessionView } from "../core/sessions/session.ts";
import type { SessionId } from "../core/sessions/sessionId.ts";

/**
 * How many requests of each session wait for a person; `undefined`: it cannot be known, because there is no repository. Neither git nor the code
 * for requests is loaded where nobody has asked for anything.
 */
export async function waitingRequests(
  { approvals, fs, logger }: Pick<Workspace, "approvals" | "fs" | "logger">,
  views: readonly SessionView[],
): Promise<ReadonlyMap<SessionId, number> | undefined> {
  const waiting = new Map<SessionId, number>();
  if (approvals === undefined) return waiting;
  try {
    const open = views.filter(({ state }) => state !== "archived");
    const asked = await Promise.all(open.map(async ({ path }) => await fs.lstat(joinPath(path, "approvals"))));
    if (asked.every((found) => found === undefined)) return waiting;
    for (const { session, state } of await (await approvals()).list()) {
      if (state === "waiting") waiting.set(session, (waiting.get(session) ?? 0) + 1);
    }
    return waiting;
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    logger.warn(`Which sessions wait cannot be known: ${error.message}`);
    return undefined;
  }
}
