import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { throwIfCancelled } from "../../git/repository/cancellation.ts";

export const includeFileName = ".worktreeinclude";

/** What became of the files that `.worktreeinclude` names. */
export interface IncludedFiles {
  readonly copied: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
}

export type SkipReason =
  | "symlink"
  | "unsafe"
  | "not-a-file"
  | "exists"
  | "unreadable"
  | "too-many"
  | "nested-repository";

/** More than this is not a handful of settings files; the rest is reported and left to a setup command. */
const maxFiles = 20_000;

/**
 * Copies files into a worktree, path by path below both roots. `paths` come from git: files of the main checkout that no commit holds and that
 * match `.worktreeinclude`. Nothing is overwritten, nothing outside of the two roots is read or written: every component on both sides is
 * looked at with `lstat`, and a link anywhere ends that path.
 */
export async function copyIncludedFiles(
  fs: FileSystem,
  paths: readonly string[],
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<IncludedFiles> {
  const copied: string[] = [];
  const skipped: { path: string; reason: SkipReason }[] = [];
  const directories = new Map<string, SkipReason | undefined>();
  for (const path of paths) {
    throwIfCancelled(signal);
    const reason =
      copied.length >= maxFiles ? "too-many" : (refusedPath(path) ?? (await copyOne(fs, path, from, to, directories)));
    if (reason === undefined) copied.push(path);
    else skipped.push({ path, reason });
  }
  return { copied, skipped };
}

/** Why a path is not even looked at: it leaves the root, or belongs to git or to Workflow Sessions. */
export function refusedPath(path: string): SkipReason | undefined {
  const parts = path.split("/");
  if (path.endsWith("/")) return "nested-repository";
  if (path.startsWith("/") || /[\\:\0]/u.test(path)) return "unsafe";
  if (parts.some((part) => part === "" || part === "." || part === "..")) return "unsafe";
  if (parts.some((part) => /^\.git[ .]*$/iu.test(part))) return "unsafe";
  return /^\.(?:workflow|worktrees)$/iu.test(parts[0] ?? "") ? "unsafe" : undefined;
}

async function copyOne(
  fs: FileSystem,
  path: string,
  from: string,
  to: string,
  directories: Map<string, SkipReason | undefined>,
): Promise<SkipReason | undefined> {
  const parts = path.split("/").slice(0, -1);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const directory = parts.slice(0, depth).join("/");
    if (!directories.has(directory)) directories.set(directory, await prepareDirectory(fs, directory, from, to));
    const reason = directories.get(directory);
    if (reason !== undefined) return reason;
  }
  const stat = await fs.lstat(joinPath(from, path));
  if (stat?.kind !== "file") return stat?.kind === "symlink" ? "symlink" : "not-a-file";
  if ((await fs.lstat(joinPath(to, path))) !== undefined) return "exists";
  try {
    await fs.copyFile(joinPath(from, path), joinPath(to, path));
    return undefined;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.reason === "no-space") throw error;
    return error.reason === "exists" ? "exists" : "unreadable";
  }
}

/** Makes the directory in the worktree unless it is there; `undefined` when both sides are real directories. */
async function prepareDirectory(
  fs: FileSystem,
  directory: string,
  from: string,
  to: string,
): Promise<SkipReason | undefined> {
  const source = await fs.lstat(joinPath(from, directory));
  if (source?.kind !== "directory") return source?.kind === "symlink" ? "symlink" : "not-a-file";
  const target = await fs.lstat(joinPath(to, directory));
  if (target === undefined) {
    await fs.makeDirectory(joinPath(to, directory));
    return undefined;
  }
  if (target.kind === "directory") return undefined;
  return target.kind === "symlink" ? "symlink" : "exists";
}
