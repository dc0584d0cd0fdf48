import { encodeText } from "../../files/jsonBytes.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { checksName } from "./claimedChecks.ts";
import { artifactPath, patchName, traceName } from "./keptFiles.ts";

/** `result.json`: what a finished run hands over, and what is remembered of it. Nothing of it says that the work is good: a person looks at it. */
export interface RunResult {
  readonly task_id: string;
  readonly session_id: SessionId;
  readonly result: "needs_review";
  /** Relative to the directory of the session. */
  readonly artifacts: { readonly diff: string; readonly checks: string; readonly trace: string };
  readonly persist: {
    readonly working_summary: boolean;
    readonly durable_memory: false;
    readonly approval_token_reusable: false;
  };
}

export function runResult(task: string, session: SessionId, working_summary: boolean): RunResult {
  return {
    task_id: task,
    session_id: session,
    result: "needs_review",
    artifacts: {
      diff: artifactPath(task, patchName(task)),
      checks: artifactPath(task, checksName),
      trace: artifactPath(task, traceName),
    },
    persist: { working_summary, durable_memory: false, approval_token_reusable: false },
  };
}

export const resultBytes = (result: RunResult): Uint8Array => encodeText(`${JSON.stringify(result, undefined, 2)}\n`);
