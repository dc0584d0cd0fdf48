import type { Clock, FileSystem, Logger } from "../../core/base/ports.ts";
import { EventLog } from "../../core/events/eventLog.ts";
import { writerOf } from "../../core/events/eventFiles.ts";
import { scopeOf } from "../../core/sessions/scope/ownEvents.ts";
import type { EventSink } from "../../core/events/model/event.ts";
import { nodeProcesses } from "../nodeProcesses.ts";

export interface EventsOptions {
  /** `.workflow`. */
  readonly workflow: string;
  readonly actor: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where operations of this process say what they have done. */
export function openEvents(options: EventsOptions): EventSink {
  const { fs, workflow } = options;
  return new EventLog({
    ...options,
    writer: writerOf(nodeProcesses.host),
    scopeOf: (session) => scopeOf(fs, workflow, session),
  });
}
