import type { LayerName, LookedProposal } from "../../../core/review/looking/lookedProposal.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Snapshot, ThreadRow } from "../../../messages/review.ts";

/** Everything that is known at one moment about work that is looked at. */
export interface LookFacts {
  /** By which the page is found again. */
  readonly id: string;
  /** What it is called until it was looked at. */
  readonly name: string;
  /** `undefined`: it was not looked at yet, or that failed. */
  readonly looked: LookedProposal | undefined;
  /** Why it could not be looked at, or not again, one sentence each. */
  readonly problems: readonly string[];
  /** What has moved since it was opened, one sentence each. */
  readonly moved: readonly string[];
  readonly layer: LayerName;
  /** Whose work it is; `undefined`: no session's yet. */
  readonly session: SessionId | undefined;
  readonly threads: readonly ThreadRow[];
  /** Notes that are too many to be shown. */
  readonly threadsLeft: number;
  readonly viewed: readonly string[];
  readonly layout: Snapshot["layout"];
  /** A directory as a person would name it. */
  readonly shorten: (path: string) => string;
}
