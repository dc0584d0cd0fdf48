import type { Clock } from "../base/ports.ts";
import { Slices } from "../base/slices.ts";
import type { WorkflowEvent } from "./model/event.ts";
import type { PlacedEvent } from "./readLines.ts";

/**
 * The events of several writers as one list: by time, those of each writer in their order, also where its clock went back; of equal times in the order of the writers.
 * @param clock given where the event loop is to turn
 */
export async function mergeEvents(
  writers: readonly (readonly PlacedEvent[])[],
  clock?: Clock,
): Promise<readonly WorkflowEvent[]> {
  const slices = clock === undefined ? undefined : new Slices(clock);
  const placed: PlacedEvent[] = [];
  for (const events of writers) {
    // Times that never go back, so that a stable sort keeps the order.
    let before = 0;
    for (const { event, time } of events) {
      before = Math.max(before, time);
      placed.push({ event, time: before });
      if (slices?.due === true) await slices.rest();
    }
  }
  // Lists that are sorted each are nearly free to sort.
  placed.sort((a, b) => a.time - b.time);
  const merged: WorkflowEvent[] = [];
  for (const { event } of placed) {
    merged.push(event);
    if (slices?.due === true) await slices.rest();
  }
  return merged;
}
