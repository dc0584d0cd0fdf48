import type { Clock, Cryptography } from "../../base/ports.ts";
import { encodeText } from "../../files/jsonBytes.ts";
import type { WorkflowEvent } from "../model/event.ts";
import { type EventSource, readEvents } from "../readEvents.ts";
import type { Span } from "./span.ts";
import { traceSpans, type TraceOptions } from "./traceSpans.ts";

export interface TraceAsked {
  /** A name the session has or has had; absent: the one whose run of this task was the last. */
  readonly session?: string | undefined;
  readonly task?: string | undefined;
  readonly agent?: TraceOptions["agent"];
  readonly commands?: boolean;
  /** An event that is about to be noted, told as if it were. */
  readonly ending?: WorkflowEvent;
}

export interface Trace {
  /** The name it has now; absent: no run of the task is known. */
  readonly session?: string;
  readonly spans: readonly Span[];
}

export interface TracesOptions {
  readonly source: EventSource;
  readonly clock: Clock;
  readonly cryptography: Cryptography;
  /** Who works on a session, as its record says. */
  readonly agentOf: (session: string) => Promise<TraceOptions["agent"]>;
}

/** What sessions and runs have done, as spans made of their events; nothing is kept of it. */
export class Traces {
  readonly #options: TracesOptions;

  constructor(options: TracesOptions) {
    this.#options = options;
  }

  async of({ session: named, task, agent, commands = false, ending }: TraceAsked): Promise<Trace> {
    const { source, clock, cryptography, agentOf } = this.#options;
    const noted = (await readEvents(source)).events;
    const events = ending === undefined ? noted : [...noted, ending];
    const session = named ?? events.findLast((event) => isOfTask(event, task))?.session ?? undefined;
    if (session === undefined) return { spans: [] };
    const { name, spans } = traceSpans(events, {
      session,
      task,
      agent: agent ?? (await agentOf(session)),
      commands,
      now: clock.now(),
      hash: (text) => cryptography.sha256(encodeText(text)),
    });
    return { session: name, spans };
  }
}

const isOfTask = ({ session, ...event }: WorkflowEvent, task: string | undefined): boolean =>
  session !== null && task !== undefined && event["task"] === task;
