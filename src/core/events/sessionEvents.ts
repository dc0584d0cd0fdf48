import type { WorkflowEvent } from "./model/event.ts";

/** The events of one session, by time, under whichever name it had. */
export interface SessionEvents {
  /** The name it has now. */
  readonly session: string;
  /** What tells it from another session that has had one of its names: its first name, and when it was made, as far as events go back. */
  readonly origin: string;
  readonly events: readonly WorkflowEvent[];
}

/** Events with which a session of this name begins. */
const beginnings: ReadonlySet<string> = new Set(["session.created", "fork.created", "fork.adopted"]);

/**
 * Follows a session through its names: forwards from one it has no longer, and backwards to its first. What another session did that had a name before it, because it was deleted, removed
 * or renamed, is left out.
 * @param all by time, as `readEvents` answers them
 * @param options with `forks`, also how forks were made from it
 */
export function eventsOfSession(
  all: readonly WorkflowEvent[],
  named: string,
  options: { readonly forks?: true } = {},
): SessionEvents {
  const session = nameNow(all, named);
  let name = session;
  let origin = name;
  let [known, begun] = [false, false];
  const events: WorkflowEvent[] = [];
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const event = all[at];
    if (event === undefined) continue;
    const from = formerName(event);
    if (event.session !== name) {
      if (from === name) break;
      if (options.forks === true && event.type === "fork.created" && event["baseline"] === name) events.push(event);
      continue;
    }
    if ((event.type === "session.deleted" && known) || (event.type === "fork.removed" && begun)) break;
    events.push(event);
    known = true;
    begun ||= beginnings.has(event.type);
    name = from ?? name;
    origin = name;
    if (event.type === "session.created" && event["back"] !== true) {
      origin = `${name} ${event.at}`;
      break;
    }
  }
  return { session, origin, events: events.toReversed() };
}

/** The name of the session that had this one last. However many renames there are, all events are gone through once. */
function nameNow(all: readonly WorkflowEvent[], named: string): string {
  // The last event that names a session, as whose it is or as what it was called before.
  const lasts = new Map<string, number>();
  for (const [at, event] of all.entries()) {
    const from = formerName(event);
    if (event.session !== null) lasts.set(event.session, at);
    if (from !== undefined) lasts.set(from, at);
  }
  let name = named;
  for (let start = 0; ;) {
    const last = lasts.get(name) ?? -1;
    const event = all[last];
    if (last < start || event === undefined || event.session === null || event.session === name) return name;
    name = event.session;
    start = last + 1;
  }
}

function formerName(event: WorkflowEvent): string | undefined {
  const { type, from } = event;
  return type === "session.renamed" && typeof from === "string" ? from : undefined;
}
