import type { Clock, FileSystem, Logger } from "../../core/base/ports.ts";
import { personActor } from "../../core/events/model/actor.ts";
import { EventLog } from "../../core/events/eventLog.ts";
import { writerOf } from "../../core/events/eventFiles.ts";
import type { EventSink } from "../../core/events/model/event.ts";
import { nodeProcesses } from "../nodeProcesses.ts";

export interface EventsOptions {
  /** `.workflow`. */
  readonly workflow: string;
  /** Left out: a person's window. */
  readonly actor?: string | undefined;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where operations of this process say what they have done. */
export function openEvents({ actor = personActor, ...parts }: EventsOptions): EventSink {
  return new EventLog({ ...parts, actor, writer: writerOf(nodeProcesses.host) });
}
