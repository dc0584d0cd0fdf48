import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { readEvents } from "../../core/events/readEvents.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { requireOwnNotes } from "../../core/sessions/scope/withheldNotes.ts";

/** Throws `refused` for a session of another scope, of which nothing is told, and `not-found` where there is none. */
export async function requireOwnSession({ sessions }: Workspace, id: SessionId): Promise<void> {
  requireOwnNotes(await sessions.get(id));
}

/** The same of one that may be gone, or have another name by now: what it did under this name is enough. */
export async function requireOnRecord(workspace: Workspace, id: SessionId): Promise<void> {
  try {
    await requireOwnSession(workspace, id);
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code !== "not-found") throw error;
    const { eventSource, clock } = workspace;
    if ((await readEvents(eventSource, new Map(), { session: id, clock })).events.length === 0) throw error;
  }
}
