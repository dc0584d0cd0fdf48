import * as fs from "node:fs";
import { FileError } from "../../core/base/errors.ts";
import type { FileKind, FileReading, FileStat } from "../../core/base/ports.ts";
import { say } from "../../core/base/text.ts";

const { O_RDONLY } = fs.constants;
/** Windows has neither; there the kind is looked at before the file is opened. */
export const noFollow = fs.constants.O_NOFOLLOW ?? 0;
/** A FIFO without a writer must not hold us. */
export const noWait = fs.constants.O_NONBLOCK ?? 0;

export function kindOf(stat: fs.StatsBase<number | bigint> | fs.Dirent): FileKind {
  if (stat.isFile()) return "file";
  if (stat.isDirectory()) return "directory";
  return stat.isSymbolicLink() ? "symlink" : "other";
}

export function statOf(stat: fs.BigIntStats): FileStat {
  const { mtimeNs, ctimeNs, ino } = stat;
  return { kind: kindOf(stat), size: Number(stat.size), mtimeNs, ctimeNs, ino, mode: Number(stat.mode & 0o7777n) };
}

export function notAFile(path: string): FileError {
  return new FileError("not-a-file", path, say`${path} is not a regular file.`);
}

/** One regular file, its state taken from the open file; throws the system's errors and `FileError`s. */
export function readOpened(path: string, maxBytes: number): FileReading {
  if (noFollow === 0 && fs.lstatSync(path).isSymbolicLink()) throw notAFile(path);
  const file = fs.openSync(path, O_RDONLY | noFollow | noWait);
  try {
    const stat = statOf(fs.fstatSync(file, { bigint: true }));
    if (stat.kind !== "file") throw notAFile(path);
    const bytes = stat.size > maxBytes ? undefined : readUpTo(file, stat.size, maxBytes);
    if (bytes !== undefined) return { stat, bytes };
    throw new FileError("too-large", path, say`${path} is larger than ${maxBytes} bytes.`);
  } finally {
    fs.closeSync(file);
  }
}

/** Where small files are read to, one after the other: a buffer for each would cost as much as reading it. */
export const scratch = new Uint8Array(1 << 16);

/** The content, which may have grown since its size was asked, until the next call; `undefined` when it is more than `maxBytes`. */
function readUpTo(file: number, size: number, maxBytes: number): Uint8Array | undefined {
  let buffer = size < scratch.length ? scratch : new Uint8Array(Math.min(size, maxBytes) + 1);
  let length = 0;
  for (;;) {
    const count = fs.readSync(file, buffer, length, buffer.length - length, null);
    length += count;
    if (length > maxBytes) return undefined;
    if (count === 0 || length === size) return buffer.subarray(0, length);
    if (length === buffer.length) {
      const larger = new Uint8Array(Math.min(buffer.length * 2, maxBytes + 1));
      larger.set(buffer);
      buffer = larger;
    }
  }
}
