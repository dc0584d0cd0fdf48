import { FileError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "./paths.ts";
import type { Clock, FileSystem, Logger, Random } from "../base/ports.ts";
import { unsafePath } from "./directories.ts";
import { lockAsidePrefix, lockName } from "./lockNames.ts";

/** Milliseconds after which a lock that nobody has released is taken away from its owner. */
const staleAfter = 1000;

/** Milliseconds to wait for one's turn, however many writers there are. */
const longestWait = 10_000;

/** The ports that operations on sessions need. */
export interface Ports {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * The directory in which one writer prepares files of a session before moving them into it. It is made aside, with a folder of its owner's in it,
 * and renamed to `.edit`, which works only while no other stands there: so writers take turns.
 * Nothing relies on this lock alone: one older than a second is renamed away by the next writer. Then the former owner, should it still live,
 * finds the folder with its prepared files gone, cannot move them, and starts over. Hence nothing written by one of us is lost, whatever the timing.
 */
export class RecordLock {
  readonly #ports: Ports;
  readonly #owner: string;
  #session: string;

  private constructor(session: string, ports: Ports) {
    this.#session = session;
    this.#ports = ports;
    this.#owner = ports.random.name(6);
  }

  /** Waits for its turn at most ten seconds, and at most `timeoutMs` milliseconds for one and the same writer; then `conflict`. */
  static async open(session: string, ports: Ports, timeoutMs = longestWait): Promise<RecordLock> {
    const lock = new RecordLock(session, ports);
    const prepared = joinPath(session, lockAsidePrefix + lock.#owner);
    await ports.fs.makeDirectory(prepared);
    try {
      await ports.fs.makeDirectory(joinPath(prepared, lock.#owner));
      await lock.#takeTurn(prepared, timeoutMs);
    } catch (error) {
      await lock.#discard(prepared);
      throw error;
    }
    return lock;
  }

  get #directory(): string {
    return joinPath(this.#session, lockName);
  }

  async #takeTurn(prepared: string, patience: number): Promise<void> {
    const { fs, clock } = this.#ports;
    const started = clock.elapsed();
    let seen: { readonly ino: bigint; readonly ctimeNs: bigint; readonly since: number } | undefined;
    for (let pause = 2; !(await this.#isFree(prepared)); pause = Math.min(pause * 2, 40)) {
      const stat = await fs.lstat(this.#directory);
      if (stat === undefined) continue;
      // File systems give the inode of a lock that is gone to the next one.
      const { ino, ctimeNs } = stat;
      if (seen?.ino !== ino || seen.ctimeNs !== ctimeNs) seen = { ino, ctimeNs, since: clock.elapsed() };
      const age = clock.now() - Number(stat.ctimeNs / 1_000_000n);
      if (age > staleAfter || clock.elapsed() - seen.since > staleAfter) await this.#takeAway();
      else if (clock.elapsed() - started >= longestWait || clock.elapsed() - seen.since >= patience)
        throw busy(this.#session);
      else await clock.sleep(pause);
    }
  }

  /** One rename; where it fails although nothing stands there, it has failed for good. */
  async #isFree(prepared: string): Promise<boolean> {
    const { fs } = this.#ports;
    try {
      if (await fs.rename(prepared, this.#directory)) return true;
    } catch (error) {
      const stat = await fs.lstat(this.#directory);
      if (stat === undefined && !(error instanceof FileError && error.reason === "exists")) throw error;
      if (stat !== undefined && stat.kind !== "directory") throw unsafePath(this.#directory, stat.kind, "directory");
      return false;
    }
    throw new WorkflowError("conflict", say`${prepared} disappeared meanwhile.`, say`Try again; nothing was changed.`);
  }

  async #takeAway(): Promise<void> {
    const aside = joinPath(this.#session, lockAsidePrefix + this.#ports.random.name(6));
    if (!(await this.#ports.fs.rename(this.#directory, aside))) return;
    this.#ports.logger.info(`Took ${this.#directory} away, which an interrupted change had left.`);
    await this.#discard(aside);
  }

  /** Writes content durably under a name nobody else uses; the answer is its path. `undefined`: the lock was taken away. */
  async stage(content: Uint8Array): Promise<string | undefined> {
    const path = this.stagePath();
    try {
      await this.#ports.fs.createExclusive(path, content);
      return path;
    } catch (error) {
      if (error instanceof FileError && error.reason === "not-found") return undefined;
      throw error;
    }
  }

  /** An unused path inside the lock's directory. */
  stagePath(): string {
    return joinPath(this.#directory, this.#owner, this.#ports.random.name(6));
  }

  /** The session's directory was renamed meanwhile. */
  movedTo(session: string): void {
    this.#session = session;
  }

  /** Releases the lock if it is still ours; a directory that cannot be removed is only logged, the next writer takes it away. */
  async close(): Promise<void> {
    const { fs, logger } = this.#ports;
    const aside = joinPath(this.#session, lockAsidePrefix + this.#owner);
    try {
      if ((await fs.lstat(joinPath(this.#directory, this.#owner))) === undefined) return;
      // Aside first: removing it where it stands could hit the lock of a writer that is quick to take its turn.
      if (await fs.rename(this.#directory, aside)) await this.#discard(aside);
    } catch (error) {
      logger.warn(`${this.#directory} could not be cleared: ${String(error)}`);
    }
  }

  async #discard(aside: string): Promise<void> {
    try {
      await this.#ports.fs.removeTree(aside);
    } catch (error) {
      this.#ports.logger.warn(`${aside} could not be removed: ${String(error)}`);
    }
  }
}

function busy(session: string): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`Another program is changing ${session}.`,
    say`Wait a moment, then try again.`,
  );
}
