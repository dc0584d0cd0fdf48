import { isDeclined, undelivered } from "../../../core/review/delivery/undelivered.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { AnswerState } from "../../wording/answerState.ts";

/** Sessions whose newest request was declined, with whether somebody has handed the answer over. `views`: of one workspace, the oldest first. */
export function answeredSessions(views: readonly RequestView[]): ReadonlyMap<SessionId, AnswerState> {
  const newest = new Map(views.map((view) => [view.session, view]));
  return new Map(
    [...newest.values()]
      .filter(isDeclined)
      .map((view) => [view.session, undelivered([view], []).decisions.length > 0 ? "due" : "sent"]),
  );
}
