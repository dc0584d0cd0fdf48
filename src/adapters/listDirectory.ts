import * as fs from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { FileError } from "../core/base/errors.ts";
import { attemptOr } from "./fileErrors.ts";

/** Entries of a listing read without letting the event loop turn: half a millisecond. */
const listedAtOnce = 1024;

/** Bytes of a directory that is listed without a pause: some thousand names. */
const mediumDirectory = 1 << 18;

/** What is in a directory, a large one read in pieces; absent: `undefined`. */
export async function listDirectory<T>(
  directory: string,
  take: (entry: fs.Dirent) => T,
): Promise<readonly T[] | undefined> {
  return await attemptOr(directory, undefined, async () => {
    const stat = fs.lstatSync(directory);
    if (stat.isSymbolicLink()) throw new FileError("not-a-directory", directory, `${directory} is a symbolic link.`);
    return stat.size <= mediumDirectory
      ? fs.readdirSync(directory, { withFileTypes: true }).map(take)
      : await listInPieces(directory, take);
  });
}

async function listInPieces<T>(directory: string, take: (entry: fs.Dirent) => T): Promise<readonly T[]> {
  const listing = fs.opendirSync(directory, { bufferSize: listedAtOnce });
  const found: T[] = [];
  try {
    for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) {
      found.push(take(entry));
      if (found.length % listedAtOnce === 0) await turn();
    }
  } finally {
    listing.closeSync();
  }
  return found;
}
