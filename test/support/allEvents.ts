import type { FileSystem } from "../../src/core/base/ports.ts";
import type { EventSource } from "../../src/core/events/readEvents.ts";

/** Where all events are read, whatever scope they are of. */
export function allEvents(fs: FileSystem, workflow: string): EventSource {
  return { fs, workflow, own: async (events) => Promise.resolve(events) };
}
