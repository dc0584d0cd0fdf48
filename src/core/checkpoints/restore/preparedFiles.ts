import { FileError, WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { readHeaders, readObjects } from "../../git/objects/objectBatch.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import type { FileStat, FileSystem } from "../../base/ports.ts";
import type { StageOf } from "./recordLocks.ts";
import { tempName } from "../../files/tempNames.ts";
import type { FileEntries, FileEntry, SmallIndex } from "../../git/objects/fileEntries.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";

/** Whole new files outside of the work tree, by the path they are for. */
export type PreparedFiles = ReadonlyMap<string, string>;

/** Bytes of raw files held in memory at once. */
const mostHeld = 64 * 1024 * 1024;

/** A filter did not make a file, such as one of Git LFS whose content is not here. */
export class FilterFailed extends WorkflowError {
  readonly filter: string;
  readonly path: string;

  constructor(filter: string, path: string, cause: unknown) {
    super(
      "git",
      say`The filter “${filter}” could not make ${path}.`,
      say`Make what it needs available (it says more in a shell: “git restore” with a file it is for), or restore the other files by their paths.`,
      cause,
    );
    this.filter = filter;
    this.path = path;
  }
}

/** Makes files below an existing directory as git writes them here. `index` knows them. Throws `FilterFailed`. */
export async function prepareByGit(
  index: SmallIndex,
  paths: readonly string[],
  directory: string,
  signal?: AbortSignal,
): Promise<PreparedFiles> {
  try {
    if (paths.length > 0) await index.checkOutTo(directory, paths, signal);
  } catch (error) {
    const said = isGitError(error) ? error.stderr : "";
    const [, path, filter] = /^fatal: (.*): smudge filter (.*) failed$/mu.exec(said) ?? [];
    if (path !== undefined && filter !== undefined) throw new FilterFailed(filter, path, error);
    const unwritten = /^error: unable to write file (.*)$/mu.exec(said)?.[1];
    if (unwritten === undefined) throw error;
    throw new WorkflowError(
      "git",
      say`git could not write ${unwritten.replace(`${directory}/`, "")} whole.`,
      say`Free some disk space, then try again; nothing was lost.`,
      error,
    );
  }
  return new Map(paths.map((path) => [path, joinPath(directory, path)]));
}

/** Makes files in a directory with exactly these bytes. */
export async function prepareRaw(
  { fs, repository }: PrivateIndexContext,
  raw: FileEntries,
  directory: string,
  signal?: AbortSignal,
): Promise<PreparedFiles> {
  const prepared = new Map<string, string>();
  for (const group of await groupsOf(repository, raw, signal)) {
    const ids = group.map(([, { id }]) => id);
    const contents = await readObjects(repository, ids, signal);
    for (const [path, { mode, id }] of group) {
      const bytes = contents.get(id)?.bytes;
      if (bytes === undefined)
        throw new WorkflowError("git", say`The bytes of ${path} are lost.`, say`“git fsck” says more.`);
      const file = joinPath(directory, String(prepared.size));
      await fs.writeAtomic(file, bytes, mode === "100755");
      prepared.set(path, file);
    }
  }
  return prepared;
}

/** In groups that are read at once. */
async function groupsOf(
  repository: Repository,
  raw: FileEntries,
  signal?: AbortSignal,
): Promise<readonly (readonly (readonly [string, FileEntry])[])[]> {
  const ids = [...raw.values()].map(({ id }) => id);
  const headers = await readHeaders(repository, ids, signal);
  const groups: (readonly [string, FileEntry])[][] = [];
  let held = Infinity;
  for (const file of raw) {
    const size = headers.get(file[1].id)?.size ?? 0;
    if (held + size > mostHeld) {
      groups.push([]);
      held = 0;
    }
    held += size;
    groups.at(-1)?.push(file);
  }
  return groups;
}

/** Where files are placed. */
export interface Standing {
  /** What stood there when that was looked at. */
  readonly standing: ReadonlyMap<string, FileStat | undefined>;
  readonly stageOf: StageOf;
}

/**
 * Moves prepared files to where they belong, each with one rename. Throws `changed` with the paths where something else stands now; then none was
 * moved. Of a record, that is looked at once more under its lock.
 */
export async function placeFiles(
  { fs, repository, random }: PrivateIndexContext,
  prepared: PreparedFiles,
  { standing, stageOf }: Standing,
  changed: (paths: readonly string[]) => Error,
): Promise<void> {
  const { root } = repository.paths;
  const others: string[] = [];
  for (const path of prepared.keys()) {
    const now = await lstatInside(fs, root, path);
    const isOther =
      now?.kind === "directory" ? !(await isEmptied(fs, joinPath(root, path))) : !isSame(now, standing.get(path));
    if (isOther) others.push(path);
  }
  if (others.length > 0) throw changed(others.toSorted());
  const directories: string[] = [];
  try {
    for (const [path, file] of prepared) {
      if (!(await makeParents(fs, root, path, directories))) throw changed([path]);
      const target = joinPath(root, path);
      const staged = stageOf(path);
      if (staged !== undefined) {
        if (!(await placeRecord(fs, file, { staged, target, stood: standing.get(path) }))) throw changed([path]);
        continue;
      }
      await moveFile(fs, file, target, joinPath(parentPath(target), tempName(baseName(path), 0, random.name(8))));
    }
  } catch (error) {
    // Those that stay empty are nobody's.
    for (const directory of directories.toReversed()) await fs.removeDirectory(directory);
    throw error;
  }
}

/** False: the record is another one since, or the lock was taken away. */
async function placeRecord(
  fs: FileSystem,
  file: string,
  { staged, target, stood }: { readonly staged: string; readonly target: string; readonly stood: FileStat | undefined },
): Promise<boolean> {
  try {
    await moveFile(fs, file, staged, `${staged}.beside`);
    return isSame(await fs.lstat(target), stood) && (await fs.rename(staged, target));
  } catch (error) {
    if (error instanceof FileError && error.reason === "not-found") return false;
    throw error;
  }
}

/** `beside`: a path for a moment, where the target is on another file system than the git directory. */
async function moveFile(fs: FileSystem, from: string, to: string, beside: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    if (!(error instanceof FileError) || error.reason !== "io") throw error;
    if ((await fs.lstat(from))?.kind === "symlink") await fs.copyLink(from, beside);
    else await fs.copyFile(from, beside);
    await fs.rename(beside, to);
  }
}

/** Adds to `made`. False: something above the path is not a directory. */
async function makeParents(fs: FileSystem, root: string, path: string, made: string[]): Promise<boolean> {
  let directory = root;
  for (const part of path.split("/").slice(0, -1)) {
    directory = joinPath(directory, part);
    const kind = (await fs.lstat(directory))?.kind;
    if (kind === undefined && (await fs.makeDirectory(directory))) made.push(directory);
    else if (kind !== undefined && kind !== "directory") return false;
  }
  return true;
}

/** What is gone was removed as a part of the move, or by a person who has nothing to lose there. */
function isSame(now: FileStat | undefined, then: FileStat | undefined): boolean {
  const keys = ["kind", "size", "ino", "mtimeNs", "ctimeNs"] as const;
  return now === undefined || keys.every((key) => now[key] === then?.[key]);
}

/** Removes a directory in which there is nothing but directories, because a file is to take its place; false: there is something. */
async function isEmptied(fs: FileSystem, directory: string): Promise<boolean> {
  for (const { name, kind } of (await fs.entries(directory)) ?? []) {
    if (kind !== "directory" || !(await isEmptied(fs, joinPath(directory, name)))) return false;
  }
  return fs.removeDirectory(directory);
}
