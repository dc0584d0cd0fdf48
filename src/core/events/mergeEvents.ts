import type { WorkflowEvent } from "./model/event.ts";
import type { PlacedEvent } from "./readLines.ts";

/** Lists in which times never go back, as one; of equal times in the order of the lists. */
export function mergeEvents(lists: readonly (readonly PlacedEvent[])[]): readonly WorkflowEvent[] {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only.map(({ event }) => event);
  // A stable sort keeps the order of each list.
  return lists
    .flat()
    .toSorted((a, b) => a.time - b.time)
    .map(({ event }) => event);
}
