import { writtenAt } from "../../files/fileAge.ts";
import { FileError, passes } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileStat, FileSystem } from "../../base/ports.ts";
import { limits } from "../../files/directories.ts";
import type { Ports } from "../../files/recordLock.ts";
import { readRecord } from "./readRecord.ts";
import { type ParsedRecord, recordName, unreadableRecord } from "./record.ts";
import type { SessionId } from "../model/sessionId.ts";
import type { SessionLocation } from "../places/sessionLocation.ts";

export interface LoadedRecord {
  readonly stat: FileStat | undefined;
  readonly parsed: ParsedRecord;
}

/** The record of a session with the state of its file; what cannot be read is a `fault`, never an error. */
export async function loadRecord({ fs, clock }: Ports, location: SessionLocation): Promise<LoadedRecord> {
  const path = joinPath(location.path, recordName);
  let stat: FileStat | undefined;
  let time = clock.now();
  try {
    stat = await fs.lstat(path);
    const directory = stat ?? (await fs.lstat(location.path));
    if (directory !== undefined) time = writtenAt(directory);
    const bytes = await fs.read(path, limits.jsonBytes);
    return { stat, parsed: await parseRecord(bytes, location.id, time) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (passes(error)) throw error;
    return { stat, parsed: unreadableRecord(location.id, error.text) };
  }
}

/** The record at once, where it is a JSON object that can be read so: nearly always, and in a fifth of the time of `loadRecord`. */
export function peekRecord(fs: FileSystem, { path, id }: SessionLocation): ParsedRecord | undefined {
  const bytes = fs.peek(`${path}/${recordName}`);
  return bytes === undefined ? undefined : readRecord(bytes, id);
}

/**
 * Parses a record. `bytes` undefined: there is no such file. What stands for one that is no JSON object is loaded when the first such one comes.
 * @param fallbackTime as of `brokenRecord`
 */
export async function parseRecord(
  bytes: Uint8Array | undefined,
  id: SessionId,
  fallbackTime: number,
): Promise<ParsedRecord> {
  const read = bytes === undefined ? undefined : readRecord(bytes, id);
  return read ?? (await import("./brokenRecord.ts")).brokenRecord(bytes, id, fallbackTime);
}
