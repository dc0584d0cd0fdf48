import type { ForkContext } from "./forkContext.ts";

/** Gives a branch that is there already to a session, at a time at which nobody else does, in any process (ForkJournal.inTurn). Makes `.workflow`. */
export async function inAdoptionTurn<Result>(
  { fs, sessions, journal }: Pick<ForkContext, "fs" | "sessions" | "journal">,
  work: () => Promise<Result>,
): Promise<Result> {
  if (fs.kindNow(sessions.directory) === undefined) await sessions.init();
  return journal.inTurn(work);
}
