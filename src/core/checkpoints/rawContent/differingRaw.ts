import { hashFiles } from "../../git/objects/hashFiles.ts";
import type { FileEntries } from "../../git/objects/fileEntries.ts";
import { lookInside } from "../../files/lstatInside.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";

/** Of these raw files, those that are not on the disk exactly so: other bytes, another execute bit, no file, or none that can be looked at. */
export async function differingRaw(
  { fs, repository }: PrivateIndexContext,
  raw: FileEntries,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const files: string[] = [];
  for (const [path, { mode }] of raw) {
    const stat = await lookInside(fs, repository.paths.root, path);
    if (stat !== "unreadable" && stat?.kind === "file" && ((stat.mode & 0o100) !== 0) === (mode === "100755"))
      files.push(path);
  }
  const ids = await hashFiles(repository, files, signal);
  return new Set([...raw].filter(([path, { id }]) => ids.get(path) !== id).map(([path]) => path));
}
