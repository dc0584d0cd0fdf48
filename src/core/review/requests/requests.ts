import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { Text } from "../../base/text.ts";
import type { Decision } from "../../gate/decision.ts";
import type { Receipt } from "../../gate/receipt.ts";
import type { RequestKind } from "../../gate/requestKind.ts";
import type { InputOf, ReviewRequest } from "../kinds/requestKinds.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";
import type { Undone } from "../../gate/undone.ts";

/**
 * Where a request stands, from its files, git and the clock (requestState.ts is the one function that says so):
 * `waiting` for a person; `stale`: what it is about has moved; `expired`: its deadline has passed; `deciding`: granted, no receipt yet;
 * then what came of it; `undone`: executed, and taken back since. `invalid`: the file is not a request; `forged`: a decision or receipt that the
 * reviewer's key did not sign, or that is about another request.json or workspace.
 */
export type RequestState =
  | "waiting"
  | "stale"
  | "expired"
  | "deciding"
  | "executed"
  | "undone"
  | "refused"
  | "failed"
  | "indeterminate"
  | "denied"
  | "changes"
  | "withdrawn"
  | "invalid"
  | "forged";

/** One request as every door shows it. */
export interface RequestView {
  readonly id: RequestId;
  readonly session: SessionId;
  /** Absolute directory `approvals/<id>`. */
  readonly path: string;
  readonly state: RequestState;
  /** Why, one sentence each: what moved, what is wrong with the file. */
  readonly reasons: readonly Text[];
  /** `null`: the file is not a request. */
  readonly request: ReviewRequest | null;
  /** SHA-256 of request.json's bytes. */
  readonly digest: string;
  readonly decision: Decision | null;
  readonly receipt: Receipt | null;
  /** Who took an executed action back, and when. */
  readonly undone?: Undone;
}

/**
 * Requests of one workspace, for all doors. Nothing here decides or executes anything: that is the gate's (gate.ts), which `wfs` cannot import.
 * Every failure is a `WorkflowError`.
 */
export interface Requests {
  /** Asks for one thing about a session, as it stands now (kinds/). Throws `refused` where there is nothing to do, `not-found`, `usage`. */
  ask<Kind extends RequestKind>(kind: Kind, session: SessionId, input: InputOf<Kind>): Promise<RequestView>;
  /**
   * Of all sessions that are not archived, the oldest first; `all`: also those in a terminal state. Of each session as many as a person can look
   * through, the newest; `more` is told how many others there are, when there are any. Working trees are not looked at again for `treesEvery` milliseconds
   * (default: 5,000).
   */
  list(options?: {
    readonly all?: boolean;
    readonly treesEvery?: number;
    readonly signal?: AbortSignal;
    readonly more?: (count: number) => void;
  }): Promise<readonly RequestView[]>;
  /** Throws `not-found`. */
  get(id: RequestId, signal?: AbortSignal): Promise<RequestView>;
  /** Waits until its state is terminal or stale, or `timeout` milliseconds have passed; answers with the last look. */
  wait(id: RequestId, timeout: number, signal?: AbortSignal): Promise<RequestView>;
  /** Writes `withdrawn.json`; throws `conflict` when it is decided already. */
  withdraw(id: RequestId): Promise<RequestView>;
  /** A new request for the same, as things stand now, which names the old one. */
  askAgain(id: RequestId, requestedBy: string, signal?: AbortSignal): Promise<RequestView>;
}
