import type { SessionId } from "./sessionId.ts";

/**
 * What of a session is kept outside of its directory: its checkpoints, with pins and what can be undone, are refs of the repository. For the operations
 * that give a directory another name or delete it. Git is started only where there is something.
 */
export interface KeptOutside {
  /** How many checkpoints it has. */
  count(id: SessionId): Promise<number>;
  /**
   * Gives all of it to another session, all at once, and writes down that the directory still has to follow; `handedOver` or `takeBack` ends that.
   * Throws `exists` where something of a former session has the name, `conflict` while files are being changed.
   */
  handOver(from: SessionId, to: SessionId): Promise<void>;
  /** To whom something was given and not ended yet. */
  unended(from: SessionId): Promise<readonly SessionId[]>;
  /** The directory has followed; what came meanwhile follows too. */
  handedOver(from: SessionId, to: SessionId): Promise<void>;
  /** The directory has not followed. */
  takeBack(from: SessionId, to: SessionId): Promise<void>;
  /** Lets all of it go, as pruning does: it waits below `pruned/` for the deletion of its objects. Answers how many checkpoints that were. */
  letGo(id: SessionId): Promise<number>;
}
