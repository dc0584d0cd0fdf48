import { commitTree } from "../../git/objects/commits.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { nulFields, outputText, toNulBytes } from "../../git/repository/nulText.ts";
import { parseObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { readTreeEntry } from "../../git/objects/treeEntry.ts";
import { readEntries, SmallIndex, type FileEntries } from "../../git/objects/fileEntries.ts";
import { LastAnswer } from "../../base/lastAnswer.ts";
import { scratchPath, type PrivateIndexContext } from "../../git/index/privateIndex.ts";

/** What a checkpoint knows that its tree cannot say. Paths are exact and relative to the top. */
export interface Aside {
  /** Untracked paths that were ignored; a directory with nothing but ignored files is one path with `/` behind it. */
  readonly ignored: readonly string[];
  /** The bytes as they lay on the disk, and whether the file was executable, of files that git's own conversion would bring back differently. */
  readonly raw: FileEntries;
}

const ignoredName = "ignored";
const rawPrefix = "raw/";

/**
 * Writes it as a commit of its own, which becomes the last parent of the checkpoint's: `ignored` is a blob of NUL-terminated paths, `raw/` has
 * the files. The same content gives the same commit; nothing to say gives none. A file that a filter is for must not be in `raw`: what an
 * encrypting filter keeps secret would enter the object database.
 */
export async function writeAside(
  context: PrivateIndexContext,
  { ignored, raw }: Aside,
  signal?: AbortSignal,
): Promise<ObjectId | undefined> {
  if (ignored.length === 0 && raw.size === 0) return undefined;
  const { repository } = context;
  const index = new SmallIndex(repository, scratchPath(context));
  try {
    const own: FileEntries =
      ignored.length === 0
        ? new Map()
        : new Map([[ignoredName, { mode: "100644", id: await writeNames(repository, ignored, signal) }]]);
    await index.load({ "": own, [rawPrefix]: raw }, signal);
    const tree = await index.writeTree(signal);
    return await commitTree(repository, { tree, parents: [], message: "Beside a checkpoint\n", time: 0 }, signal);
  } finally {
    await index.remove(context.fs);
  }
}

async function writeNames(repository: Repository, names: readonly string[], signal?: AbortSignal): Promise<ObjectId> {
  const stdin = toNulBytes(names.toSorted());
  return parseObjectId(outputText(await repository.write(["hash-object", "-w", "--stdin"], { stdin, signal })));
}

/** Whether a path was ignored when the checkpoint was taken; of older checkpoints, which do not say, nothing was. */
export async function readIgnored(
  repository: Repository,
  aside: ObjectId | undefined,
  signal?: AbortSignal,
): Promise<(path: string) => boolean> {
  const names = new Set(aside === undefined ? [] : await readNames(repository, aside, signal));
  if (names.size === 0) return () => false;
  return (path) => {
    if (names.has(path)) return true;
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1))
      if (names.has(path.slice(0, end + 1))) return true;
    return false;
  };
}

async function readNames(repository: Repository, aside: ObjectId, signal?: AbortSignal): Promise<readonly string[]> {
  try {
    const bytes = await repository.read(["cat-file", "blob", `${aside}:${ignoredName}`], { signal });
    return nulFields(bytes).map(({ text }) => text);
  } catch (error) {
    // git says the same of a tree without it and of a tree that is lost.
    if (
      !isGitError(error, "unknown-object") ||
      (await readTreeEntry(repository, aside, ignoredName, signal)) !== undefined
    )
      throw error;
    return [];
  }
}

const lastRaw = new LastAnswer<FileEntries>();

/** The raw files. */
export async function readRaw(
  repository: Repository,
  aside: ObjectId | undefined,
  signal?: AbortSignal,
): Promise<FileEntries> {
  if (aside === undefined) return new Map();
  return lastRaw.of(`${repository.paths.commonDir} ${aside}`, async () => {
    const entries = await readEntries(repository, aside, signal);
    return new Map(
      [...entries]
        .filter(([path]) => path.startsWith(rawPrefix))
        .map(([path, entry]) => [path.slice(rawPrefix.length), entry]),
    );
  });
}
