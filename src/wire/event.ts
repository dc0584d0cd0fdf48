import type { WorkflowEvent } from "../core/events/model/event.ts";
import type { EventJson } from "./schemas/event.ts";

/** An event as it was read, with whatever members it has. */
export function eventJson(event: WorkflowEvent): EventJson {
  return event;
}
