import type { FileSystem } from "../../base/ports.ts";
import { parseSessionId } from "../model/sessionId.ts";
import { findSessionNow } from "../places/findSession.ts";
import { peekRecord } from "../record/loadRecord.ts";
import type { Sessions } from "../model/sessions.ts";
import { areWithheld } from "./withheldNotes.ts";
import type { WorkflowEvent } from "../../events/model/event.ts";

export interface OwnEventsOptions {
  readonly sessions: Pick<Sessions, "get">;
  /** The scope of the caller. */
  readonly scope: () => string;
}

/**
 * The events a caller is told: none of a session of another scope. Whose a session is its record says now, and the event says whose it was then, which is all
 * that is left of one that is gone.
 */
export async function ownEvents(
  { sessions, scope }: OwnEventsOptions,
  events: readonly WorkflowEvent[],
): Promise<readonly WorkflowEvent[]> {
  const withheld = new Map<string, boolean>();
  const own: WorkflowEvent[] = [];
  for (const event of events) {
    const { scope: whose, session } = event;
    if (typeof whose === "string" && whose !== scope()) continue;
    const id = session === null ? undefined : parseSessionId(session);
    if (id !== undefined && !withheld.has(id)) withheld.set(id, await areWithheld(sessions, id));
    if (id === undefined || withheld.get(id) !== true) own.push(event);
  }
  return own;
}

/** Whose notes a session has, for the events of it, from two looks at files; of one that is gone, or whose record is broken, nothing is known. */
export function scopeOf(fs: FileSystem, workflow: string, session: string): string | undefined {
  const id = parseSessionId(session);
  const location = id === undefined ? undefined : findSessionNow(fs, workflow, id);
  return location === undefined ? undefined : peekRecord(fs, location)?.record.user_scope;
}
