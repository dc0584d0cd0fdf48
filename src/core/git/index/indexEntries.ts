import { nulFields } from "../repository/nulText.ts";
import { parseObjectId } from "../repository/objectId.ts";
import { pathArguments } from "../repository/pathArguments.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";
import type { FileEntries, FileEntry } from "../objects/fileEntries.ts";

/** Files and links of an index, by their paths; conflicts and submodules are none of them. No path asks for all. `options`: which index. */
export async function readIndexEntries(
  repository: Repository,
  paths: readonly string[],
  options: CommandOptions,
): Promise<FileEntries> {
  const list = ["ls-files", "--stage", "-z", ...pathArguments(paths)];
  const found = new Map<string, FileEntry>();
  for (const { text, exact } of nulFields(await repository.read(list, options))) {
    const [, mode, id, path] = /^(100644|100755|120000) ([0-9a-f]+) 0\t(.+)$/su.exec(text) ?? [];
    if (mode !== undefined && id !== undefined && path !== undefined && exact)
      found.set(path, { mode: mode as FileEntry["mode"], id: parseObjectId(id) });
  }
  return found;
}
