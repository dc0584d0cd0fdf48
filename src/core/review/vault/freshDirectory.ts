import type { FileSystem, Random } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import { listRefs } from "../../git/refs/refs.ts";
import type { FreshDirectory } from "../../git/remote/networkGit.ts";
import { makeBareDirectory } from "../../git/repository/bareDirectory.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { freshSuffix } from "./vaultDirectory.ts";

/**
 * Works with a git directory beside the vault that has the vault's objects and, where they are wanted, its refs, and nothing else of it; it is made for
 * this and gone afterwards.
 */
export async function inFreshDirectory<T>(
  { fs, random, vault }: { readonly fs: FileSystem; readonly random: Random; readonly vault: Repository },
  { refs }: { readonly refs: boolean },
  work: (directory: FreshDirectory) => Promise<T>,
): Promise<T> {
  const gitDir = `${vault.paths.gitDir}${freshSuffix}${random.name(6)}`;
  try {
    await fs.makeDirectory(gitDir);
    await makeBareDirectory(fs, gitDir, vault.paths.format);
    if (refs) await fs.createExclusive(joinPath(gitDir, "packed-refs"), await packedRefs(vault));
    return await work({ gitDir, objects: joinPath(vault.paths.gitDir, "objects") });
  } finally {
    await fs.removeTree(gitDir);
  }
}

/** By these a fetch knows what is here already. */
async function packedRefs(vault: Repository): Promise<Uint8Array> {
  const lines = (await listRefs(vault, "refs/workflow/")).map(({ ref, id }) => `${id} ${ref}\n`);
  return new TextEncoder().encode(lines.join(""));
}
