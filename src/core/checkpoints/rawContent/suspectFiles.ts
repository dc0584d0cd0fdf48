import { readHeaders } from "../../git/objects/objectBatch.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { PrivateIndex, PrivateIndexContext } from "../../git/index/privateIndex.ts";

/**
 * Files that git takes for unchanged, by whether they are as long as their objects: then their bytes are those of the objects, and only a
 * checkout that would write other bytes makes a difference.
 */
export type SuspectFiles = ReadonlyMap<string, "equal" | "other">;

/** An entry of `ls-files -v --stage --debug -z`, a whole file's at the second group. */
const grammar =
  /[a-zA-Z?] (?:(100\d{3}) ([0-9a-f]+)|\d{6} [0-9a-f]+) \d\t([^\0]*)\0 {2}ctime: (\d+):\d+\n {2}mtime: (\d+):\d+\n[^\n]*\n[^\n]*\n {2}size: (\d+)\tflags: ([0-9a-f]+)\n/guy;
const skipsWorkTree = 0x40000000;

/**
 * Files of an index that git takes for unchanged without reading them, although a checkout may write other bytes than they have: they were added
 * with other line endings, or the rules have changed since. What was last changed before `since` (nanoseconds) is left out. A listing that a
 * later git writes in another way says nothing: no checkpoint is to fail by it.
 */
export async function suspectFiles(
  { repository }: PrivateIndexContext,
  index: PrivateIndex,
  since: bigint,
  signal?: AbortSignal,
): Promise<SuspectFiles> {
  const list = ["ls-files", "-v", "--stage", "--debug", "-z"];
  const listed = index.seed?.debug ?? (await repository.read(list, index.options({ signal })));
  const output = new TextDecoder().decode(listed);
  const from = Number(since / 1_000_000_000n) - 2;
  const files: { readonly path: string; readonly id: ObjectId; readonly size: number }[] = [];
  for (const [, mode, id = "", path = "", changed, modified, size, flags = ""] of output.matchAll(grammar)) {
    const last = Math.max(Number(changed), Number(modified));
    if (mode === undefined || (last > 0 && last < from) || !isObjectId(id) || path.includes("\uFFFD")) continue;
    if ((Number.parseInt(flags, 16) & skipsWorkTree) === 0) files.push({ path, id, size: Number(size) });
  }
  const headers = await readHeaders(
    repository,
    files.map(({ id }) => id),
    signal,
  );
  return new Map(files.map(({ path, id, size }) => [path, size === headers.get(id)?.size ? "equal" : "other"]));
}
