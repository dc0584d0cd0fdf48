import { FileError } from "../../errors.ts";
import type { ObjectFormat } from "../../git/objectId.ts";
import { Repository } from "../../git/repository.ts";
import { joinPath } from "../../paths.ts";
import type { Clock, Cryptography, FileSystem, Git, Logger, Random } from "../../ports.ts";
import { lookDown } from "../../sessions/directories.ts";
import { vaultSettings } from "./vaultGit.ts";

export interface VaultParts {
  /** With the vault's surroundings (vaultGit.ts). */
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

/** The vault's own bare repository in `directory`, which exists; made when it is absent, set aside and made anew when it is none any more. */
export async function openVaultRepository(
  parts: VaultParts,
  directory: string,
  name: string,
  format: ObjectFormat,
  signal?: AbortSignal,
): Promise<Repository> {
  const path = joinPath(directory, name);
  if (!(await isVault(parts, directory, name))) {
    await setVaultAside(parts, directory, name);
    await makeVault(parts, directory, path, format, signal);
  }
  return new Repository(parts.git, { format, gitDir: path, commonDir: path, root: path }, vaultSettings);
}

async function isVault({ fs }: VaultParts, directory: string, name: string): Promise<boolean> {
  if ((await lookDown(fs, directory, [name], "directory")) === undefined) return false;
  for (const file of ["HEAD", "config"]) {
    const stat = await lookDown(fs, directory, [name, file], "file");
    if (stat === undefined || stat.size === 0) return false;
  }
  return (await lookDown(fs, directory, [name, "objects"], "directory")) !== undefined;
}

/** Takes a vault that cannot be used out of the way and deletes it: all it holds can be imported again. */
export async function setVaultAside(
  { fs, random, logger }: VaultParts,
  directory: string,
  name: string,
): Promise<void> {
  const aside = joinPath(directory, `${name}.broken-${random.hex(6)}`);
  if (!(await fs.rename(joinPath(directory, name), aside))) return;
  logger.warn(`The review vault ${joinPath(directory, name)} could not be used and is made anew.`);
  await fs.removeTree(aside);
}

/** A vault is made in less; what is older was left by a process that was killed. */
const abandonedAfter = 60 * 60 * 1000;

/** git holds the lock on the packed refs for milliseconds. */
const lockAbandonedAfter = 10_000;

/** Deletes what processes that were killed left beside the vault: half-made ones, and broken ones on their way out. */
export async function removeLeftovers({ fs, clock }: VaultParts, directory: string, name: string): Promise<void> {
  for (const found of (await fs.names(directory)) ?? []) {
    if (!found.startsWith(`${name}.new-`) && !found.startsWith(`${name}.broken-`)) continue;
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
  return stat !== undefined && clock.now() - Number(stat.mtimeNs / 1_000_000n) > milliseconds;
}

/** Made beside and renamed into place, so that a vault is there whole or not at all; whoever comes second uses the other's. */
async function makeVault(
  { git, fs, random }: VaultParts,
  directory: string,
  path: string,
  format: ObjectFormat,
  signal?: AbortSignal,
): Promise<void> {
  const fresh = `${path}.new-${random.hex(6)}`;
  const init = ["init", "--quiet", "--bare", "--template=", "--initial-branch=vault", `--object-format=${format}`];
  try {
    await git.run({
      args: [...init, "--", fresh],
      cwd: directory,
      access: "write",
      ...(signal === undefined ? {} : { signal }),
    });
    await fs.rename(fresh, path);
  } catch (error) {
    await fs.removeTree(fresh);
    if (!(error instanceof FileError) || (await fs.lstat(path)) === undefined) throw error;
  }
}
