import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { configurationMentions } from "../../git/config/mentions.ts";
import { outputText } from "../../git/repository/nulText.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileKind, FileSystem, Git } from "../../base/ports.ts";
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

/** Without one of these, the configuration has none of the keys below. */
const mention = /\[\s*include|promisor|partialclone/iu;
/** Keys that make git fetch objects from elsewhere when one is missing, with whatever program the address names. */
const partialKeys = String.raw`^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$`;

/**
 * The canonical path of the git directory a vault may import from, or `refused` / `unsafe-path` with the reason: it, or what belongs in it, lies
 * elsewhere; it is redirected, a partial clone, or shallow. `git` is the vault's (vaultGit.ts): only the repository's configuration is read.
 *
 * An attacker can change all of this a moment later. The command that reads the source (importObjects.ts) then still starts no program and
 * imports nothing that is not what its name says; this look is for the sentence that explains it.
 */
export async function checkImportSource(
  fs: FileSystem,
  git: Git,
  source: Repository,
  signal?: AbortSignal,
): Promise<string> {
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
  if ((await kindOf(fs, directory, "shallow")) !== undefined) {
    throw new WorkflowError(
      "refused",
      say`This repository is a shallow clone: where its history is cut, no merge can be trusted.`,
      say`Run “git fetch --unshallow” first.`,
    );
  }
  await refusePartialClone(fs, git, directory, signal);
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

async function refusePartialClone(fs: FileSystem, git: Git, directory: string, signal?: AbortSignal): Promise<void> {
  const isMentioned = await configurationMentions({ commonDir: directory, gitDir: directory }, fs, mention);
  const key = isMentioned ? await partialKey(git, directory, signal) : "";
  const packs = (await fs.names(joinPath(directory, "objects", "pack"))) ?? [];
  const promised = packs.find((name) => name.endsWith(".promisor")) ?? "";
  if (key === "" && promised === "") return;
  throw new WorkflowError(
    "refused",
    say`This repository is a partial clone (${key || promised}): what it does not have would be fetched by programs it names.`,
    say`Fetch everything (git fetch --refetch --no-filter) and remove the promisor settings, or use a full clone.`,
  );
}

/** The first of these keys that the repository's configuration has; `""`: none. */
async function partialKey(git: Git, directory: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await git.run({
    args: [`--git-dir=${directory}`, "config", "--includes", "--name-only", "--get-regexp", partialKeys],
    cwd: directory,
    access: "read",
    okExitCodes: [1],
    ...(signal === undefined ? {} : { signal }),
  });
  return outputText(stdout).split("\n", 1)[0] ?? "";
}

async function kindOf(fs: FileSystem, directory: string, name: string): Promise<FileKind | undefined> {
  return (await fs.lstat(joinPath(directory, name)))?.kind;
}
