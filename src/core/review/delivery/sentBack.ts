import type { Thread } from "../../annotations/annotation.ts";
import { parseTime } from "../../base/time.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";
import type { Delivery } from "../requests/delivery.ts";
import type { RequestView } from "../requests/requests.ts";
import { askedAgainAs, goesBack, isDeclined, undelivered } from "./undelivered.ts";

/** How a person's answer to one request came to whoever wrote the change, and what came back. */
export interface SentBack {
  /** What there is to hand over; `comments`: nothing was decided. */
  readonly answer: "denied" | "changes" | "comments";
  /** The newest time it was handed over, or that was taken back, as a file says that any process can write; `null`: never. */
  readonly last: Delivery | null;
  /** Whether the decision is still to be handed over. */
  readonly isDecisionDue: boolean;
  /** How many of the comments are. */
  readonly commentsDue: number;
  /** Threads in which an agent has replied to a person since. */
  readonly repliedTo: number;
  /** The request that was made after it. */
  readonly askedAgain: RequestId | null;
}

/**
 * `undefined`: there is nothing to hand over, and nothing was.
 * @param views requests of the same session, this one among them
 * @param threads of the same session
 */
export function sentBack(
  view: RequestView,
  views: readonly RequestView[],
  threads: readonly Thread[],
): SentBack | undefined {
  const declined = isDeclined(view);
  if (!goesBack(view)) return undefined;
  // The list may be older than the look at this one.
  const all = [...views.filter(({ id }) => id !== view.id), view];
  const { decisions, comments } = undelivered(all, threads);
  const last = view.deliveries?.at(-1) ?? null;
  if (!declined && comments.length === 0 && last === null) return undefined;
  const since = parseTime(view.decision?.decided ?? view.request?.created ?? "") ?? 0;
  return {
    answer: view.state === "denied" || view.state === "changes" ? view.state : "comments",
    last,
    isDecisionDue: decisions.some(({ id }) => id === view.id),
    commentsDue: comments.length,
    repliedTo: threads.filter((thread) => isRepliedTo(thread, since)).length,
    askedAgain: (declined ? askedAgainAs(view, all) : undefined) ?? null,
  };
}

/** Whether an agent has answered a person in it. `since`: milliseconds since 1970. */
function isRepliedTo({ notes }: Thread, since: number): boolean {
  const spoken = notes.findIndex(({ author }) => author.kind === "person");
  if (spoken < 0) return false;
  return notes
    .slice(spoken + 1)
    .some(({ author, created }) => author.kind === "agent" && (parseTime(created) ?? 0) >= since);
}
