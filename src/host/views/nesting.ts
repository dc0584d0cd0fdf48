import type { SessionView } from "../../core/sessions/model/session.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { changedAt } from "../rows/groups.ts";

/** Which forks are shown below another session instead of in the group of their state. */
export interface Nesting {
  /** Forks directly below a session, the one changed last first. */
  readonly below: ReadonlyMap<string, readonly SessionView[]>;
  readonly nested: ReadonlySet<SessionId>;
}

const nestings = new WeakMap<readonly SessionView[], Nesting>();

/**
 * A paused fork belongs below its baseline as long as that is worked on (active or paused). The active session, the one this window is about
 * (`own`) and everything finished stay in their groups; origins that form a ring (records edited by hand) nest nowhere.
 */
export function nestForks(sessions: readonly SessionView[], own: SessionId | undefined): Nesting {
  const known = nestings.get(sessions);
  if (known !== undefined) return known;
  const byId = new Map<string, SessionView>(sessions.map((session) => [session.id, session]));
  const below = new Map<string, SessionView[]>();
  const nested = new Set<SessionId>();
  for (const session of sessions) {
    if (!hangsBelow(session, own, byId)) continue;
    const baseline = session.record.forked_from?.session ?? "";
    below.set(baseline, [...(below.get(baseline) ?? []), session]);
    nested.add(session.id);
  }
  for (const forks of below.values()) forks.sort(newestFirst);
  const nesting = { below, nested };
  nestings.set(sessions, nesting);
  return nesting;
}

/** Whether the session and, as long as they are nested themselves, all it hangs below end at a session that is shown in a group. */
function hangsBelow(session: SessionView, own: SessionId | undefined, byId: ReadonlyMap<string, SessionView>): boolean {
  const seen = new Set<string>();
  let current = session;
  for (;;) {
    if (current.state !== "paused" || current.id === own) return current !== session;
    const baseline = byId.get(current.record.forked_from?.session ?? "");
    if (baseline === undefined || (baseline.state !== "active" && baseline.state !== "paused"))
      return current !== session;
    if (seen.has(current.id)) return false;
    seen.add(current.id);
    current = baseline;
  }
}

function newestFirst(left: SessionView, right: SessionView): number {
  return changedAt(right) - changedAt(left) || (left.id < right.id ? -1 : 1);
}
