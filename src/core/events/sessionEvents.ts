import type { WorkflowEvent } from "./model/event.ts";

/** Events with which a session of this name begins, whatever was called so before. */
const beginnings: ReadonlySet<string> = new Set(["session.created", "fork.created", "fork.adopted"]);

/**
 * The events of a session, newest first: those of its name, those of the names it had before it was renamed, and the forks that were made from it. What an earlier
 * session of the same name did is left out.
 * @param events by time, as `readEvents` answers them
 */
export function eventsOfSession(events: readonly WorkflowEvent[], session: string): readonly WorkflowEvent[] {
  const found: WorkflowEvent[] = [];
  let name = session;
  let [begun, known] = [false, false];
  for (const event of events.toReversed()) {
    const { type } = event;
    if (type === "session.renamed" && event["from"] === name && event.session !== name) break;
    if (event.session !== name) {
      if (type === "fork.created" && event["baseline"] === name) found.push(event);
      continue;
    }
    if (type === "session.deleted" && known) break;
    if (type === "fork.removed" && begun) break;
    found.push(event);
    known = true;
    if (beginnings.has(type)) begun = true;
    if (type === "session.renamed" && typeof event["from"] === "string") name = event["from"];
  }
  return found;
}

/** What a session is called now that was called `session`; the same name where nothing says otherwise. */
export function nameAfterRenames(events: readonly WorkflowEvent[], session: string): string {
  let name = session;
  for (const event of events) {
    if (event.type === "session.renamed" && event["from"] === name && event.session !== null) name = event.session;
  }
  return name;
}
