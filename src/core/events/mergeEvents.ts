import type { WorkflowEvent } from "./model/event.ts";
import type { PlacedEvent } from "./readLines.ts";

/** The events of several writers as one list: by time, those of each writer in their order, also where its clock went back; of equal times in the order of the writers. */
export function mergeEvents(writers: readonly (readonly PlacedEvent[])[]): readonly WorkflowEvent[] {
  return writers
    .flatMap(inOrder)
    .toSorted((a, b) => a.time - b.time)
    .map(({ event }) => event);
}

/** The same with times that never go back, so that a stable sort keeps the order. */
function inOrder(events: readonly PlacedEvent[]): readonly PlacedEvent[] {
  let before = 0;
  return events.map(({ event, time }) => {
    before = Math.max(before, time);
    return { event, time: before };
  });
}
