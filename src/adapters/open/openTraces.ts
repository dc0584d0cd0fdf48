import { WorkflowError } from "../../core/base/errors.ts";
import type { Clock, FileSystem } from "../../core/base/ports.ts";
import { Traces } from "../../core/events/trace/traces.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import { NodeCryptography } from "../nodeCryptography.ts";

export interface TracesOptions {
  readonly sessions: Sessions;
  readonly fs: FileSystem;
  readonly clock: Clock;
}

/** What sessions have done, as spans. */
export function openTraces({ sessions, fs, clock }: TracesOptions): Traces {
  return new Traces({
    workflow: sessions.directory,
    fs,
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
