import { isAbandoned } from "../announcedWork.ts";
import { WorkflowError } from "../errors.ts";
import type { SessionId } from "../sessions/sessionId.ts";
import { parseTime } from "../time.ts";
import { branchStands, completeChange, dropJournal, type RestoreContext } from "./changeFiles.ts";
import { journalRef } from "./checkpointRefs.ts";
import { readJournal } from "./restoreJournal.ts";

/** What became of a change that a killed process left. */
export interface Settled {
  /** `abandoned`: the branch that was to move with the files is not where it brought it, so nothing had begun or the person has gone on. */
  readonly outcome: "completed" | "abandoned";
  /** Files that were edited since and so stay as they are. */
  readonly edited: readonly string[];
}

/**
 * Completes the restore or landing that a killed process left in this working tree; `undefined`: there was none. Throws `conflict` while
 * another process still is at it.
 */
export async function settleInterrupted(context: RestoreContext, session: SessionId): Promise<Settled | undefined> {
  const journal = await readJournal(context.repository, session);
  if (journal === undefined || journal.place !== context.place) return undefined;
  const since = parseTime(journal.started) ?? 0;
  if (!isAbandoned({ ...journal, since }, context.running.has(journal.id), context)) {
    throw new WorkflowError(
      "conflict",
      `A restore of ${session} is under way in another process.`,
      `Wait until it has ended. If no other machine works here, “git update-ref -d ${journalRef(session)}” forgets it.`,
    );
  }
  if (await branchStands(context, journal)) {
    return { outcome: "completed", edited: await completeChange(context, session, journal) };
  }
  await dropJournal(context, session, journal);
  return { outcome: "abandoned", edited: [] };
}
