import * as fs from "node:fs";
import { FileError } from "../../core/base/errors.ts";
import type { FilePart } from "../../core/base/ports.ts";
import { say } from "../../core/base/text.ts";
import { noFollow, notAFile, noWait, statOf } from "./regularFile.ts";

const { O_APPEND, O_CREAT, O_RDONLY, O_RDWR } = fs.constants;

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
