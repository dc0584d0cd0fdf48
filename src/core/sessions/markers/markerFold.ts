import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { Marker } from "./markers.ts";

/** Whether one rename moved what was meant; `undefined`: somebody else was faster, nothing was moved. */
async function moveVerified(fs: FileSystem, from: string, to: string, ino: bigint): Promise<boolean> {
  if ((await fs.lstat(from))?.ino !== ino || !(await fs.rename(from, to))) return false;
  if ((await fs.lstat(to))?.ino === ino) return true;
  // Between our look and the rename somebody made `from` the active marker: give it back.
  await fs.rename(to, from);
  return false;
}

/**
 * Renaming one name of a file onto another name of the same file does nothing (POSIX), so hard links are parted first: the upper one becomes
 * a file of its own. Nothing is removed for it, since two names of one inode may also be one marker seen before and after its rename.
 */
async function partLinks(fs: FileSystem, lower: string, upper: string, effective: string): Promise<void> {
  const ino = (await fs.lstat(lower))?.ino;
  if (ino === undefined || (await fs.lstat(upper))?.ino !== ino) return;
  await fs.writeAtomic(upper, new Uint8Array());
  if (upper !== effective) await fs.touch(effective);
}

/**
 * Folds several standing markers into the first, which is the effective one: each is renamed onto the next higher, from the lowest up.
 * A marker's mtime moves with it, so the others only grow older and the effective one stays effective until it stands alone; no step can reach zero.
 * Answers false when the markers have changed meanwhile: look again.
 */
export async function foldMarkers(fs: FileSystem, directory: string, markers: readonly Marker[]): Promise<boolean> {
  const paths = markers.map(({ name }) => joinPath(directory, name));
  const carried = markers.at(-1)?.ino;
  for (let index = markers.length - 1; index > 0; index -= 1) {
    const [lower, upper, effective] = [paths[index], paths[index - 1], paths[0]];
    if (lower === undefined || upper === undefined || effective === undefined || carried === undefined) return false;
    if (carried === markers[index - 1]?.ino) {
      await partLinks(fs, lower, upper, effective);
      return false;
    }
    if (!(await moveVerified(fs, lower, upper, carried))) return false;
  }
  return true;
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
