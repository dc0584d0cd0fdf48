import { readEvents } from "../events/readEvents.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";

/** Files that programs of the run's attempt have changed, as its events say; a record for people, which nothing decides by. */
export async function touchedByRun(
  { fs, sessions }: Pick<RunContext, "fs" | "sessions">,
  { task, place, record }: FoundRun,
): Promise<readonly string[]> {
  const { events } = await readEvents(fs, sessions.directory);
  const touched = events.flatMap((event) => {
    const isOwn = event.session === place.id && event["task"] === task && event["attempt"] === record.attempt;
    const changed = isOwn && event.type === "tool.ended" ? event["changed"] : [];
    return Array.isArray(changed) ? changed.filter((path) => typeof path === "string") : [];
  });
  return [...new Set(touched)].toSorted();
}
