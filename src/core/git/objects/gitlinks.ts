import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { nulFields, type NulField } from "../repository/nulText.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";

const maxBytes = 256 * 1024 * 1024;

/**
 * Paths at which the index has the commit of another repository (mode 160000): submodules, and repositories that were added as they lay there. git
 * is asked only where the index may have any.
 */
export async function listGitlinks(
  repository: Repository,
  fs: Pick<FileSystem, "names" | "read">,
  signal?: AbortSignal,
): Promise<readonly NulField[]> {
  if (!(await mayHoldGitlinks(repository, fs))) return [];
  return readGitlinks(repository, { signal });
}

/** The same without asking the index's file first. `options`: the index that is asked. */
export async function readGitlinks(repository: Repository, options: CommandOptions): Promise<readonly NulField[]> {
  const fields = nulFields(await repository.read(["ls-files", "--stage", "-z"], options));
  const found = new Map<string, NulField>();
  for (const { text, exact } of fields) {
    const path = text.slice(text.indexOf("\t") + 1);
    if (text.startsWith("160000 ")) found.set(path, { text: path, exact });
  }
  return [...found.values()];
}

/** Whether the mode of one stands anywhere in the index, as every format of it spells that. False for certain, true perhaps. */
async function mayHoldGitlinks(repository: Repository, fs: Pick<FileSystem, "names" | "read">): Promise<boolean> {
  try {
    const names = await fs.names(repository.paths.gitDir);
    // A split index has most of its entries in another file.
    if (names?.some((name) => name.startsWith("sharedindex.")) === true) return true;
    const index = await fs.read(joinPath(repository.paths.gitDir, "index"), maxBytes);
    return index !== undefined && holdsMode(index);
  } catch (error) {
    if (error instanceof FileError) return true;
    throw error;
  }
}

/** The four bytes of 0o160000. In all formats but the fourth an entry begins at a multiple of eight behind the header, its mode 24 bytes later. */
function holdsMode(index: Uint8Array): boolean {
  const anywhere = index[7] === 4;
  for (let at = index.indexOf(0xe0); at >= 0; at = index.indexOf(0xe0, at + 1)) {
    const isPlace = anywhere || at % 8 === 6;
    if (isPlace && index[at - 1] === 0 && index[at - 2] === 0 && index[at + 1] === 0) return true;
  }
  return false;
}
