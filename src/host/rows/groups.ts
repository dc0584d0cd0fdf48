import type { SessionState, SessionView } from "../../core/sessions/model/session.ts";
import { parseTime } from "../../core/base/time.ts";
import { lastChange } from "../../core/sessions/model/recordWords.ts";

export const groupOrder = ["active", "paused", "completed", "archived"] as const satisfies readonly SessionState[];

const updatedTimes = new WeakMap<SessionView, number>();

/** When a session changed last, in milliseconds; 0: its record does not say. */
export function changedAt(session: SessionView): number {
  const known = updatedTimes.get(session);
  if (known !== undefined) return known;
  const time = parseTime(lastChange(session.record) ?? "") ?? 0;
  updatedTimes.set(session, time);
  return time;
}

/** Sessions by state, in each the one changed last first, then by name. */
export function groupSessions(sessions: readonly SessionView[]): ReadonlyMap<SessionState, readonly SessionView[]> {
  const groups = new Map<SessionState, SessionView[]>(groupOrder.map((state) => [state, []]));
  for (const session of sessions) groups.get(session.state)?.push(session);
  for (const group of groups.values()) {
    group.sort((a, b) => changedAt(b) - changedAt(a) || (a.id < b.id ? -1 : 1));
  }
  return groups;
}
