import { FileError } from "../base/errors.ts";
import type { Clock, FileSystem } from "../base/ports.ts";
import { Slices } from "../base/slices.ts";
import type { Text } from "../base/text.ts";
import { findJournals } from "../checkpoints/restore/findJournals.ts";
import { lockName } from "../files/lockNames.ts";
import { joinPath } from "../files/paths.ts";
import type { Problem } from "../sessions/model/session.ts";
import { findSessionNow, locateSessions } from "../sessions/places/findSession.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { SessionLocation } from "../sessions/places/sessionLocation.ts";
import type { Unfinished } from "../sessions/model/sessions.ts";
import type { WorkspaceLogs } from "./workspaceLogs.ts";
import type { Look, Pending, RecoveredWork, RecoverHow, WriteAheadLog } from "./writeAheadLog.ts";

export interface RecoveryOptions {
  /** `<root>/.workflow`. */
  readonly directory: string;
  /** The git directory all worktrees share; absent outside of a repository. */
  readonly gitDirectory?: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** The sessions that verbs mean without a name. */
  readonly meant: () => Promise<readonly SessionId[]>;
  /** Ends what a keep of the temporary workspace has begun (sessions/temporarySession.ts). */
  readonly settle: () => Promise<void>;
  /** Loads the logs; called where something stands. */
  readonly logs: (locked: (look: Look) => Promise<readonly SessionLocation[]>) => Promise<WorkspaceLogs>;
}

/**
 * What killed processes left in a workspace, found and recovered, for all doors (docs/recovery.md); the gate's claims are in review/. A look is common
 * and reads a few names; the logs themselves, and git, are loaded where one of those stands.
 */
export class Recovery implements WriteAheadLog, Unfinished {
  readonly #options: RecoveryOptions;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  async pending(look: Look = {}): Promise<readonly Pending[]> {
    return (await this.#stands(look)) ? (await this.#logs()).pending(look) : [];
  }

  async recover(how: RecoverHow = {}): Promise<readonly RecoveredWork[]> {
    if (how.only === undefined) await this.#options.settle();
    return (await this.#stands(how)) ? (await this.#logs()).recover(how) : [];
  }

  /** In a sentence what became of it. */
  async describe(work: RecoveredWork): Promise<Text> {
    return (await this.#logs()).describe(work);
  }

  async problems(): Promise<readonly Problem[]> {
    return (await this.#changeStands()) ? (await this.#logs()).problems() : [];
  }

  async repair(problem: Problem, back = false): Promise<Text | undefined> {
    return (await this.#logs()).repair(problem, back);
  }

  async #logs(): Promise<WorkspaceLogs> {
    return this.#options.logs(async (look) => this.#locked(look));
  }

  async #stands(look: Look): Promise<boolean> {
    const [change, locked] = await Promise.all([this.#changeStands(), this.#locked(look)]);
    return change || locked.length > 0;
  }

  /** Of files or of a fork. */
  async #changeStands(): Promise<boolean> {
    const { directory, fs, gitDirectory } = this.#options;
    try {
      const [journals, operations = []] = await Promise.all([
        gitDirectory === undefined ? [] : findJournals(fs, gitDirectory),
        fs.names(joinPath(directory, ".forks")),
      ]);
      return journals?.length !== 0 || operations.some((name) => name.endsWith(".json"));
    } catch (error) {
      if (error instanceof FileError) return true; // The logs say what is wrong.
      throw error;
    }
  }

  /** Sessions of which somebody changes the record now, or was killed while doing so (files/recordLock.ts). */
  async #locked({ everywhere = false }: Look): Promise<readonly SessionLocation[]> {
    const { directory, fs, clock, meant } = this.#options;
    const found = everywhere
      ? await locateSessions(fs, directory)
      : (await meant()).flatMap((id) => findSessionNow(fs, directory, id) ?? []);
    const slices = new Slices(clock);
    const locked: SessionLocation[] = [];
    for (const location of found) {
      if (slices.due) await slices.rest();
      if (fs.kindNow(joinPath(location.path, lockName)) === "directory") locked.push(location);
    }
    return locked;
  }
}
