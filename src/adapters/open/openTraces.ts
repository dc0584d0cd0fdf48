import { WorkflowError } from "../../core/base/errors.ts";
import type { Clock } from "../../core/base/ports.ts";
import type { EventSource } from "../../core/events/readEvents.ts";
import { Traces } from "../../core/events/trace/traces.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import { NodeCryptography } from "../nodeCryptography.ts";

export interface TracesOptions {
  readonly sessions: Sessions;
  readonly eventSource: EventSource;
  readonly clock: Clock;
}

/** What sessions have done, as spans. */
export function openTraces({ sessions, eventSource, clock }: TracesOptions): Traces {
  return new Traces({
    source: eventSource,
    clock,
    cryptography: new NodeCryptography(),
    async agentOf(session) {
      const id = parseSessionId(session);
      if (id === undefined) return undefined;
      try {
        return (await sessions.get(id)).record.agent;
      } catch (error) {
        if (error instanceof WorkflowError && error.code === "not-found") return undefined;
        throw error;
      }
    },
  });
}
