import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import { isTempName, tempName } from "../../files/tempNames.ts";
import type { FileStat, FileSystem } from "../../base/ports.ts";
import type { Marker } from "./markers.ts";

/** How many second names of one marker are tried; more can stand only if that many processes were killed while they held one. */
const mostAside = 1000;

interface Aside {
  readonly path: string;
  readonly stat: FileStat;
}

/** Another file beside the markers, of a name that is no marker and that nobody else has; `undefined`: what it is made of is gone. */
async function setAside(
  fs: FileSystem,
  directory: string,
  marker: Marker,
  make: (from: string, to: string) => Promise<boolean>,
): Promise<Aside | undefined> {
  const from = joinPath(directory, marker.name);
  for (let count = 0; count < mostAside; count += 1) {
    const path = joinPath(directory, tempName(marker.name, count, marker.ino.toString(16)));
    if (await made(make(from, path))) {
      const stat = await fs.lstat(path);
      return stat === undefined ? undefined : { path, stat };
    }
    if ((await fs.lstat(from)) === undefined) return undefined;
  }
  return undefined;
}

async function made(making: Promise<boolean>): Promise<boolean> {
  try {
    return await making;
  } catch (error) {
    if (error instanceof FileError && (error.reason === "exists" || error.reason === "not-found")) return false;
    throw error;
  }
}

/**
 * One rename of what was meant; answers the inode that stands at `to` then, `undefined`: start over. What others do between our looks is told apart by its
 * time: what is newer than the winner somebody made active at `from` meanwhile, and gets it back; the rest is of another fold, which has put its copy
 * at `from` (a loser like ours) or the winner back at `to`.
 */
async function moveVerified(
  fs: FileSystem,
  from: string,
  to: string,
  { ino, winner }: { readonly ino: bigint; readonly winner: Marker },
): Promise<bigint | undefined> {
  if ((await fs.lstat(from))?.ino !== ino || !(await fs.rename(from, to))) return undefined;
  const moved = await fs.lstat(to);
  if (moved === undefined || moved.ino === ino) return moved?.ino;
  if (moved.mtimeNs > winner.mtimeNs) await fs.rename(to, from);
  else if (moved.ino !== winner.ino) return moved.ino;
  return undefined;
}

/**
 * Renaming one name of a file onto another name of the same file does nothing (POSIX), so the lower of two hard links becomes a copy first, which
 * is never newer and so never wins. Both are looked at before: two names of one inode may also be one marker seen before and after its rename.
 */
async function partLinks(fs: FileSystem, directory: string, lower: Marker, upper: Marker): Promise<bigint | undefined> {
  const path = joinPath(directory, lower.name);
  const copy = await setAside(fs, directory, lower, async (from, to) => {
    await fs.copyFile(from, to);
    return true;
  });
  if (copy === undefined) return undefined;
  const linked =
    (await fs.lstat(path))?.ino === upper.ino && (await fs.lstat(joinPath(directory, upper.name)))?.ino === upper.ino;
  if (linked && (await fs.rename(copy.path, path))) return copy.stat.ino;
  await drop(fs, copy);
  return undefined;
}

/** Renames each marker onto the next higher, from the lowest up; answers the inode the first one has then, `undefined`: they have changed meanwhile. */
async function foldUp(fs: FileSystem, directory: string, markers: readonly Marker[]): Promise<bigint | undefined> {
  const [winner] = markers;
  let carried = markers.at(-1)?.ino;
  for (let index = markers.length - 1; index > 0; index -= 1) {
    const [lower, upper] = [markers[index], markers[index - 1]];
    if (winner === undefined || lower === undefined || upper === undefined || carried === undefined) return undefined;
    if (carried === upper.ino) carried = await partLinks(fs, directory, lower, upper);
    if (carried === undefined) return undefined;
    const [from, to] = [joinPath(directory, lower.name), joinPath(directory, upper.name)];
    // Of a name that somebody has removed or made anew, nothing is known any more.
    if ((await fs.lstat(to))?.ino !== upper.ino) return undefined;
    carried = await moveVerified(fs, from, to, { ino: carried, winner });
    if (carried === undefined) return undefined;
  }
  return carried;
}

/**
 * The winner's file back under its name, where a loser's stands. Somebody who renewed it meanwhile is about to move it away, and would be overtaken
 * by its new time: then it stays away.
 */
async function putBack(fs: FileSystem, path: string, carried: bigint, aside: Aside): Promise<boolean> {
  if ((await fs.lstat(aside.path))?.mtimeNs !== aside.stat.mtimeNs) return false;
  if ((await fs.lstat(path))?.ino !== carried) return false;
  return await fs.rename(aside.path, path);
}

/**
 * Folds several standing markers into the first, which is the effective one and afterwards the same file as before, with its time.
 *
 * The winner's file gets a second name that is no marker, each marker is renamed onto the next higher, from the lowest up, and the winner's file is
 * renamed back. Nothing that is a marker is ever removed, so no step can reach zero, whatever others do between any two: what a rename replaces is of the
 * name that the rename puts there. A marker's mtime moves with it, so the others only grow older and no other session wins on the way; for two renames the winner
 * alone stands, with a loser's time. What is left at a kill there is that, and a leftover that nobody takes for a marker.
 *
 * The last rename is preceded by a look. A shell that removes the winner between the two gets it back, older than whatever the shell touches next,
 * so that counts; who pauses through `ActiveMarker` takes away what was set aside (`dropAsides`), so its pause stands.
 *
 * Answers false when the markers have changed meanwhile: look again.
 */
export async function foldMarkers(fs: FileSystem, directory: string, markers: readonly Marker[]): Promise<boolean> {
  const [winner] = markers;
  if (winner === undefined) return false;
  const path = joinPath(directory, winner.name);
  const aside = await setAside(fs, directory, winner, async (from, to) => await fs.link(from, to));
  if (aside === undefined) return false;
  let done = false;
  try {
    const same = (await fs.lstat(path))?.ino === winner.ino;
    const carried = same ? await foldUp(fs, directory, markers) : undefined;
    done = carried !== undefined && (await putBack(fs, path, carried, aside));
  } finally {
    if (!done) await drop(fs, aside);
  }
  return done;
}

/** What cannot be removed is a leftover like that of a killed process. */
async function drop(fs: FileSystem, { path }: Aside): Promise<void> {
  try {
    await fs.remove(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

/** Takes away what folds have set aside of a marker: afterwards none of them can bring it back. */
export async function dropAsides(fs: FileSystem, directory: string, { name }: Marker): Promise<void> {
  const prefix = tempName(name, 0, "").slice(0, -"0-".length);
  for (const other of (await fs.names(directory)) ?? []) {
    if (other.startsWith(prefix) && isTempName(other)) await fs.remove(joinPath(directory, other));
  }
}

/** Whether two scans saw the very same markers. */
export function sameMarkers(a: readonly Marker[], b: readonly Marker[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, ino, mtimeNs }, index) => {
      const other = b[index];
      return other?.name === name && other.ino === ino && other.mtimeNs === mtimeNs;
    })
  );
}
