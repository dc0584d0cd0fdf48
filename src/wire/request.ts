import type { ProposedMerge } from "../core/forks/proposedMerge.ts";
import type { RequestView } from "../core/review/requests/requests.ts";
import type { WithRedacted } from "../core/redaction/givenText.ts";
import type { RequestJson, RequestsJson } from "./schemas/request.ts";

/** `beside`: what a look at a merge that waits has found. */
export function requestJson(view: WithRedacted<RequestView>, beside?: ProposedMerge): RequestJson {
  if (beside === undefined) return view;
  const { uncommitted, obstacles } = beside;
  return {
    ...view,
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
