import { FileError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";
import { readTreeEntry } from "./treeEntry.ts";

/**
 * Content of one file of a tree as git keeps it, so that no smudge filter of the repository runs just to show it; a link gives its target.
 * Absent, or no file: `undefined`. Throws `too-large` beyond `maxBytes`.
 */
export async function readTreeFile(
  repository: Repository,
  tree: ObjectId,
  path: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const entry = await readTreeEntry(repository, tree, path, signal);
  if (entry?.type !== "blob") return undefined;
  if ((entry.size ?? 0) > maxBytes)
    throw new FileError("too-large", path, say`${path} is larger than ${maxBytes} bytes.`);
  return repository.read(["cat-file", "blob", entry.id], { signal });
}
