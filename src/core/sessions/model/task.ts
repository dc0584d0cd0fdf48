/** One task of a session, whoever keeps the list. */
export interface Task {
  /** What tools call it by. */
  readonly name: string;
  /** In the words of who keeps it; `in_progress` for the record's own, `pending` and `completed` for a list with boxes. */
  readonly state: string;
  /** What it is about, where that is more than its name. */
  readonly title?: string;
  /** The file that keeps it, relative to the session's directory; absent: the record does. */
  readonly file?: string;
}

/** Whether nothing is left to do of it. */
export function isDone({ state }: Task): boolean {
  return /^(?:completed?|done|finished|cancell?ed|skipped|abandoned|container)$/iu.test(state);
}
