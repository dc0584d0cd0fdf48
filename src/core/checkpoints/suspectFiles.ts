import { nulFields } from "../git/nulText.ts";
import { readHeaders } from "../git/objectBatch.ts";
import { isObjectId, type ObjectId } from "../git/objectId.ts";
import type { PrivateIndex, PrivateIndexContext } from "./privateIndex.ts";

/**
 * Files that git takes for unchanged, by whether they are as long as their objects: then their bytes are those of the objects, and only a
 * checkout that would write other bytes makes a difference.
 */
export type SuspectFiles = ReadonlyMap<string, "equal" | "other">;

/** Of `ls-files --debug`: what was behind the path before, then the next entry. */
const grammar =
  /^(?: {2}ctime: (\d+):\d+\n {2}mtime: (\d+):\d+\n.*\n.*\n {2}size: (\d+)\tflags: ([0-9a-f]+)\n)?(?:(\d{6}) ([0-9a-f]+) \d\t(.*))?$/su;
const skipsWorkTree = 0x40000000;

/**
 * Files of an index that git takes for unchanged without reading them, although a checkout may write other bytes than they have: they were added
 * with other line endings, or the rules have changed since. What was last changed before `since` (nanoseconds) is left out. Where git's listing
 * cannot be read, every file is suspect.
 */
export async function suspectFiles(
  { repository }: PrivateIndexContext,
  index: PrivateIndex,
  since: bigint,
  signal?: AbortSignal,
): Promise<SuspectFiles> {
  const list = ["ls-files", "--stage", "--debug", "-z"];
  const output = nulFields(await repository.read(list, index.options({ signal })));
  const from = Number(since / 1_000_000_000n) - 2;
  const files: { readonly path: string; readonly id: ObjectId; readonly size: number | undefined }[] = [];
  for (const [at, { text, exact }] of output.entries()) {
    const [, , , , , mode = "", id = "", path = ""] = grammar.exec(text) ?? [];
    if (!exact || !mode.startsWith("100") || !isObjectId(id)) continue;
    const [known, changed, modified, size, flags] = grammar.exec(output[at + 1]?.text ?? "") ?? [];
    if (known === undefined || size === undefined) files.push({ path, id, size: undefined });
    else if ((Number.parseInt(flags ?? "", 16) & skipsWorkTree) === 0) {
      const last = Math.max(Number(changed), Number(modified));
      if (last === 0 || last >= from) files.push({ path, id, size: Number(size) });
    }
  }
  const headers = await readHeaders(
    repository,
    files.map(({ id }) => id),
    signal,
  );
  return new Map(files.map(({ path, id, size }) => [path, size === headers.get(id)?.size ? "equal" : "other"]));
}
