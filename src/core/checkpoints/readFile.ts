import { FileError } from "../errors.ts";
import { nulFields } from "../git/nulText.ts";
import { isObjectId, type ObjectId } from "../git/objectId.ts";
import type { Repository } from "../git/repository.ts";

/**
 * Content of one file of a tree as git keeps it, so that no smudge filter of the repository runs just to show it; a link gives its target.
 * Absent: `undefined`. Throws `too-large` beyond `maxBytes`.
 */
export async function readTreeFile(
  repository: Repository,
  tree: ObjectId,
  path: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const output = await repository.read(["ls-tree", "-z", "--long", "--full-tree", tree, "--", path], { signal });
  const entry = nulFields(output)[0]?.text ?? "";
  const [, mode, id, size] = /^(100644|100755|120000) blob ([0-9a-f]+) +(\d+)\t/u.exec(entry) ?? [];
  if (mode === undefined || id === undefined || !isObjectId(id)) return undefined;
  if (Number(size) > maxBytes) throw new FileError("too-large", path, `${path} is larger than ${maxBytes} bytes.`);
  return repository.read(["cat-file", "blob", id], { signal });
}
