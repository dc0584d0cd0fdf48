import { parseObjectId, zeroId, type ObjectId } from "../../git/repository/objectId.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { nulFields, outputText, toNulBytes } from "../../git/repository/nulText.ts";
import { pathArguments } from "../../git/repository/pathArguments.ts";
import type { SkippedFile } from "../model/checkpoint.ts";
import {
  claimPrivateIndex,
  seedPrivateIndex,
  type PrivateIndex,
  type PrivateIndexContext,
  type UserIndex,
} from "../../git/index/privateIndex.ts";
import { userIndexTree } from "../../git/index/userIndex.ts";
import { readFiles } from "./readFiles.ts";
import { readLateComers, scanWorkingTree, type IndexOrigin, type WorkingTreeScan } from "./workingTreeScan.ts";
import type { ScanContext } from "./takeContext.ts";

export interface WorkingTree {
  readonly tree: ObjectId;
  readonly skipped: readonly SkippedFile[];
  readonly ignored: readonly string[];
  readonly emptyDirectories: readonly string[];
}

export interface WrittenTree extends WorkingTree {
  /** Files that were new or edited, and what is not in the tree any more or not as it lies on the disk. */
  readonly read: readonly string[];
  readonly dropped: readonly string[];
  /** `undefined`: everything there is to know was learnt now. */
  readonly origin: IndexOrigin | undefined;
  /** What it was written with, for the caller to keep or discard: keep it only once a ref holds the tree. */
  readonly index: PrivateIndex;
}

/** A working tree that was only looked at. */
export interface SeenTree extends WorkingTree {
  /** False for certain, true perhaps: files of git's attributes are in the user's index or in the tree. */
  readonly hasAttributes: boolean;
  /** The user's index beside it, as a tree; `undefined`: it was not asked for. */
  readonly user: Pick<UserIndex, "tree"> | undefined;
}

export interface WriteOptions {
  /** Ignored files to be read all the same. */
  readonly also?: readonly string[];
  /** Only to look at it. */
  readonly seen?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TakeProgress) => void) | undefined;
}

/** What an index was made from; `undefined` when no ref leads to this checkpoint's commit any more, so that its objects may be gone. */
export type FindOrigin = (commit: ObjectId) => Promise<IndexOrigin | undefined>;

export interface LookOptions {
  /** Ignored files to be read all the same. */
  readonly also?: readonly string[];
  readonly afresh?: boolean;
  readonly whole?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface TakeProgress {
  readonly step: "looking" | "reading" | "writing";
  /** New or edited files that are read; 0 while looking. */
  readonly files: number;
}

/** Files come and go while they are read; after this many tries they are left out. */
const tries = 4;

/**
 * Writes the whole working tree, untracked files included, as a tree object, through the private index that was claimed for it; the user's index is
 * only read.
 *
 * Content goes through git's own conversion, line endings and clean filters included, as it would for `git add`: otherwise every file of a
 * repository with such a filter would look changed against HEAD, and a large-file filter would be bypassed. The filters that run are the ones
 * the person's own `git status` and `git add` run here already. What that takes from a file is kept beside the tree (lookBeside.ts).
 */
export async function writeWorkingTree(
  context: ScanContext & PrivateIndexContext,
  claimed: PrivateIndex,
  findOrigin: FindOrigin,
  options: WriteOptions = {},
): Promise<WrittenTree> {
  const { holder } = claimed;
  try {
    const isAsked = holder !== undefined && (claimed.traits.untracked || options.seen !== true);
    // The walks need not wait for it; where the holder is gone, nobody wants what they find.
    const finding = isAsked ? findOrigin(holder) : Promise.resolve(undefined);
    const [found, staging] = await Promise.allSettled([finding, stage(context, claimed, finding, options)]);
    if (found.status === "rejected") throw found.reason;
    const isGone = isAsked && found.value === undefined;
    const origin = holder === undefined || isGone ? undefined : await findOrigin(holder);
    if (holder === undefined || origin !== undefined) {
      if (staging.status === "rejected") throw staging.reason;
      const { isTouched, ...staged } = staging.value;
      const known = isTouched ? undefined : (origin?.tree ?? claimed.seed?.user?.tree);
      return { ...staged, tree: known ?? (await writeTree(context, claimed, options.signal)), index: claimed, origin };
    }
  } catch (error) {
    await claimed.discard();
    throw error;
  }
  await claimed.discard();
  const seeded = await seedPrivateIndex(context, { signal: options.signal });
  return writeWorkingTree(context, seeded, findOrigin, options);
}

async function writeTree(
  { repository }: PrivateIndexContext,
  index: PrivateIndex,
  signal?: AbortSignal,
): Promise<ObjectId> {
  return parseObjectId(outputText(await repository.write(["write-tree", "--missing-ok"], index.options({ signal }))));
}

/**
 * The same only to look at it: no ref will hold the tree, so the index of the next checkpoint does not learn of it. `afresh`: from the user's index
 * alone; `whole`: with the user's index beside it.
 */
export async function lookAtWorkingTree(
  context: ScanContext & PrivateIndexContext,
  findOrigin: FindOrigin,
  { afresh = false, whole = false, also = [], signal }: LookOptions = {},
): Promise<SeenTree> {
  const lent = afresh
    ? await seedPrivateIndex(context, { user: whole, signal })
    : await (await claimPrivateIndex(context, { user: whole, signal })).lend();
  const { index, tree, skipped, ignored, emptyDirectories } = await writeWorkingTree(context, lent, findOrigin, {
    seen: true,
    also,
    signal,
  });
  await index.discard();
  const { seed, traits } = index;
  const user = whole ? (seed?.user ?? { tree: await userIndexTree(context, signal) }) : undefined;
  return { tree, skipped, ignored, emptyDirectories, hasAttributes: traits.attributes, user };
}

async function stage(
  context: ScanContext & PrivateIndexContext,
  index: PrivateIndex,
  origin: Promise<IndexOrigin | undefined>,
  { also = [], signal, onProgress }: WriteOptions,
): Promise<Omit<WrittenTree, "tree" | "index" | "origin"> & { readonly isTouched: boolean }> {
  const leftOut = new Map<string, SkippedFile>();
  const removed = new Set<string>();
  let isTouched = false;
  const lateComers = index.traits.untracked
    ? readLateComers(context, origin, signal)
    : Promise.resolve(new Set<string>());
  for (let attempt = 1; ; attempt++) {
    onProgress?.({ step: "looking", files: 0 });
    let scan: WorkingTreeScan;
    try {
      scan = await scanWorkingTree(context, index, lateComers, also, signal);
    } catch (error) {
      // A directory became a link between two of git's looks.
      if (attempt < tries && isGitError(error, "beyond-link")) continue;
      throw error;
    }
    const present = [...scan.present.keys()].filter((path) => !leftOut.has(path));
    onProgress?.({ step: "reading", files: present.length });
    await removeEntries(context, index, scan.gone, signal);
    for (const path of scan.gone) {
      removed.add(path);
      (await lateComers).delete(path);
    }
    isTouched ||= scan.gone.length + present.length + scan.stale.length + leftOut.size > 0;
    if (scan.hidden && attempt < tries) continue;
    index.learn(present, scan.hasNew);
    const refused = await readFiles(context.repository, index, present, signal);
    for (const { path, reason, moved } of refused)
      if (!moved || attempt >= tries) leftOut.set(path, { path, size: 0, reason });
    if (refused.some(({ moved }) => moved) && attempt < tries) continue;
    await takeUserEntries(context, index, [...scan.stale, ...leftOut.keys()], signal);
    onProgress?.({ step: "writing", files: present.length });
    return {
      isTouched,
      skipped: eachOnce([...scan.skipped, ...leftOut.values()]),
      ignored: scan.ignored,
      read: present.filter((path) => !leftOut.has(path)),
      dropped: [...removed, ...scan.stale, ...leftOut.keys()],
      emptyDirectories: scan.emptyDirectories,
    };
  }
}

async function removeEntries(
  { repository }: PrivateIndexContext,
  index: PrivateIndex,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (paths.length === 0) return;
  const zero = zeroId(repository.paths.format);
  const stdin = toNulBytes(paths.map((path) => `0 ${zero}\t${path}`));
  await repository.write(["update-index", "-z", "--index-info"], index.options({ stdin, signal }));
}

/** A file that is left out keeps the version the user's index has, if any, not one an earlier checkpoint had. */
async function takeUserEntries(
  context: PrivateIndexContext,
  index: PrivateIndex,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (paths.length === 0 || index.seeded) return;
  const { repository } = context;
  const asked = new Set(paths);
  const entries = nulFields(await repository.read(["ls-files", "--stage", "-z", ...pathArguments(paths)], { signal }))
    .map(({ text }) => text)
    .filter((text) => asked.has(text.slice(text.indexOf("\t") + 1)));
  await removeEntries(context, index, paths, signal);
  if (entries.length === 0) return;
  const stdin = toNulBytes(entries);
  await repository.write(["update-index", "-z", "--index-info"], index.options({ stdin, signal }));
}

/** Sorted; of the same path, the last. */
export function eachOnce(files: readonly SkippedFile[]): readonly SkippedFile[] {
  const named = new Map(files.map((file) => [file.path, file]));
  return [...named.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1));
}
