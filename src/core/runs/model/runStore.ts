import { isAbandoned } from "../../base/announcedWork.ts";
import { FileError, WorkflowError } from "../../base/errors.ts";
import type { Clock, FileSystem, Logger, Processes, Random } from "../../base/ports.ts";
import { say } from "../../base/text.ts";
import { formatTime, parseTime } from "../../base/time.ts";
import { ageOf } from "../../files/fileAge.ts";
import { lockAsidePrefix } from "../../files/lockNames.ts";
import { ignoreContents, limits, lookDown, makeInside } from "../../files/directories.ts";
import { encodeText, parseJsonBytes } from "../../files/jsonBytes.ts";
import { joinPath } from "../../files/paths.ts";
import { readOrNothing } from "../../files/readOrNothing.ts";
import { RecordLock } from "../../files/recordLock.ts";
import { ownedLine, WorkLocks } from "../../forks/model/workLocks.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { findSessionNow, locateSessions } from "../../sessions/places/findSession.ts";
import type { SessionLocation } from "../../sessions/places/sessionLocation.ts";
import { type FoundRun, isOpen } from "./foundRun.ts";
import { claimSchema, isTaskName, type RunClaim, type RunRecord, runSchema } from "./run.ts";
import { claimsDirectory, claimsName, runDirectory, runRecordName, runsName } from "./runPaths.ts";

export interface RunStoreOptions {
  /** `.workflow`. */
  readonly workflow: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly processes: Processes;
}

/** Milliseconds to wait for one's turn at the claims, or at one run. */
const longestWait = 10_000;

/** Milliseconds after which what somebody was writing is nobody's. */
const longestWriting = 60_000;

/** Locks this process holds, whichever store took them. */
const held = new Set<string>();
/** Names of runs this process is making. */
const making = new Set<string>();

/**
 * The files of runs: claims of names in `.workflow/.runs`, records in the directories of the sessions they work in. A claim is an index and keeps two runs from one
 * name; what a run is, its record says, and whose it is, the place of that.
 */
export class RunStore {
  readonly #options: RunStoreOptions;
  readonly #locks: WorkLocks;

  constructor(options: RunStoreOptions) {
    this.#options = options;
    this.#locks = new WorkLocks(options, held);
  }

  /** The run of this name: the open one, else the last that was. `undefined`: there is none. */
  async find(task: string): Promise<FoundRun | undefined> {
    if (!isTaskName(task)) throw noTaskName(task);
    const claim = await this.claim(task);
    const location = claim === undefined ? undefined : this.#locate(claim.session);
    const claimed = location === undefined ? undefined : await this.read(location, task);
    if (claimed !== undefined && isOpen(claimed)) return claimed;
    const found = (await this.#scan([task])).filter((run) => run.directory !== claimed?.directory);
    return [...(claimed === undefined ? [] : [claimed]), ...found].toSorted(newestFirst)[0];
  }

  /** The run of this name in one session, which may lie in the archive. */
  async in(session: SessionId, task: string): Promise<FoundRun | undefined> {
    if (!isTaskName(task)) throw noTaskName(task);
    const place = this.#locate(session);
    return place === undefined ? undefined : this.read(place, task);
  }

  /** Runs that have their name, by task. `all`: every one of the workspace, those too whose claim is lost. */
  async list(all = false): Promise<readonly FoundRun[]> {
    if (all) return (await this.#scan()).toSorted(byTask);
    const found: FoundRun[] = [];
    const elsewhere: string[] = [];
    for (const [task, { session }] of await this.claims()) {
      const location = this.#locate(session);
      const run = location === undefined ? undefined : await this.read(location, task);
      if (run !== undefined && isOpen(run)) found.push(run);
      else if (location === undefined) elsewhere.push(task);
    }
    // Their forks were renamed, or are gone.
    if (elsewhere.length > 0) found.push(...(await this.#scan(elsewhere)).filter(isOpen));
    return found.toSorted(byTask);
  }

  async claim(task: string): Promise<RunClaim | undefined> {
    const bytes = await readOrNothing(this.#options.fs, this.#claimPath(task), limits.jsonBytes);
    const parsed = bytes === undefined ? undefined : claimSchema.safeParse(parseJsonBytes(bytes));
    return parsed?.success === true ? parsed.data : undefined;
  }

  async claims(): Promise<readonly (readonly [task: string, claim: RunClaim])[]> {
    const names = (await this.#options.fs.names(this.#directory)) ?? [];
    const found: (readonly [string, RunClaim])[] = [];
    for (const task of names.filter(isTaskName).toSorted()) {
      const claim = await this.claim(task);
      if (claim !== undefined) found.push([task, claim]);
    }
    return found;
  }

  /** Whether the process that makes a run may still be at it. */
  isBeingMade(task: string, claim: RunClaim): boolean {
    const since = parseTime(claim.started) ?? 0;
    return claim.made !== true && !isAbandoned({ ...claim, since }, making.has(task), this.#options);
  }

  /**
   * Writes the claim that `choose` answers, in a turn of one's own: nobody else claims or releases a name meanwhile. From then on this process is making the run, until
   * `made`.
   */
  async take(
    task: string,
    choose: () => Promise<Pick<RunClaim, "session" | "of" | "made_fork">>,
  ): Promise<Pick<RunClaim, "session" | "of" | "made_fork">> {
    return this.#inTurn(async () => {
      const claim = await choose();
      await this.#forgetDead();
      const { fs } = this.#options;
      const line = ownedLine(this.#options, claim);
      making.add(task);
      try {
        if (!(await fs.createExclusive(this.#claimPath(task), line))) await fs.writeAtomic(this.#claimPath(task), line);
      } catch (error) {
        making.delete(task);
        throw error;
      }
      return claim;
    });
  }

  /** The run this process was making is there. */
  async made(task: string): Promise<void> {
    const claim = await this.claim(task);
    if (claim !== undefined) {
      await this.#options.fs.writeAtomic(
        this.#claimPath(task),
        encodeText(`${JSON.stringify({ ...claim, made: true })}\n`),
      );
    }
    making.delete(task);
  }

  /** This process gives up making it; whoever starts it again goes on. */
  leave(task: string): void {
    making.delete(task);
  }

  /** Gives the name up, if the claim still says this session. */
  async release(task: string, session: SessionId): Promise<void> {
    await this.#inTurn(async () => {
      if ((await this.claim(task))?.session === session) await this.#options.fs.remove(this.#claimPath(task));
    });
  }

  /** Puts right what a renamed fork or a lost claim has left untrue; answers the run as it is then. */
  async settle(run: FoundRun): Promise<FoundRun> {
    const { task, place, record } = run;
    if (!isOpen(run)) return run;
    const claim = await this.claim(task);
    if (claim?.session !== place.id) {
      const { made_fork } = record;
      await this.take(task, async () => Promise.resolve({ session: place.id, of: place.id, made_fork }));
      await this.made(task);
    }
    return record.session === place.id ? run : this.change(run, () => ({ session: place.id }));
  }

  /** Runs `work` while no other operation changes the run and no program begins in it. Throws `conflict` where one does. */
  async alone<T>(task: string, work: () => Promise<T>): Promise<T> {
    await this.#makeDirectory();
    if (!(await this.#locks.take(this.#changing(task)))) {
      throw new WorkflowError(
        "conflict",
        say`Another process is changing the run ${task}.`,
        say`Wait until it has ended, then try again; nothing was changed.`,
      );
    }
    try {
      return await work();
    } finally {
      await this.#locks.release(this.#changing(task));
    }
  }

  /** Whether an operation that may live has the run for itself. */
  async isChanging(task: string): Promise<boolean> {
    return this.#locks.isTaken(this.#changing(task));
  }

  /** The record of a run in this session; `undefined`: there is none, or none that can be read, which is logged. */
  async read(place: SessionLocation, task: string): Promise<FoundRun | undefined> {
    const directory = runDirectory(place.path, task);
    const path = joinPath(directory, runRecordName);
    try {
      if ((await lookDown(this.#options.fs, place.path, [runsName, task], "directory")) === undefined) return undefined;
      const bytes = await this.#options.fs.read(path, limits.jsonBytes);
      if (bytes === undefined) return undefined;
      const parsed = runSchema.safeParse(parseJsonBytes(bytes));
      if (parsed.success && parsed.data.task === task) return { task, place, directory, record: parsed.data };
      this.#options.logger.warn(`${path} is not the record of a run; it is not looked at.`);
    } catch (error) {
      if (!(error instanceof FileError) && !(error instanceof WorkflowError)) throw error;
      this.#options.logger.warn(`${path} cannot be read: ${error.message}`);
    }
    return undefined;
  }

  /** Writes the first record of a run, with its directories; false: one is there. */
  async create(place: SessionLocation, record: RunRecord): Promise<FoundRun | undefined> {
    const { fs } = this.#options;
    const directory = runDirectory(place.path, record.task);
    for (const parts of [[], ["scratch"], ["leases"]]) {
      if (parts.length === 0) await makeInside(this.#options.fs, place.path, [runsName]);
      await makeInside(this.#options.fs, place.path, [runsName, record.task, ...parts]);
      if (parts.length > 0) await ignoreContents(fs, joinPath(directory, ...parts));
    }
    const made = await fs.createExclusive(joinPath(directory, runRecordName), recordBytes(record));
    return made ? { task: record.task, place, directory, record } : undefined;
  }

  /** Moves what an earlier run of the name has left in this session out of the way: `runs/<task>~<n>`, which is no name of a run. */
  async putAside(run: FoundRun): Promise<void> {
    const { fs } = this.#options;
    let n = 1;
    while ((await fs.lstat(`${run.directory}~${n}`)) !== undefined) n += 1;
    await fs.rename(run.directory, `${run.directory}~${n}`);
  }

  /** Changes members of the record as it is now, in turn with every other change. */
  async change(run: FoundRun, fields: (record: RunRecord) => Partial<RunRecord>): Promise<FoundRun> {
    const { fs, clock } = this.#options;
    const path = joinPath(run.directory, runRecordName);
    await this.#clearLeft(run.directory);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const lock = await RecordLock.open(run.directory, this.#options);
      try {
        const now = await this.read(run.place, run.task);
        if (now === undefined) throw gone(run);
        const record: RunRecord = { ...now.record, ...fields(now.record), updated: formatTime(clock.now()) };
        const staged = await lock.stage(recordBytes(record));
        if (staged !== undefined && (await fs.rename(staged, path))) {
          await fs.syncDirectory(run.directory);
          return { ...now, record };
        }
      } finally {
        await lock.close();
      }
    }
    throw new WorkflowError("conflict", say`${path} changes all the time.`, say`Wait a moment, then try again.`);
  }

  /** The same run where its session lies by now, in the archive for example. */
  async again(run: FoundRun): Promise<FoundRun | undefined> {
    return this.in(run.place.id, run.task);
  }

  /** Removes claims of sessions that are gone, which every list would look for. */
  async #forgetDead(): Promise<void> {
    for (const [task, claim] of await this.claims()) {
      if (this.#locate(claim.session) !== undefined || this.isBeingMade(task, claim)) continue;
      if ((await this.#scan([task])).length === 0) await this.#options.fs.remove(this.#claimPath(task));
    }
  }

  /** Removes what killed writers of a record were making. */
  async #clearLeft(directory: string): Promise<void> {
    const { fs, clock } = this.#options;
    for (const name of ((await fs.names(directory)) ?? []).filter((one) => one.startsWith(lockAsidePrefix))) {
      const path = joinPath(directory, name);
      const stat = await fs.lstat(path);
      if (stat?.kind === "directory" && ageOf(stat, clock) > longestWriting) await fs.removeTree(path);
    }
  }

  async #scan(tasks?: readonly string[]): Promise<readonly FoundRun[]> {
    const { fs, workflow } = this.#options;
    const found: FoundRun[] = [];
    for (const place of await locateSessions(fs, workflow)) {
      const runs = joinPath(place.path, runsName);
      if (fs.kindNow(runs) !== "directory") continue;
      for (const task of tasks ?? ((await fs.names(runs)) ?? []).filter(isTaskName)) {
        if (fs.kindNow(joinPath(runs, task, runRecordName)) !== "file") continue;
        const run = await this.read(place, task);
        if (run !== undefined) found.push(run);
      }
    }
    return found;
  }

  #locate(session: SessionId): SessionLocation | undefined {
    return findSessionNow(this.#options.fs, this.#options.workflow, session);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    await this.#makeDirectory();
    const lock = joinPath(this.#directory, ".claiming");
    const started = clock.elapsed();
    for (let pause = 5; !(await this.#locks.take(lock)); pause = Math.min(pause * 2, 100)) {
      if (clock.elapsed() - started > longestWait) {
        throw new WorkflowError(
          "conflict",
          say`Another process is giving a run its name right now.`,
          say`Wait a moment, then try again; nothing was changed.`,
        );
      }
      await clock.sleep(pause);
    }
    try {
      return await work();
    } finally {
      await this.#locks.release(lock);
    }
  }

  async #makeDirectory(): Promise<void> {
    await makeInside(this.#options.fs, this.#options.workflow, [claimsName]);
    await ignoreContents(this.#options.fs, this.#directory);
  }

  get #directory(): string {
    return claimsDirectory(this.#options.workflow);
  }

  #claimPath(task: string): string {
    return joinPath(this.#directory, task);
  }

  #changing(task: string): string {
    return joinPath(this.#directory, `.${task}.changing`);
  }
}

export function noTaskName(task: string): WorkflowError {
  return new WorkflowError(
    "invalid-name",
    say`“${task}” cannot be the name of a task.`,
    say`Use letters, digits, dots, dashes and underscores, beginning and ending with a letter or digit, at most 100 characters.`,
  );
}

function gone({ task }: FoundRun): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`The run ${task} is gone.`,
    say`“wfs run list” shows the runs; nothing was changed.`,
  );
}

const recordBytes = (record: RunRecord): Uint8Array => encodeText(`${JSON.stringify(record, undefined, 2)}\n`);

const byTask = (a: FoundRun, b: FoundRun): number => (a.task < b.task ? -1 : 1);

/** Open ones first, then by the time of the last change. */
function newestFirst(a: FoundRun, b: FoundRun): number {
  if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1;
  return (parseTime(b.record.updated) ?? 0) - (parseTime(a.record.updated) ?? 0);
}
