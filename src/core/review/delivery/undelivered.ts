import type { Thread } from "../../annotations/annotation.ts";
import { parseTime } from "../../base/time.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";
import { standingDeliveries } from "../requests/delivery.ts";
import { isForTheSame } from "../requests/replacedRequests.ts";
import type { RequestView } from "../requests/requests.ts";

/** What a person has answered about one session, and nobody has handed over to whoever wrote the change. */
export interface Undelivered {
  /** Requests that were denied, or for which changes were asked. */
  readonly decisions: readonly RequestView[];
  /** Ids of what persons have said in open threads. */
  readonly comments: readonly string[];
}

/**
 * The one answer to what is still to be handed over, for every way there is: a `wfs` that waits, a hook of the agent, a conversation that is continued, a text to paste.
 * What was replied to, or asked again, has evidently been read.
 * @param views requests of one session, decided ones too
 * @param threads of the same session
 */
export function undelivered(views: readonly RequestView[], threads: readonly Thread[]): Undelivered {
  const handedOver = views.flatMap(({ deliveries }) => standingDeliveries(deliveries));
  const named = new Set(handedOver.flatMap(({ answer }) => answer.comments));
  return {
    decisions: views.filter(
      (view) => isDeclined(view) && !isHandedOver(view) && askedAgainAs(view, views) === undefined,
    ),
    comments: threads.flatMap(unansweredComments).filter((id) => !named.has(id)),
  };
}

/** Somebody who asked has to be told: it was denied, or changes were asked for. */
export function isDeclined({ state, decision }: Pick<RequestView, "state" | "decision">): boolean {
  return decision !== null && (state === "denied" || state === "changes");
}

/** States in which comments still go back to whoever asked. */
const open: ReadonlySet<RequestView["state"]> = new Set(["waiting", "stale", "expired"]);

/** Whether somebody has something to hand over to whoever asked: a decision against it, or what was said in comments before there is one. */
export function goesBack(view: Pick<RequestView, "state" | "decision">): boolean {
  return isDeclined(view) || open.has(view.state);
}

/** The request of a session that has to be told about: the newest that was declined or is commented on; one that was made after it is told instead. */
export function answeredRequest(views: readonly RequestView[]): RequestView | undefined {
  const newest = views.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return newest.find((view) => isDeclined(view)) ?? newest.find((view) => goesBack(view));
}

function isHandedOver({ deliveries }: RequestView): boolean {
  return standingDeliveries(deliveries).some(({ answer }) => answer.decision !== null);
}

/** The newest request for the very same of a session that was made after this one was declined; `undefined`: none was. */
export function askedAgainAs(view: RequestView, views: readonly RequestView[]): RequestId | undefined {
  const decided = parseTime(view.decision?.decided ?? "") ?? 0;
  const later = views.filter(({ id, request }) => {
    if (id <= view.id || request === null || view.request === null) return false;
    return isForTheSame(view.request, request) && (parseTime(request.created) ?? 0) >= decided;
  });
  return later
    .map(({ id }) => id)
    .toSorted()
    .at(-1);
}

/** What persons have said in an open thread since an agent has spoken in it last. */
export function unansweredComments({ notes, resolved }: Thread): readonly string[] {
  if (resolved) return [];
  const answered = notes.findLastIndex(({ author }) => author.kind === "agent");
  return notes.slice(answered + 1).flatMap(({ id, author }) => (author.kind === "person" ? [id] : []));
}
