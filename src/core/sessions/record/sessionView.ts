import type { ParsedRecord } from "./record.ts";
import type { SessionState, SessionView } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";
import { isOfAnother, withoutNotes } from "../model/userScope.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";

/** The marker and the location decide; the record's `status` only tells completed from paused. */
function sessionState(archived: boolean, active: boolean, status: string | undefined): SessionState {
  if (archived) return "archived";
  if (active) return "active";
  return status === "completed" ? "completed" : "paused";
}

/** @param caller the scope of whoever looks; absent: notes of every scope are handed out */
export function sessionView(
  location: SessionLocation,
  parsed: ParsedRecord,
  active: SessionId | undefined,
  caller?: () => string,
): SessionView {
  const isActive = !location.archived && location.id === active;
  const { record, fault } = parsed;
  const view = {
    id: location.id,
    state: sessionState(location.archived, isActive, record.status),
    active: isActive,
    path: location.path,
    record,
  };
  if (isOfAnother(record, caller)) {
    return {
      ...view,
      record: withoutNotes(record),
      withheld: true,
      ...(fault === undefined ? {} : { problem: fault.message }),
    };
  }
  return fault === undefined ? view : { ...view, problem: fault.message };
}

/** The same view after the marker moved; the same object when nothing changes. */
export function withActive(view: SessionView, active: SessionId | undefined): SessionView {
  const archived = view.state === "archived";
  const isActive = !archived && view.id === active;
  if (isActive === view.active) return view;
  return { ...view, active: isActive, state: sessionState(archived, isActive, view.record.status) };
}
