import type { PlacedThread } from "../core/annotations/placeThreads.ts";
import type { SuggestionState } from "../core/annotations/suggestions/suggestionState.ts";
import type { CommentJson, CommentsJson } from "./schemas/comment.ts";

/** `state`: of what it suggests; `redacted`: the rules by which something was taken out of what was written just now. */
export function commentJson(
  { thread, file: now, place }: PlacedThread,
  state?: SuggestionState,
  redacted?: readonly string[],
): CommentJson {
  const { id, subject, labels, resolved, notes, review } = thread;
  const { session, file = null, anchor, request = null } = subject;
  const [first, ...replies] = notes;
  return {
    id,
    session,
    file,
    file_now: now ?? null,
    line: place === undefined || place === "outdated" ? null : place,
    side: anchor?.side ?? null,
    outdated: place === "outdated",
    quoted: anchor?.lines ?? [],
    labels,
    resolved,
    author: first.author,
    created: first.created,
    body: first.body,
    replies: replies.map(({ id, author, created, body }) => ({ id, author, created, body })),
    request,
    suggestion: state ?? null,
    review: review === undefined ? null : { id: review.id, summary: review.summary ?? null },
    ...(redacted === undefined ? {} : { redacted }),
  };
}

export function commentsJson(threads: readonly (PlacedThread & { readonly state?: SuggestionState })[]): CommentsJson {
  return { annotations: threads.map((thread) => commentJson(thread, thread.state)) };
}
