import type { RequestId } from "../../sessions/model/requestId.ts";
import { isOver } from "./requestState.ts";
import type { RequestView } from "./requests.ts";

/** Requests of which nothing is needed any more: they are over, and so is what took their place, to the end of the chain. */
export function endedRequests(
  views: readonly Pick<RequestView, "id" | "state" | "replaced_by">[],
): readonly RequestId[] {
  const byId = new Map(views.map((view) => [view.id, view]));
  return views.flatMap(({ id }) => {
    const seen = new Set<RequestId>();
    for (let next = byId.get(id); next !== undefined && !seen.has(next.id);) {
      if (!isOver(next.state)) return [];
      seen.add(next.id);
      next = next.replaced_by === undefined ? undefined : byId.get(next.replaced_by);
    }
    return [id];
  });
}
