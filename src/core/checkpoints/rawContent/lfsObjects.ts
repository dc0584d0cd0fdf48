import { ageOf } from "../../files/fileAge.ts";
import { emptyTree } from "../../git/objects/commits.ts";
import { readAttributes } from "../../git/config/attributes.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { readHeaders, readObjects } from "../../git/objects/objectBatch.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { diffTrees } from "../../git/objects/treeDiff.ts";
import { joinPath } from "../../files/paths.ts";
import type { RefContext } from "../../git/refs/privateRefs.ts";

/** Git LFS writes pointers of about 130 bytes, more with extensions, and reads none beyond this size. */
const mostPointerBytes = 1024;
const pointer =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-[^\n]+\n)*oid sha256:([0-9a-f]{64})\nsize \d+\n/u;
const contentName = /^[0-9a-f]{64}$/u;
/** Links without a ref are of a checkpoint that is being taken, unless they are older than this. */
const grace = 60 * 60 * 1000;

/**
 * Gives the content that Git LFS keeps of a checkpoint's changed files a second name (a hard link) in `<common dir>/workflow/lfs/<commit>/<oid>`.
 * `git lfs prune` deletes what no commit of a branch, tag or stash names, and a checkpoint is none of these. `head`: what was checked out; what
 * its commit names is Git LFS's own business. Costs one look at the disk in a repository without Git LFS.
 */
export async function keepLfsObjects(
  { repository, fs }: RefContext,
  { commit, tree, head }: { readonly commit: ObjectId; readonly tree: ObjectId; readonly head: ObjectId | undefined },
  signal?: AbortSignal,
): Promise<void> {
  const store = storeOf(repository);
  if (fs.kindNow(store) !== "directory") return;
  const from = head ?? emptyTree(repository.paths.format);
  const blobs = new Map<string, ObjectId>();
  for (const { exact, newMode, path, newId } of await diffTrees(repository, from, tree, { signal })) {
    if (exact && newMode.startsWith("100")) blobs.set(path, newId);
  }
  const filtered = await readAttributes(repository, ["filter"], [...blobs.keys()], { signal });
  const ids = filtered.map(({ path }) => blobs.get(path)).filter((id) => id !== undefined);
  const small = [...(await readHeaders(repository, ids, signal))].filter(([, { size }]) => size <= mostPointerBytes);
  const contents = await readObjects(
    repository,
    small.map(([id]) => id),
    signal,
  );
  const oids = [...contents.values()].map(({ bytes }) => pointer.exec(new TextDecoder().decode(bytes))?.[1]);
  const kept = joinPath(keptIn(repository), commit);
  for (const oid of oids) {
    if (oid === undefined) continue;
    for (const directory of [commonFile(repository, "workflow"), keptIn(repository), kept]) {
      await fs.makeDirectory(directory);
    }
    await fs.link(pathOf(store, oid), joinPath(kept, oid));
  }
}

/** Puts back what `git lfs prune` has deleted of a checkpoint's content, so that Git LFS finds it when the files are written. */
export async function bringBackLfsObjects({ repository, fs }: RefContext, commit: ObjectId): Promise<void> {
  const kept = joinPath(keptIn(repository), commit);
  const store = storeOf(repository);
  for (const oid of (await fs.names(kept)) ?? []) {
    if (!contentName.test(oid) || fs.kindNow(pathOf(store, oid)) !== undefined) continue;
    const outer = joinPath(store, oid.slice(0, 2));
    for (const directory of [commonFile(repository, "lfs"), store, outer, joinPath(outer, oid.slice(2, 4))]) {
      await fs.makeDirectory(directory);
    }
    await fs.link(joinPath(kept, oid), pathOf(store, oid));
  }
}

/** Removes the links of checkpoints to which neither a ref below `refs/workflow/` nor an entry of an undo stack leads any more. */
export async function dropLfsObjects({ repository, fs, clock }: RefContext, signal?: AbortSignal): Promise<void> {
  const names = await fs.names(keptIn(repository));
  if (names === undefined || names.length === 0) return;
  const format = "--format=%(objectname)%00%(parent)%00";
  const fields = nulFields(await repository.read(["for-each-ref", format, "refs/workflow/"], { signal }));
  const held = new Set(fields.flatMap(({ text }) => text.trim().split(" ")));
  for (const name of names.filter((commit) => isObjectId(commit) && !held.has(commit))) {
    const directory = joinPath(keptIn(repository), name);
    const stat = await fs.lstat(directory);
    const old = stat !== undefined && ageOf(stat, clock) > grace;
    if (old) await fs.removeTree(directory);
  }
}

/** Where Git LFS keeps content unless `lfs.storage` says otherwise; with that, one storage serves many repositories and must not be pruned. */
function storeOf(repository: Repository): string {
  return commonFile(repository, "lfs", "objects");
}

function keptIn(repository: Repository): string {
  return commonFile(repository, "workflow", "lfs");
}

function pathOf(store: string, oid: string): string {
  return joinPath(store, oid.slice(0, 2), oid.slice(2, 4), oid);
}

function commonFile({ paths }: Repository, ...parts: readonly string[]): string {
  return joinPath(paths.commonDir, ...parts);
}
