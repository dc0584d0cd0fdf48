import { createHash } from "node:crypto";
import type { JsonValue } from "../../../src/core/files/jsonText.ts";
import type { WorkflowEvent } from "../../../src/core/events/model/event.ts";
import { traceSpans, type TraceOptions } from "../../../src/core/events/trace/traceSpans.ts";
import type { Span } from "../../../src/core/events/trace/span.ts";

export const began = Date.UTC(2026, 0, 1, 10);

/** An event so many seconds after ten. */
export function event(
  seconds: number,
  type: string,
  members: Readonly<Record<string, JsonValue>> = {},
  session: string | null = "WFS-a",
): WorkflowEvent {
  const at = new Date(began + seconds * 1000).toISOString();
  return { at, session, actor: "claude-code", type, ...members };
}

export const run = (
  attempt = 1,
  task = "fix",
): { readonly task: string; readonly lane: string; readonly attempt: number } => ({ task, lane: "repo-fix", attempt });

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

export function spansOf(events: readonly WorkflowEvent[], options: Partial<TraceOptions> = {}): readonly Span[] {
  return traceSpans(events, { session: "WFS-a", now: began + 3_600_000, hash, ...options }).spans;
}

/** A run of two attempts: a check that fails, one that passes, one that is still running; a decision after the end of the first. */
export const twoAttempts: readonly WorkflowEvent[] = [
  event(0, "session.created"),
  event(1, "run.queued", run()),
  event(10, "run.started", { ...run(), base: "b".repeat(40), worktree: "/w", enforcement: "none" }),
  event(11, "tool.started", { ...run(), call: "c1", tool: "npm", command: "npm test --token=…" }),
  event(15, "tool.ended", { ...run(), call: "c1", tool: "npm", exit: 1, ms: 4000, changed: ["a.ts"], more: 0 }),
  event(16, "phase.entered", { phase: "REVIEW", from: "IMPLEMENT" }),
  event(20, "run.finished", { ...run(), result: "needs_review", head: "c".repeat(40) }),
  event(30, "request.decided", { request: "R1", kind: "merge", decision: "changes" }),
  event(40, "run.retried", { ...run(2), base: "b".repeat(40), worktree: "/w", checkpoint: 1 }),
  event(41, "tool.started", { ...run(2), call: "c2", tool: "npm", permit: "P1" }),
  event(44, "tool.ended", {
    ...run(2),
    call: "c2",
    tool: "npm",
    exit: 0,
    ms: 3000,
    changed: ["a.ts", "b.ts"],
    more: 3,
  }),
  event(45, "tool.started", { ...run(2), call: "c3", tool: "sh" }),
];
