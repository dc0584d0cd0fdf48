import * as fs from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { FileError } from "../core/base/errors.ts";
import { say } from "../core/base/text.ts";
import { attemptOr } from "./fileErrors.ts";

/** Entries of a listing read without letting the event loop turn: half a millisecond. */
const listedAtOnce = 1024;

/** Bytes of a directory that is listed without a pause: some thousand names. */
const mediumDirectory = 1 << 18;

/** The names in a directory, a large one read in pieces; absent: `undefined`. */
export async function listNames(directory: string): Promise<readonly string[] | undefined> {
  return await list(
    directory,
    () => fs.readdirSync(directory),
    ({ name }) => name,
  );
}

/** As `listNames`, with the kinds, which takes longer: an object for each entry. */
export async function listEntries<T>(
  directory: string,
  take: (entry: fs.Dirent) => T,
): Promise<readonly T[] | undefined> {
  return await list(directory, () => fs.readdirSync(directory, { withFileTypes: true }).map(take), take);
}

async function list<T>(
  directory: string,
  atOnce: () => readonly T[],
  take: (entry: fs.Dirent) => T,
): Promise<readonly T[] | undefined> {
  return await attemptOr(directory, undefined, async () => {
    const stat = fs.lstatSync(directory);
    if (stat.isSymbolicLink()) throw new FileError("not-a-directory", directory, say`${directory} is a symbolic link.`);
    return stat.size <= mediumDirectory ? atOnce() : await listInPieces(directory, take);
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
