import { FileError, WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileStat } from "../../base/ports.ts";
import { formatTime } from "../../base/time.ts";
import { lookDown } from "../../files/directories.ts";
import type { RecordLock, Ports } from "../../files/recordLock.ts";
import { encodeText } from "../../files/jsonBytes.ts";
import type { LoadedRecord } from "./loadRecord.ts";
import { recordName } from "./record.ts";
import { editRecord, says } from "./recordEdit.ts";
import type { RecordFields } from "../model/session.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";

/** A file that is new beside the record: `phases/0001-PLAN.json`. */
export interface NewFile {
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

export interface RecordChange {
  readonly fields: RecordFields;
  readonly files?: readonly NewFile[];
}

/** The last part of a step; when it throws, the step is taken back. May answer the directory the session was moved to. */
export type Commit = () => Promise<string | undefined>;

/** Runs `commit`, after which the lock may stand elsewhere. */
export async function runCommit(lock: RecordLock, commit: Commit | undefined): Promise<true> {
  const place = await commit?.();
  if (place !== undefined) lock.movedTo(place);
  return true;
}

/** One attempt of an edit, with what is needed to take it back. */
export class RecordTransaction {
  readonly #ports: Ports;
  readonly #lock: RecordLock;
  readonly #place: SessionLocation;
  readonly #loaded: LoadedRecord;
  readonly #record: string;
  readonly #undo: (() => Promise<unknown>)[] = [];
  /** The new file whose path something else has; then `run` answered false. */
  taken: string | undefined;

  constructor(ports: Ports, lock: RecordLock, location: SessionLocation, loaded: LoadedRecord) {
    this.#ports = ports;
    this.#lock = lock;
    this.#place = location;
    this.#loaded = loaded;
    this.#record = joinPath(location.path, recordName);
  }

  /** False: another process wrote meanwhile or took the lock, start over; nothing is left of this attempt. */
  async run(change: RecordChange, commit: Commit | undefined): Promise<boolean> {
    try {
      const published = await this.#publish(change, commit !== undefined);
      if (published) await runCommit(this.#lock, commit);
      else await this.#rollBack();
      return published;
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
  }

  async #publish(change: RecordChange, mayBeUndone: boolean): Promise<boolean> {
    const { fs, logger } = this.#ports;
    const { stat, parsed } = this.#loaded;
    const next = await this.#lock.stage(encodeText(this.#nextText(change.fields)));
    const files = [];
    for (const file of change.files ?? [])
      files.push({ ...file, staged: await this.#lock.stage(encodeText(file.text)) });
    const former = mayBeUndone && stat !== undefined ? await this.#copyRecord() : undefined;
    if (next === undefined || (former === undefined && mayBeUndone && stat !== undefined)) return false;
    for (const { folder, name, staged } of files) {
      if (staged === undefined || !(await this.#placeFile(folder, name, staged))) return false;
    }
    if (parsed.fault?.code === "corrupt-record" && !(await this.#keepCorrupt())) return false;
    if (!sameFile(stat, await fs.lstat(this.#record))) return false;
    if (!(await fs.rename(next, this.#record))) return false;
    this.#undo.push(async () =>
      former === undefined ? await fs.remove(this.#record) : await fs.rename(former, this.#record),
    );
    try {
      await fs.syncDirectory(this.#place.path);
    } catch (error) {
      logger.warn(`${this.#place.path} was changed but not flushed to disk: ${String(error)}`);
    }
    return true;
  }

  /** The path of a copy of the record as it is, inside the lock's directory; `undefined`: the record or the lock is gone. */
  async #copyRecord(): Promise<string | undefined> {
    const copy = this.#lock.stagePath();
    try {
      await this.#ports.fs.copyFile(this.#record, copy);
      return copy;
    } catch (error) {
      if (error instanceof FileError && error.reason === "not-found") return undefined;
      throw error;
    }
  }

  /** The document with the fields; what stands instead of an absent or corrupt one is edited in its place. */
  #nextText(fields: RecordFields): string {
    const { parsed } = this.#loaded;
    const text = parsed.text ?? parsed.rebuilt;
    if (text === undefined) {
      throw new WorkflowError(
        "invalid-record",
        say`${this.#record} cannot be read: ${parsed.fault?.message ?? say`it holds no record`}`,
        say`Make it a readable regular file, then try again; nothing was changed.`,
      );
    }
    const next = editRecord(text, fields, formatTime(this.#ports.clock.now()));
    if (says(next, fields)) return next;
    throw new WorkflowError(
      "invalid-record",
      say`The record would become unusable.`,
      say`Correct the value, then try again; nothing was changed.`,
    );
  }

  /** Moves one prepared file to its path, which nothing has yet. */
  async #placeFile(folder: string, name: string, staged: string): Promise<boolean> {
    const { fs } = this.#ports;
    const directory = joinPath(this.#place.path, folder);
    // Not undone: an empty directory harms nobody, and somebody else may have put a file there.
    if ((await lookDown(fs, this.#place.path, [folder], "directory")) === undefined) await fs.makeDirectory(directory);
    const target = joinPath(directory, name);
    if ((await fs.lstat(target)) !== undefined) {
      this.taken = target;
      return false;
    }
    if (!(await fs.rename(staged, target))) return false;
    this.#undo.push(async () => await fs.remove(target));
    await fs.syncDirectory(directory);
    return true;
  }

  /** Copies it, so that a record always stands. False: the record or the lock is gone. */
  async #keepCorrupt(): Promise<boolean> {
    const { fs, clock, logger } = this.#ports;
    const copy = await this.#copyRecord();
    const base = `${this.#record}.corrupt-${formatTime(clock.now()).replaceAll(":", "-")}`;
    let kept = base;
    for (let n = 2; (await fs.lstat(kept)) !== undefined; n += 1) kept = `${base}-${n}`;
    if (copy === undefined || !(await fs.rename(copy, kept))) return false;
    this.#undo.push(async () => await fs.remove(kept));
    logger.warn(`${this.#record} was corrupt; it is kept as ${kept} and rebuilt.`);
    return true;
  }

  async #rollBack(): Promise<void> {
    for (const step of this.#undo.toReversed()) {
      try {
        await step();
      } catch (error) {
        this.#ports.logger.warn(
          `A failed change of ${this.#place.path} could not be taken back whole: ${String(error)}`,
        );
      }
    }
  }
}

function sameFile(a: FileStat | undefined, b: FileStat | undefined): boolean {
  return a?.ino === b?.ino && a?.size === b?.size && a?.mtimeNs === b?.mtimeNs && a?.ctimeNs === b?.ctimeNs;
}
