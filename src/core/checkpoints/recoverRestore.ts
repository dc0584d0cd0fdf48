import { isAbandoned } from "../base/announcedWork.ts";
import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { isGitError } from "../git/repository/gitError.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { parseTime } from "../base/time.ts";
import { branchStands, completeChange, dropJournal, takeBack, type RestoreContext } from "./restore/changeFiles.ts";
import { journalRef } from "./model/checkpointRefs.ts";
import { readJournal, type Journal, type JournalEntry } from "./restore/restoreJournal.ts";

/** What became of a change that a killed process left. */
export interface Recovered {
  /** `abandoned`: the branch that was to move with the files is not where it brought it, so nothing had begun or the person has gone on. */
  readonly outcome: "completed" | "taken-back" | "abandoned";
  /** Files that were edited since and so stay as they are. */
  readonly edited: readonly string[];
}

export interface RecoverOptions {
  /** It is taken back instead of completed. */
  readonly back?: boolean;
  /** Nobody has asked for it: refused (`untrusted`) where programs could start that only the repository's configuration names. */
  readonly byItself?: boolean;
}

/** Which process carries a change out is told from the journal and from what this process knows of its own work. */
export type Owners = Pick<RestoreContext, "processes" | "clock" | "running">;

/** Whether no process carries it out any more. */
export function isCutOff(journal: JournalEntry & Pick<Journal, "id">, owners: Owners): boolean {
  const since = parseTime(journal.started) ?? 0;
  return isAbandoned({ ...journal, since }, owners.running.has(journal.id), owners);
}

/**
 * Completes the restore or branch update that a killed process left in this working tree, or (`back`) takes it back; what cannot be completed
 * is taken back too. Throws `conflict` while another process still carries it out.
 */
export async function recoverRestore(
  context: RestoreContext,
  session: SessionId,
  journal: Journal,
  back = false,
): Promise<Recovered> {
  if (!isCutOff(journal, context)) {
    throw new WorkflowError(
      "conflict",
      say`A restore of ${session} is in progress in another process.`,
      say`Wait until it has ended. If no other machine works here, “git update-ref -d ${journalRef(session)}” forgets it.`,
    );
  }
  if (!(await branchStands(context, journal))) {
    await dropJournal(context, session, journal);
    return { outcome: "abandoned", edited: [] };
  }
  if (back) return takenBack(context, session, journal);
  try {
    return { outcome: "completed", edited: await completeChange(context, session, journal) };
  } catch (error) {
    if (isPassing(error) || (await readJournal(context.repository, session))?.id !== journal.id) throw error;
    context.logger.warn(`An interrupted change of the files of ${session} cannot be completed: ${String(error)}`);
    return takenBack(context, session, journal);
  }
}

/** Whether the next try may succeed, which then completes the change. */
function isPassing(error: unknown): boolean {
  if (!isGitError(error)) return error instanceof WorkflowError && error.code !== "file";
  const passing = [
    "cancelled",
    "locked",
    "ref-changed",
    "would-overwrite",
    "no-space",
    "read-only",
    "too-many-open",
  ] as const;
  return isGitError(error, "git-missing", ...passing);
}

async function takenBack(context: RestoreContext, session: SessionId, journal: Journal): Promise<Recovered> {
  if (await takeBack(context, session, journal)) return { outcome: "taken-back", edited: [] };
  throw new WorkflowError(
    "git",
    say`The interrupted change of the files of ${session} could neither be completed nor taken back.`,
    say`The checkpoint of before holds the files as they were. In VS Code, the log has git's own words.`,
  );
}
