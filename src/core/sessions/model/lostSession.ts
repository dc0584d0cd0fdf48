import type { ForkOrigin } from "./session.ts";
import type { SessionId } from "./sessionId.ts";

/** A session whose directory is gone while git still has what belongs to it. */
export interface LostSession {
  readonly id: SessionId;
  /** Its branch stands: it was a fork. */
  readonly branch: boolean;
  /** Its own working tree, where one stands. */
  readonly worktree?: string;
  readonly checkpoints: number;
}

/** Where lost sessions are found (core/forks/lost/findLost.ts); sessions by themselves know of no git. */
export interface Lost {
  /** By files, sorted by id; empty where nobody can tell. */
  find(): Promise<readonly LostSession[]>;
  /** Where a session started whose record does not say so any more; `undefined`: git has no branch of it, so it is no fork. */
  originOf(id: SessionId): Promise<ForkOrigin | undefined>;
}
