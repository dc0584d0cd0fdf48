import type { SessionView } from "../../core/sessions/model/session.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";

/**
 * The state that undoing gives a session back which was `before`. When another one was made active since, that is no longer
 * taken from it unasked: `mayTakeOver` decides.
 */
export async function stateToBringBack(
  sessions: Sessions,
  before: SessionView,
  mayTakeOver: (active: SessionId) => Promise<boolean>,
): Promise<SessionView["state"]> {
  if (before.state !== "active") return before.state;
  const { active } = await sessions.active();
  const free = active === undefined || active === before.id;
  return free || (await mayTakeOver(active)) ? "active" : "paused";
}

/** Gives a session that was just paused, completed or archived, and is shown as it was before, this state back. */
export async function bringBack(
  sessions: Sessions,
  { id, record }: SessionView,
  wanted: SessionView["state"],
): Promise<void> {
  const { state } = await sessions.get(id);
  // The word of another tool comes back as it was.
  const former = record.status === undefined || record.status === "active" ? "paused" : record.status;
  if (state === "archived" && wanted !== "archived") await sessions.unarchive(id);
  if (wanted === "active") await sessions.switchTo(id);
  if (wanted === "paused" && state !== "paused") await sessions.updateRecord(id, () => ({ status: former }));
}
