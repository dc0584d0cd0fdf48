import { WorkflowError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { say } from "../base/text.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import type { InterruptedChange } from "../checkpoints/interruptedChanges.ts";
import { findJournals } from "../checkpoints/restore/findJournals.ts";
import { joinPath } from "../files/paths.ts";
import { findSessionNow } from "../sessions/places/findSession.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { logOf } from "./logOf.ts";
import type { Pending, WriteAheadLog } from "./writeAheadLog.ts";

export interface FileLogOptions {
  /** `<root>/.workflow`. */
  readonly directory: string;
  /** The git directory all worktrees share; absent outside of a repository. */
  readonly gitDirectory?: string;
  readonly fs: FileSystem;
  readonly checkpoints: () => Promise<Pick<Checkpoints, "interrupted" | "recover">>;
}

/**
 * Restores and branch updates: `refs/workflow/<session>/restoring` (checkpoints/restore/restoreJournal.ts). Where git may not be started, that something
 * stands is all that is said.
 */
export function fileLog({ directory, gitDirectory, fs, checkpoints }: FileLogOptions): WriteAheadLog {
  const pathOf = (session: SessionId): string =>
    findSessionNow(fs, directory, session)?.path ?? joinPath(directory, session);
  const pending = async (): Promise<readonly Pending[]> => {
    const sessions = gitDirectory === undefined ? [] : await findJournals(fs, gitDirectory);
    if (sessions?.length === 0) return [];
    try {
      return (await (await checkpoints()).interrupted()).flatMap((change) => {
        const strange = change.root === undefined && findSessionNow(fs, directory, change.session) === undefined;
        return strange ? [] : [halfChanged(pathOf(change.session), change)];
      });
    } catch (error) {
      if (!(error instanceof WorkflowError)) throw error;
      return (sessions ?? []).map((session) => notJudged(pathOf(session), session, error));
    }
  };
  return logOf("files", pending, async ({ session }, how) =>
    session === undefined ? undefined : await (await checkpoints()).recover(session, how),
  );
}

function halfChanged(path: string, { session, journal, root, elsewhere }: InterruptedChange): Pending {
  const about = { log: "files", id: session, session, path } as const;
  if (journal === undefined) {
    const message = say`What a restore of ${session} was about to change cannot be read; “git update-ref -d refs/workflow/${session}/restoring” forgets it.`;
    return { ...about, message };
  }
  const branch = journal.move?.ref.replace("refs/heads/", "") ?? say`a branch`;
  const what = {
    restore: say`A restore`,
    undo: say`An undo`,
    redo: say`A redo`,
    land: say`Bringing ${branch} and its files to a commit`,
    "take-back": say`Taking back what came to ${branch}`,
  }[journal.operation];
  const begun = { ...about, begun: journal.started };
  if (elsewhere !== undefined)
    return {
      ...begun,
      message: say`${what} (${session}) was cut off in ${elsewhere}; “wfs doctor --fix” repairs it there.`,
    };
  if (root === undefined) {
    const message = say`${what} (${session}) was cut off, and its working tree is not there. Bring it back (“git worktree repair”), then it can be completed.`;
    return { ...begun, message };
  }
  return {
    ...begun,
    root,
    message: say`${what} (${session}) was cut off: of the files in ${root} some may be new already and others still old.`,
    repair: say`It will be completed, or taken back where that cannot be; what was edited since stays as it is.`,
  };
}

/** It may just as well be in progress. */
function notJudged(path: string, session: SessionId, { text }: WorkflowError): Pending {
  return {
    log: "files",
    id: session,
    session,
    message: say`Files are being changed by a restore of ${session}, or were left half changed by it; which of the two cannot be told: ${text}`,
    path,
  };
}
