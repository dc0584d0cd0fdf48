import { ageOf } from "../../files/fileAge.ts";
import { FileError } from "../../base/errors.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { VaultParts } from "./vaultDirectory.ts";

/** Beyond these the vault is packed anew: reading slows down, and what was forgotten takes space. */
const most = { looseObjects: 5000, packs: 30 } as const;

/** What nothing holds is deleted when it is older than this: an import or a merge in another window may be about to be kept. */
const spared = "2.hours.ago";

/** A tidying that has taken this long was killed. */
const abandonedAfter = 60 * 60 * 1000;

/**
 * Packs what is kept into one pack and deletes what is not, when there is enough of it to matter; true when it did. One window at a time: the
 * others skip it. A kill in the middle leaves nothing unreadable; the temporary files git left are deleted with the rest.
 */
export async function tidyVault(parts: VaultParts, vault: Repository, signal?: AbortSignal): Promise<boolean> {
  if (!(await hasGrown(vault, signal))) return false;
  const { fs, clock } = parts;
  const turn = joinPath(vault.paths.gitDir, "tidying");
  const former = await fs.lstat(turn);
  if (former !== undefined && ageOf(former, clock) > abandonedAfter) await fs.remove(turn);
  if (!(await fs.createExclusive(turn))) return false;
  try {
    // Cruft keeps the times of what nothing holds, so that it is spared by its age, not by when it was packed.
    await vault.write(["repack", "-a", "-d", "--cruft", `--cruft-expiration=${spared}`, "--quiet"], { signal });
    await vault.write(["prune", `--expire=${spared}`], { signal });
    await vault.write(["pack-refs", "--all", "--prune"], { signal });
    return true;
  } catch (error) {
    if (isGitError(error, "locked") || error instanceof FileError) {
      parts.logger.warn(`The review vault could not be tidied: ${error.message}`);
      return false;
    }
    throw error;
  } finally {
    await fs.remove(turn);
  }
}

async function hasGrown(vault: Repository, signal?: AbortSignal): Promise<boolean> {
  const counts = outputText(await vault.read(["count-objects", "-v"], { signal }));
  const count = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, "mu").exec(counts)?.[1] ?? 0);
  return count("count") > most.looseObjects || count("packs") > most.packs;
}
