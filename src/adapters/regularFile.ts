import * as fs from "node:fs";
import { FileError } from "../core/base/errors.ts";
import type { FileKind, FilePart, FileReading, FileStat } from "../core/base/ports.ts";
import { say } from "../core/base/text.ts";

const { O_APPEND, O_CREAT, O_RDONLY, O_RDWR } = fs.constants;
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

/** What stands in one regular file from an offset on. */
export function partOf(path: string, offset: number, maxBytes: number): FilePart {
  if (noFollow === 0 && fs.lstatSync(path).isSymbolicLink()) throw notAFile(path);
  const file = fs.openSync(path, O_RDONLY | noFollow | noWait);
  try {
    const stat = statOf(fs.fstatSync(file, { bigint: true }));
    if (stat.kind !== "file") throw notAFile(path);
    const bytes = new Uint8Array(Math.max(0, Math.min(stat.size - offset, maxBytes)));
    let length = 0;
    while (length < bytes.length) {
      const count = fs.readSync(file, bytes, length, bytes.length - length, offset + length);
      if (count === 0) break;
      length += count;
    }
    return { stat, bytes: bytes.subarray(0, length) };
  } finally {
    fs.closeSync(file);
  }
}

const lineFeed = Buffer.from("\n");

/** Appends a line in one write (`FileSystem.appendLine`). */
export function append(path: string, line: Uint8Array): number {
  if (noFollow === 0 && fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw notAFile(path);
  const file = fs.openSync(path, O_RDWR | O_APPEND | O_CREAT | noFollow | noWait, 0o666);
  try {
    const stat = fs.fstatSync(file);
    if (!stat.isFile()) throw notAFile(path);
    const content = endsInLine(file, stat.size) ? line : Buffer.concat([lineFeed, line]);
    if (fs.writeSync(file, content) < content.length)
      throw new FileError("no-space", path, say`${path} could not be written whole.`);
    return stat.size + content.length;
  } finally {
    fs.closeSync(file);
  }
}

function endsInLine(file: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return fs.readSync(file, last, 0, 1, size - 1) === 0 || last[0] === lineFeed[0];
}
