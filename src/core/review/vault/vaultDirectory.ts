import { ageOf } from "../../files/fileAge.ts";
import { FileError } from "../../base/errors.ts";
import type { ObjectFormat } from "../../git/repository/objectId.ts";
import { Repository } from "../../git/repository/repository.ts";
import { joinPath, parentPath } from "../../files/paths.ts";
import type { Clock, Cryptography, FileStat, FileSystem, Git, Logger, Random } from "../../base/ports.ts";
import { lookDown } from "../../files/directories.ts";
import { vaultSettings } from "./vaultGit.ts";

export interface VaultParts {
  /** With the vault's environment (vaultGit.ts). */
  readonly git: Git;
  readonly fs: FileSystem;
  readonly logger: Logger;
  readonly random: Random;
  readonly clock: Clock;
  readonly cryptography: Cryptography;
}

/** Digits of a digest that tell the source repositories of one person apart; short, because git's own paths come behind it. */
const nameDigits = 32;

/** The name of the vault of a source: one repository, one vault, also when it is made anew in another object format. */
export function vaultName({ cryptography }: VaultParts, source: string, format: ObjectFormat): string {
  const digest = cryptography.sha256(new TextEncoder().encode(`${format}\0${source}`));
  return `${digest.slice(0, nameDigits)}.git`;
}

/** The vault's own bare repository in `directory`, which exists; made when it is absent, set aside and made anew when it is not a repository any more. */
export async function openVaultRepository(
  parts: VaultParts,
  directory: string,
  name: string,
  format: ObjectFormat,
  signal?: AbortSignal,
): Promise<Repository> {
  const path = joinPath(directory, name);
  const found = await parts.fs.lstat(path);
  if (await isVault(parts, directory, name)) return vaultRepository(parts, path, format);
  return renewVault(parts, path, format, found, signal);
}

/**
 * Takes a vault that cannot be used out of the way, makes a new one and deletes the old one: all it holds can be imported again.
 *
 * @param unusable what stood at the path when that was found out. What stands there instead by now is another process's new vault, and is used.
 */
export async function renewVault(
  parts: VaultParts,
  path: string,
  format: ObjectFormat,
  unusable: FileStat | undefined,
  signal?: AbortSignal,
): Promise<Repository> {
  const { fs, random, logger } = parts;
  const aside = `${path}.broken-${random.name(6)}`;
  const isUnusable = async (at: string): Promise<boolean> =>
    unusable !== undefined && (await fs.lstat(at))?.ino === unusable.ino;
  if ((await isUnusable(path)) && (await fs.rename(path, aside))) {
    // Another process may have been faster by now; then its vault is given back, unless there is a third one.
    if (await isUnusable(aside)) logger.warn(`The review vault ${path} could not be used and is made anew.`);
    else if ((await fs.lstat(path)) === undefined) await fs.rename(aside, path);
  }
  try {
    await makeVault(parts, path, format, signal);
  } finally {
    // Not earlier: the new vault could get its inode, and be taken for it.
    await fs.removeTree(aside);
  }
  return vaultRepository(parts, path, format);
}

function vaultRepository({ git }: VaultParts, path: string, format: ObjectFormat): Repository {
  return new Repository(git, { format, gitDir: path, commonDir: path, root: path }, vaultSettings);
}

async function isVault({ fs }: VaultParts, directory: string, name: string): Promise<boolean> {
  if ((await lookDown(fs, directory, [name], "directory")) === undefined) return false;
  for (const file of ["HEAD", "config"]) {
    const stat = await lookDown(fs, directory, [name, file], "file");
    if (stat === undefined || stat.size === 0) return false;
  }
  return (await lookDown(fs, directory, [name, "objects"], "directory")) !== undefined;
}

/** A vault is made in less; what is older was left by a process that was killed. */
const abandonedAfter = 60 * 60 * 1000;

/** git holds the lock on the packed refs for milliseconds. */
const lockAbandonedAfter = 10_000;

/** Of the directories that are made beside it for one command (freshDirectory.ts). */
export const freshSuffix = ".network-";

/** Deletes what processes that were killed left beside the vault: half-made ones, broken ones on their way out, and those for one command. */
export async function removeLeftovers({ fs, clock }: VaultParts, directory: string, name: string): Promise<void> {
  for (const found of (await fs.names(directory)) ?? []) {
    if (![".new-", ".broken-", freshSuffix].some((suffix) => found.startsWith(`${name}${suffix}`))) continue;
    const path = joinPath(directory, found);
    if (await isOlder(fs, clock, path, abandonedAfter)) await fs.removeTree(path);
  }
}

/** Removes what a killed git left of packing the refs: either file would keep every name from being forgotten, for ever. */
export async function removeAbandonedLock({ fs, clock }: VaultParts, gitDirectory: string): Promise<void> {
  for (const name of ["packed-refs.lock", "packed-refs.new"]) {
    const path = joinPath(gitDirectory, name);
    if (await isOlder(fs, clock, path, lockAbandonedAfter)) await fs.remove(path);
  }
}

async function isOlder(fs: FileSystem, clock: Clock, path: string, milliseconds: number): Promise<boolean> {
  const stat = await fs.lstat(path);
  return stat !== undefined && ageOf(stat, clock) > milliseconds;
}

/** Made beside and renamed into place, so that a vault is there whole or not at all; a process that comes second uses the other's. */
async function makeVault(
  { git, fs, random }: VaultParts,
  path: string,
  format: ObjectFormat,
  signal?: AbortSignal,
): Promise<void> {
  const fresh = `${path}.new-${random.name(6)}`;
  const init = ["init", "--quiet", "--bare", "--template=", "--initial-branch=vault", `--object-format=${format}`];
  try {
    await git.run({
      args: [...init, "--", fresh],
      cwd: parentPath(path),
      access: "write",
      ...(signal === undefined ? {} : { signal }),
    });
    await fs.rename(fresh, path);
  } catch (error) {
    await fs.removeTree(fresh);
    if (!(error instanceof FileError) || (await fs.lstat(path)) === undefined) throw error;
  }
}
