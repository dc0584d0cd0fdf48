import type { PlacedThread } from "../core/annotations/placeThreads.ts";
import type { ProposedMerge } from "../core/forks/proposedMerge.ts";
import type { Prompt } from "../core/review/delivery/answerPrompt.ts";
import type { RequestView } from "../core/review/requests/requests.ts";
import type { WithRedacted } from "../core/redaction/givenText.ts";
import { commentJson } from "./comment.ts";
import type { PromptJson, RequestJson, RequestsJson } from "./schemas/request.ts";

/** `beside`: what a look at a merge that waits has found; `comments`: what is handed over with an answer. */
export function requestJson(
  view: WithRedacted<RequestView>,
  beside?: ProposedMerge,
  comments: readonly PlacedThread[] = [],
): RequestJson {
  const said = comments.length === 0 ? {} : { comments: comments.map((thread) => commentJson(thread)) };
  if (beside === undefined) return { ...view, ...said };
  const { uncommitted, obstacles } = beside;
  return {
    ...view,
    ...said,
    uncommitted:
      uncommitted === null
        ? null
        : {
            count: uncommitted.count,
            paths: uncommitted.paths,
            not_looked_at: uncommitted.notLookedAt,
            elsewhere: uncommitted.elsewhere,
          },
    obstacles: obstacles.map(({ reason, text, help, paths }) => ({ reason, message: text, help, paths })),
  };
}

/** `more`: how many others there are. */
export function requestsJson(views: readonly RequestView[], more: number): RequestsJson {
  return { approvals: views, more };
}

export function promptJson({ id, session }: RequestView, { text, comments }: Prompt): PromptJson {
  return { id, session, prompt: text, comments };
}
