import type { Clock, FileSystem } from "../../base/ports.ts";
import { Slices } from "../../base/slices.ts";
import { isOfAnother } from "../model/userScope.ts";
import { parseSessionId } from "../model/sessionId.ts";
import { findSessionNow, locateSessions } from "../places/findSession.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";
import { peekRecord } from "../record/loadRecord.ts";
import type { Sessions } from "../model/sessions.ts";
import { areWithheld } from "./withheldNotes.ts";
import type { WorkflowEvent } from "../../events/model/event.ts";

export interface OwnEventsOptions {
  readonly sessions: Pick<Sessions, "get" | "directory">;
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** The scope of the caller. */
  readonly scope: () => string;
}

/**
 * The events a caller is told: none of a session of another scope. Whose a session is its record says now, and the event says whose it was then, which is all
 * that is left of one that is gone. What sessions there are is listed once, and each record is read once, however many events name them.
 */
export async function ownEvents(
  options: OwnEventsOptions,
  events: readonly WorkflowEvent[],
): Promise<readonly WorkflowEvent[]> {
  const { sessions, fs, clock, scope } = options;
  const names = new Set(events.map(({ session }) => session));
  names.delete(null);
  if (names.size === 0) return events.filter(({ scope: whose }) => typeof whose !== "string" || whose === scope());
  const standing = new Map(
    (await locateSessions(fs, sessions.directory)).map((location) => [String(location.id), location]),
  );
  const withheld = new Set<string>();
  const slices = new Slices(clock);
  for (const name of names) {
    const location = name === null ? undefined : standing.get(name);
    if (location !== undefined && (await isWithheld(options, location))) withheld.add(location.id);
    if (slices.due) await slices.rest();
  }
  const own: WorkflowEvent[] = [];
  for (const event of events) {
    const { scope: whose, session } = event;
    const isOthers = typeof whose === "string" && whose !== scope();
    if (!isOthers && (session === null || !withheld.has(session))) own.push(event);
    if (slices.due) await slices.rest();
  }
  return own;
}

async function isWithheld({ sessions, fs, scope }: OwnEventsOptions, location: SessionLocation): Promise<boolean> {
  const read = peekRecord(fs, location);
  return read === undefined ? await areWithheld(sessions, location.id) : isOfAnother(read.record, scope);
}

/** Whose notes a session has, for the events of it, from two looks at files; of one that is gone, or whose record is broken, nothing is known. */
export function scopeOf(fs: FileSystem, workflow: string, session: string): string | undefined {
  const id = parseSessionId(session);
  const location = id === undefined ? undefined : findSessionNow(fs, workflow, id);
  return location === undefined ? undefined : peekRecord(fs, location)?.record.user_scope;
}
