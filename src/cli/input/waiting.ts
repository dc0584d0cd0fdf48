import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/**
 * How many requests of each session wait for a person; `undefined`: it cannot be known, because there is no repository. Neither git nor the code
 * for requests is loaded where nobody has asked for anything.
 *
 * @param asked whether any session has had a request
 */
export async function waitingRequests(
  { requests, logger }: Pick<Workspace, "requests" | "logger">,
  asked: boolean,
): Promise<ReadonlyMap<SessionId, number> | undefined> {
  const waiting = new Map<SessionId, number>();
  if (requests === undefined || !asked) return waiting;
  try {
    for (const { session, state } of await (await requests()).list()) {
      if (state === "waiting") waiting.set(session, (waiting.get(session) ?? 0) + 1);
    }
    return waiting;
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    logger.warn(`Which sessions wait cannot be known: ${error.message}`);
    return undefined;
  }
}
