import { asWorkflowError, FileError } from "../base/errors.ts";
import { joined, say, type Text } from "../base/text.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import { joinPath } from "../files/paths.ts";
import type { Forks } from "../forks/forks.ts";
import type { Problem } from "../sessions/model/session.ts";
import { fileLog } from "./fileLog.ts";
import { forkLog } from "./forkLog.ts";
import { recordLog, type RecordLogOptions } from "./recordLog.ts";
import type { Look, Pending, RecoveredWork, RecoverHow, WriteAheadLog } from "./writeAheadLog.ts";

export interface WorkspaceLogsOptions extends RecordLogOptions {
  /** `<root>/.workflow`. */
  readonly directory: string;
  /** The git directory all worktrees share; absent outside of a repository. */
  readonly gitDirectory?: string;
  /** Absent where there is no git to start: then nothing is known of forks and files. */
  readonly gitFeatures?: () => Promise<{
    readonly checkpoints: Pick<Checkpoints, "interrupted" | "recover">;
    readonly forks: Pick<Forks, "interrupted" | "recover">;
  }>;
}

/** What a problem is called that is pending in a log. */
const codes = { files: "half-changed", forks: "unfinished-operation" } as const;

/** The logs of one workspace that every door recovers, as one. */
export class WorkspaceLogs implements WriteAheadLog {
  readonly #options: WorkspaceLogsOptions;
  /** Forks before files: a change of a fork may move the working tree. */
  readonly #logs: Readonly<Partial<Record<"records" | "forks" | "files", WriteAheadLog>>>;

  constructor(options: WorkspaceLogsOptions) {
    const { gitFeatures } = options;
    this.#options = options;
    this.#logs = {
      records: recordLog(options),
      ...(gitFeatures && {
        forks: forkLog({ ...options, forks: async () => (await gitFeatures()).forks }),
        files: fileLog({ ...options, checkpoints: async () => (await gitFeatures()).checkpoints }),
      }),
    };
  }

  /** A log that cannot be read hides no other. */
  async pending(look: Look = {}): Promise<readonly Pending[]> {
    const logs = Object.values(this.#logs).map(async (log) => {
      try {
        return await log.pending(look);
      } catch (error) {
        this.#warn(error);
        return [];
      }
    });
    return (await Promise.all(logs)).flat();
  }

  async recover(how: RecoverHow = {}): Promise<readonly RecoveredWork[]> {
    const done: RecoveredWork[] = [];
    for (const log of Object.values(this.#logs)) {
      try {
        done.push(...(await log.recover(how)));
      } catch (error) {
        if (how.byItself !== true) throw error;
        this.#warn(error);
      }
    }
    return done;
  }

  #warn(error: unknown): void {
    const { message, hint } = asWorkflowError(error);
    this.#options.logger.warn(`What killed processes left cannot be looked at: ${message} ${hint}`);
  }

  /** What is pending of files and forks, as problems; what is of records is a problem of its session already. */
  async problems(): Promise<readonly Problem[]> {
    return (await Promise.all([this.#problemsOf("files"), this.#problemsOf("forks")])).flat();
  }

  /** Recovers what a problem is about, or (`back`) takes a change of files back. Answers what was done, `undefined`: nothing is there any more. */
  async repair({ code, session }: Problem, back: boolean): Promise<Text | undefined> {
    const log = code === codes.files ? "files" : "forks";
    if (session === undefined) return undefined;
    const [recovered] = (await this.#logs[log]?.recover({ only: { log, id: session }, back })) ?? [];
    return recovered && this.describe(recovered);
  }

  /** In a sentence what became of it. */
  describe({ log, outcome, edited, reason }: RecoveredWork): Text {
    const what = {
      completed: say`It was completed.`,
      "taken-back": say`It was taken back.`,
      abandoned:
        log === "files"
          ? say`Its branch stands elsewhere, so nothing had begun or somebody has gone on; it is forgotten.`
          : say`Nothing had begun or somebody has gone on; it is forgotten.`,
      left: joined([say`It stays as it is.`, ...(reason === undefined ? [] : [reason.text])]),
    }[outcome];
    return edited.length === 0 ? what : joined([what, say`Edited since and left alone: ${edited.join(", ")}`]);
  }

  async #problemsOf(name: keyof typeof codes): Promise<readonly Problem[]> {
    try {
      const pending = (await this.#logs[name]?.pending()) ?? [];
      return pending.map((one) => problemOf(one, codes[name]));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const path = joinPath(this.#options.directory, ".forks");
      return [{ code: "unreadable", message: joined([error.text, error.hintText], ". "), path }];
    }
  }
}

function problemOf({ session, message, path, begun, repair }: Pending, code: Problem["code"]): Problem {
  return {
    code,
    message,
    path,
    ...(session && { session }),
    ...(begun === undefined ? {} : { begun }),
    ...(repair === undefined ? {} : { repair }),
  };
}
