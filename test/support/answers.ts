import type { Note, Thread } from "../../src/core/annotations/annotation.ts";
import type { Delivery } from "../../src/core/review/requests/delivery.ts";
import type { RequestView } from "../../src/core/review/requests/requests.ts";
import type { Decision } from "../../src/core/gate/decision.ts";
import type { RequestId } from "../../src/core/sessions/model/requestId.ts";
import { fork, mergeId, mergeRequestOf } from "./requests.ts";

/** Requests as they are seen once a person has answered, and the comments beside them. */

export const signature = "c2lnbmF0dXJl";

/** The `number`th event of comments, a minute after the one before; event 5 is the decision's time. */
export function note(number: number, kind: "person" | "agent", body = `note ${number}`): Note {
  const minute = String(number).padStart(2, "0");
  return {
    id: `20260101T10${minute}00000Z-${number.toString(16).padStart(12, "0")}`,
    author: kind === "person" ? { kind, name: "Ada", voice: "person" } : { kind, name: "claude" },
    created: `2026-01-01T10:${minute}:00Z`,
    body,
  };
}

export function thread(notes: readonly [Note, ...Note[]], change: Partial<Thread> = {}): Thread {
  return { id: notes[0].id, subject: { session: fork }, labels: [], notes, resolved: false, ...change };
}

/** A merge that was declined at 10:05. */
export function declined(state: "changes" | "denied" = "changes", change: Partial<RequestView> = {}): RequestView {
  const decision: Decision = {
    version: 1,
    workspace: "/work",
    request: mergeId,
    kind: "merge",
    session: fork,
    decision: state,
    reviewer: "Ada",
    reason: "A test, please.",
    fingerprint: null,
    request_digest: "d",
    decided: "2026-01-01T10:05:00Z",
    key: "k",
    signature,
  };
  return { ...waiting(), state, decision, ...change };
}

/** A merge that waits. */
export function waiting(change: Partial<RequestView> = {}): RequestView {
  return {
    id: mergeId,
    session: fork,
    path: `/work/.workflow/${fork}/approvals/${mergeId}`,
    state: "waiting",
    reasons: [],
    request: mergeRequestOf(),
    digest: "d",
    decision: null,
    receipt: null,
    ...change,
  };
}

export const laterId = "20260101T110000Z-merge-0a1b2c3e" as RequestId;

/** The same asked again, at 11:00. */
export function askedLater(change: Readonly<Record<string, unknown>> = {}): RequestView {
  const request = mergeRequestOf({ id: laterId, created: "2026-01-01T11:00:00Z", ...change });
  return waiting({ id: laterId, request });
}

export function delivery(way: Delivery["way"], answer: Partial<Delivery["answer"]> = {}): Delivery {
  return { at: "2026-01-01T10:06:00Z", way, by: "claude", answer: { decision: null, comments: [], ...answer } };
}
