import type { WorkflowEvent } from "../model/event.ts";
import { textOf } from "./members.ts";

/** The events of one session, by time, under whichever name it had. */
export interface SessionEvents {
  /** The name it has now. */
  readonly session: string;
  /** What tells it from another session that has had one of its names: its first name, and when it was made, as far as events go back. */
  readonly origin: string;
  readonly events: readonly WorkflowEvent[];
}

/**
 * Follows a session through its names: forwards from one it has no longer, and backwards to its first. A name that was given to another session after a deletion, or before this one
 * was made, is of that one.
 * @param all by time
 */
export function eventsOfSession(all: readonly WorkflowEvent[], named: string): SessionEvents {
  const session = nameNow(all, named);
  let name = session;
  let origin = name;
  const events: WorkflowEvent[] = [];
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const event = all[at];
    if (event?.session !== name) continue;
    if (event.type === "session.deleted" && events.length > 0) break;
    events.push(event);
    origin = name;
    if (isRename(event)) name = textOf(event, "from") ?? name;
    if (event.type === "session.created" && event["back"] !== true) {
      origin = `${name} ${event.at}`;
      break;
    }
  }
  return { session, origin, events: events.toReversed() };
}

/** The name of the session that had this one last. */
function nameNow(all: readonly WorkflowEvent[], named: string): string {
  let name = named;
  for (let from = 0; ;) {
    const last = lastOf(all, name, from);
    const event = all[last];
    if (event === undefined || event.session === null || event.session === name) return name;
    name = event.session;
    from = last + 1;
  }
}

/** The last event from there on that names a session, as whose it is or as what it was called before. */
function lastOf(all: readonly WorkflowEvent[], name: string, from: number): number {
  return all.findLastIndex(
    (event, at) => at >= from && (event.session === name || (isRename(event) && textOf(event, "from") === name)),
  );
}

const isRename = ({ type }: WorkflowEvent): boolean => type === "session.renamed";
