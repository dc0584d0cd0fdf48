import { FileError } from "../base/errors.ts";
import { joinPath } from "./paths.ts";
import type { FileStat, FileSystem } from "../base/ports.ts";

/**
 * What stands at a path relative to the top of the work tree; `undefined` also when something above it is missing, a file or a link: a path
 * that leads through a link is not inside the work tree.
 */
export async function lstatInside(fs: FileSystem, root: string, path: string): Promise<FileStat | undefined> {
  let place = root;
  let stat: FileStat | undefined;
  for (const part of path.split("/")) {
    if (stat !== undefined && stat.kind !== "directory") return undefined;
    place = joinPath(place, part);
    stat = await lstatOrGone(fs, place);
    if (stat === undefined) return undefined;
  }
  return stat;
}

/** The same, with a path that cannot be looked at as an answer: it, or a directory above it, is somebody else's. */
export async function lookInside(
  fs: FileSystem,
  root: string,
  path: string,
): Promise<FileStat | "unreadable" | undefined> {
  try {
    return await lstatInside(fs, root, path);
  } catch (error) {
    if (isUnreadable(error)) return "unreadable";
    throw error;
  }
}

/** Whether a failed look at one path is about that path alone, so the rest of the work goes on. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof FileError && (error.reason === "not-permitted" || error.reason === "name-too-long");
}

/** Whether a look failed because what was a directory on the way there is a file or a link by now. */
export function isCutOff(error: unknown): boolean {
  return error instanceof FileError && (error.reason === "not-a-directory" || error.reason === "not-a-file");
}

/** `lstat` for a path known to lead through no link; what lies in a directory that became a file or a link meanwhile counts as absent. */
export async function lstatOrGone(fs: FileSystem, path: string): Promise<FileStat | undefined> {
  try {
    return await fs.lstat(path);
  } catch (error) {
    if (isCutOff(error)) return undefined;
    throw error;
  }
}
