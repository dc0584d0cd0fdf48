import type { WithRedacted } from "../../redaction/givenText.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { Text } from "../../base/text.ts";
import type { Decision } from "../../gate/decision.ts";
import type { Receipt } from "../../gate/receipt.ts";
import type { RequestKind } from "../../gate/requestKind.ts";
import type { InputOf, ReviewRequest } from "../kinds/requestKinds.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";
import type { Delivery } from "./delivery.ts";
import type { Undone } from "../../gate/undone.ts";

/** What files say that nobody here can verify: they are shown, and count for nothing. */
export type Claimed = Pick<Decision, "decision" | "reviewer" | "reason" | "decided"> &
  Partial<Pick<Receipt, "outcome" | "message">>;

/** By what a merge was done that nobody has decided on: another request that was granted, or a commit somebody made by hand. */
export type MergedBy = { readonly request: RequestId } | { readonly commit: string };

/**
 * Where a request stands, from its files, git and the clock (requestState.ts is the one function that says so):
 * `waiting` for a person; `stale`: what it is about has moved; `merged`: the branch has all of it already, by another request or by hand; `expired`: its
 * deadline has passed; `deciding`: granted, no receipt yet; then what came of it; `undone`: executed, and taken back since. `invalid`: the file is not a
 * request; `unverified`: it has a decision or receipt whose key is not known here; `forged`: one that a known key did not sign so, or that is about another
 * request.json or workspace.
 */
export type RequestState =
  | "waiting"
  | "stale"
  | "merged"
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
  | "unverified"
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
  /** Where it is stale because of them: the files in which it conflicts with what its branch holds now. */
  readonly conflicts?: readonly string[];
  /** Where it is `merged`. */
  readonly merged_by?: MergedBy;
  /** The request that was made in its place. */
  readonly replaced_by?: RequestId;
  /** Where it is `unverified`. */
  readonly claimed?: Claimed;
  /** When the answer was handed over to whoever asked, the oldest first; left out: nobody has said so. A hint (delivery.ts). */
  readonly deliveries?: readonly Delivery[];
}

/**
 * Requests of one workspace, for all doors. Nothing here decides or executes anything: that is the gate's (gate.ts), which `wfs` cannot import.
 * Every failure is a `WorkflowError`.
 */
export interface Requests {
  /**
   * Asks for one thing about a session, as it stands now (kinds/), in place of what the same asker has asked for the same before. Throws `conflict` where
   * somebody else's request for it waits, and where it conflicts; `refused` where there is nothing to do, `not-found`, `usage`.
   */
  ask<Kind extends RequestKind>(
    kind: Kind,
    session: SessionId,
    input: InputOf<Kind>,
  ): Promise<WithRedacted<RequestView>>;
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
  /**
   * Waits until its state is terminal or stale, or `timeout` milliseconds have passed; answers with the last look. Of one that is replaced it goes on with
   * the replacement. `seen` is told of each look.
   */
  wait(id: RequestId, timeout: number, options?: WaitOptions): Promise<RequestView>;
  /** Writes `withdrawn.json`; throws `conflict` when it is decided already. */
  withdraw(id: RequestId): Promise<RequestView>;
  /** Notes that this answer of the request was handed over, now. */
  noteDelivery(id: RequestId, delivery: Omit<Delivery, "at">): Promise<void>;
  /** A new request for the same, as things stand now, which names the old one and who asks again; who asked first stays the asker. */
  askAgain(id: RequestId, person: string, signal?: AbortSignal): Promise<RequestView>;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly seen?: (view: RequestView) => void;
  /** Asked at each look while the request waits: whether something else has come that whoever waits has to be told now. */
  readonly isEnough?: (view: RequestView) => Promise<boolean>;
}
