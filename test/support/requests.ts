import { mergeRequest, type MergeRequest } from "../../src/core/review/kinds/merge/mergeRequest.ts";
import type { RequestId } from "../../src/core/sessions/model/requestId.ts";
import { parseSessionId, type SessionId } from "../../src/core/sessions/model/sessionId.ts";

export const fork = parseSessionId("WFS-a") as SessionId;
export const mergeId = "20260101T100000Z-merge-0a1b2c3d" as RequestId;

export const source = "1".repeat(40);
export const target = "2".repeat(40);

/** A request to merge WFS-a into main, made at 10:00; members can be changed or taken away (`undefined`). */
export function mergeFile(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const all = {
    version: 1,
    id: mergeId,
    session: fork,
    requested_by: "claude",
    summary: "Show the profile as a page",
    created: "2026-01-01T10:00:00Z",
    kind: "merge",
    into: "refs/heads/main",
    strategy: "squash",
    source_commit: source,
    target_commit: target,
    ...change,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function mergeRequestOf(change: Readonly<Record<string, unknown>> = {}): MergeRequest {
  return mergeRequest.schema.parse(mergeFile(change));
}
