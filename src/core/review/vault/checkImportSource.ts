import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { requireComplete } from "../../git/config/completeness.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileKind, FileSystem } from "../../base/ports.ts";
import { lookDown } from "../../files/directories.ts";

/** What a git directory must have, and what it may have, as which kind. */
const required: readonly (readonly [path: readonly string[], kind: "file" | "directory"])[] = [
  [["HEAD"], "file"],
  [["objects"], "directory"],
  [["refs"], "directory"],
];
const optional: readonly (readonly [path: readonly string[], kind: "file" | "directory"])[] = [
  [["config"], "file"],
  [["config.worktree"], "file"],
  [["packed-refs"], "file"],
  [["objects", "pack"], "directory"],
  [["objects", "info"], "directory"],
  [["objects", "info", "alternates"], "file"],
];

/**
 * The canonical path of the git directory a vault may import from, or `refused` / `unsafe-path` with the reason: it, or what belongs in it, lies
 * elsewhere; it is redirected, a partial clone, or shallow.
 *
 * An attacker can change all of this a moment later. The command that reads the source (importObjects.ts) then still starts no program and
 * imports nothing that is not what its name says; this look is for the sentence that explains it.
 */
export async function checkImportSource(fs: FileSystem, source: Repository, signal?: AbortSignal): Promise<string> {
  const directory = await canonicalDirectory(fs, source.paths.commonDir);
  for (const [path, kind] of required) {
    if ((await lookDown(fs, directory, path, kind)) === undefined) {
      throw new WorkflowError(
        "unsafe-path",
        say`${joinPath(directory, ...path)} is missing, so this is not a repository.`,
        say`Look at the directory by hand; nothing was changed.`,
      );
    }
  }
  for (const [path, kind] of optional) await lookDown(fs, directory, path, kind);
  if ((await kindOf(fs, directory, "commondir")) !== undefined) {
    throw new WorkflowError(
      "unsafe-path",
      say`${joinPath(directory, "commondir")} leads the repository to another one.`,
      say`A main repository has no such file: look at it by hand and remove it.`,
    );
  }
  await requireComplete(fs, source, directory, signal);
  return directory;
}

/** The common directory with every link resolved. Throws `unsafe-path` when it is gone. */
export async function canonicalDirectory(fs: FileSystem, commonDirectory: string): Promise<string> {
  const directory = await fs.realPath(commonDirectory);
  if (directory === undefined || (await fs.lstat(directory))?.kind !== "directory") {
    throw new WorkflowError(
      "unsafe-path",
      say`${commonDirectory} is not a directory any more.`,
      say`Open the repository again.`,
    );
  }
  return directory;
}

async function kindOf(fs: FileSystem, directory: string, name: string): Promise<FileKind | undefined> {
  return (await fs.lstat(joinPath(directory, name)))?.kind;
}
