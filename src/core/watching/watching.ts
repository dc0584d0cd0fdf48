import type { Text } from "../base/text.ts";

/** Somebody who shows what lies on disk. */
export interface Follower {
  /** Something happened in one of its directories (`Watcher`), told at once. Answers whether it may be news; left out: everything is. */
  readonly heard?: (directory: string, path: string) => boolean;
  /**
   * Looks at the disk: once events have paused, when a watch begins, slowly all the time, and every few seconds while nothing can be watched.
   * A failure is logged. `asked`: somebody wants to know, so nothing may be left out that was looked at a while ago.
   */
  readonly look: (asked: boolean) => Promise<unknown>;
  /** Why changes are not noticed by themselves; `undefined`: they are again. */
  readonly failed?: (problem: Text | undefined) => void;
  /** Looks each second, not every five, while nothing can be watched. */
  readonly polls?: boolean;
}

/** What a follower has in hand. */
export interface Followed {
  /**
   * Directories that are watched for it, each without what is below; replaces the former set. One that is absent is watched as soon as the directory
   * above it, if that is watched too, tells of it.
   */
  setDirectories(directories: Iterable<string>): void;
  dispose(): void;
}

/**
 * The one way in which changes from outside are noticed. Events are hints that make them appear at once; correctness comes from looking, so lost, late
 * and doubled events only cost time: everything is looked at now and then, whenever `reconcile` is called, and in place of events while there are none.
 */
export interface Watching {
  follow(follower: Follower): Followed;
  /** From now on everything is looked at now and then. */
  reconcileSlowly(): void;
  /** Something changed: more may have that nothing told of. */
  hurry(): void;
  /** Everybody looks now: for a person who comes back. Never fails. */
  reconcile(): Promise<void>;
  /** Ends once nothing is watched any more. Never fails. */
  dispose(): Promise<void>;
}
