import { findJournals } from "../checkpoints/restore/findJournals.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import type { InterruptedChange } from "../checkpoints/interruptedChanges.ts";
import type { Recovered } from "../checkpoints/recoverRestore.ts";
import { FileError, WorkflowError } from "../base/errors.ts";
import { joined, say, type Text } from "../base/text.ts";
import type { Forks } from "../forks/forks.ts";
import { joinPath } from "../files/paths.ts";
import type { FileSystem } from "../base/ports.ts";
import type { Problem } from "../sessions/model/session.ts";
import { workflowName } from "../sessions/sessionContext.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Unfinished } from "../sessions/model/sessions.ts";

interface UnfinishedOptions {
  readonly root: string;
  /** The git directory all worktrees share; absent outside of a repository. */
  readonly gitDirectory?: string;
  readonly fs: FileSystem;
  readonly gitFeatures: () => Promise<{
    readonly checkpoints: Pick<Checkpoints, "interrupted" | "recover">;
    readonly forks: Pick<Forks, "interrupted" | "recover">;
  }>;
}

/**
 * What killed processes left half done of files (checkpoints/interruptedChanges.ts) and forks (forks/model/forkJournal.ts). A look reads a few names, and
 * loads and starts more only where something stands; where git may not be started, that something stands is all that is said.
 */
export function unfinishedOperations({ root, gitDirectory, fs, gitFeatures: versions }: UnfinishedOptions): Unfinished {
  const workflow = joinPath(root, workflowName);
  const changes = async (): Promise<readonly Problem[]> => {
    const sessions = gitDirectory === undefined ? [] : await findJournals(fs, gitDirectory);
    if (sessions?.length === 0) return [];
    try {
      const { checkpoints } = await versions();
      return (await checkpoints.interrupted()).flatMap((change) => {
        const strange = change.root === undefined && fs.kindNow(joinPath(workflow, change.session)) === undefined;
        return strange ? [] : [halfChanged(workflow, change)];
      });
    } catch (error) {
      if (!(error instanceof WorkflowError)) throw error;
      return (sessions ?? []).map((session) => notJudged(workflow, session, error));
    }
  };
  const operations = async (): Promise<readonly Problem[]> => {
    const path = joinPath(workflow, ".forks");
    try {
      const names = (await fs.names(path)) ?? [];
      if (!names.some((name) => name.endsWith(".json"))) return [];
      return (await (await versions()).forks.interrupted()).map(({ message, subject, session, repair }) => ({
        code: "unfinished-operation",
        message,
        path: subject,
        ...(session === null ? {} : { session }),
        ...(repair === null ? {} : { repair }),
      }));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return [{ code: "unreadable", message: joined([error.text, error.hintText], ". "), path }];
    }
  };
  return {
    find: async () => (await Promise.all([changes(), operations()])).flat(),
    async recover({ code, session }, back) {
      if (session === undefined) return undefined;
      const { checkpoints, forks } = await versions();
      if (code === "half-changed") return said(await checkpoints.recover(session, { back: back === true }));
      await forks.recover(session);
      return say`It was carried to its end, or taken back.`;
    },
  };
}

function halfChanged(workflow: string, { session, journal, root, elsewhere }: InterruptedChange): Problem {
  const about = { code: "half-changed", path: joinPath(workflow, session), session } as const;
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
    message: say`${what} (${session}) was cut off: of the files in ${root} some may be new already and others still old.`,
    repair: say`It will be completed, or taken back where that cannot be; what was edited since stays as it is.`,
  };
}

/** It may just as well be in progress. */
function notJudged(workflow: string, session: SessionId, { message }: WorkflowError): Problem {
  return {
    code: "half-changed",
    message: say`Files are being changed by a restore of ${session}, or were left half changed by it; which of the two cannot be told: ${message}`,
    path: joinPath(workflow, session),
    session,
  };
}

function said(recovered: Recovered | undefined): Text | undefined {
  if (recovered === undefined) return undefined;
  const { outcome, edited } = recovered;
  const what = {
    completed: say`It was completed.`,
    "taken-back": say`It was taken back.`,
    abandoned: say`Its branch stands elsewhere, so nothing had begun or somebody has gone on; it is forgotten.`,
  }[outcome];
  return edited.length === 0 ? what : joined([what, say`Edited since and left alone: ${edited.join(", ")}`]);
}
