import { parseObjectId, zeroId, type ObjectId } from "../git/objectId.ts";
import { GitError, isGitError } from "../git/gitError.ts";
import { nulFields, outputText, toNulBytes } from "../git/nulText.ts";
import type { SkippedFile } from "./checkpoint.ts";
import { claimPrivateIndex, seedPrivateIndex, type PrivateIndex, type PrivateIndexContext } from "./privateIndex.ts";
import { byPath, scanWorkingTree, type ScanContext } from "./workingTreeScan.ts";

export interface WorkingTree {
  readonly tree: ObjectId;
  readonly skipped: readonly SkippedFile[];
  readonly emptyDirectories: readonly string[];
}

export interface WrittenTree extends WorkingTree {
  /** What it was written with, for the caller to keep or discard: keep it only once a ref holds the tree. */
  readonly index: PrivateIndex;
}

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TakeProgress) => void) | undefined;
}

/** Whether a ref leads to this checkpoint's commit, so that all its objects exist. */
export type IsHeld = (commit: ObjectId) => Promise<boolean>;

export interface TakeProgress {
  readonly step: "looking" | "reading" | "writing";
  /** New or edited files that are read; 0 while looking. */
  readonly files: number;
}

/** Files come and go while they are read; after this many tries the error is shown. */
const tries = 4;

/**
 * Writes the whole working tree, untracked files included, as a tree object, through the private index; the user's index is only read.
 *
 * Content goes through git's own conversion, line endings and clean filters included, as it would for `git add`: otherwise every file of a
 * repository with such a filter would look changed against HEAD, and a large-file filter would be bypassed. The filters that run are the ones
 * the person's own `git status` and `git add` run here already. A file so comes back as git checks it out: where its line endings are others
 * than its attributes ask for, with those that they ask for.
 */
export async function writeWorkingTree(
  context: ScanContext & PrivateIndexContext,
  isHeld: IsHeld,
  options: WriteOptions = {},
): Promise<WrittenTree> {
  return writeFrom(context, await claimPrivateIndex(context, options.signal), isHeld, options);
}

/** The same only to look at it: no ref will hold the tree, so the index of the next checkpoint does not learn of it. `afresh`: from the user's index alone. */
export async function lookAtWorkingTree(
  context: ScanContext & PrivateIndexContext,
  isHeld: IsHeld,
  signal?: AbortSignal,
  afresh = false,
): Promise<WorkingTree> {
  const lent = afresh
    ? await seedPrivateIndex(context, signal)
    : await (await claimPrivateIndex(context, signal)).lend();
  const { index, ...working } = await writeFrom(context, lent, isHeld, { signal });
  await index.discard();
  return working;
}

async function writeFrom(
  context: ScanContext & PrivateIndexContext,
  index: PrivateIndex,
  isHeld: IsHeld,
  options: WriteOptions,
): Promise<WrittenTree> {
  const first = await writeThrough(context, index, isHeld, options);
  if (first !== "start-afresh") return first;
  const fresh = await seedPrivateIndex(context, options.signal);
  const second = await writeThrough(context, fresh, isHeld, options);
  if (second !== "start-afresh") return second;
  throw new GitError("locked", "Files keep changing while they are read.");
}

async function writeThrough(
  context: ScanContext & PrivateIndexContext,
  index: PrivateIndex,
  isHeld: IsHeld,
  { signal, onProgress }: WriteOptions,
): Promise<WrittenTree | "start-afresh"> {
  try {
    const staged = await stage(context, index, signal, onProgress);
    if (staged === "rules-changed" || (index.holder !== undefined && !(await isHeld(index.holder)))) {
      await index.discard();
      return "start-afresh";
    }
    const output = await context.repository.write(["write-tree", "--missing-ok"], index.options({ signal }));
    return { ...staged, tree: parseObjectId(outputText(output)), index };
  } catch (error) {
    await index.discard();
    throw error;
  }
}

async function stage(
  context: ScanContext & PrivateIndexContext,
  index: PrivateIndex,
  signal?: AbortSignal,
  onProgress?: (progress: TakeProgress) => void,
): Promise<Omit<WorkingTree, "tree"> | "rules-changed"> {
  const leftOut = new Map<string, SkippedFile>();
  for (let attempt = 1; ; attempt++) {
    onProgress?.({ step: "looking", files: 0 });
    const scan = await scanWorkingTree(context, index, signal);
    if (scan.rulesChanged && !index.seeded) return "rules-changed";
    const present = scan.present.filter((path) => !leftOut.has(path));
    onProgress?.({ step: "reading", files: present.length });
    try {
      await removeEntries(context, index, scan.gone, signal);
      if (scan.hidden && attempt < tries) continue;
      await takeUserEntries(context, index, [...scan.stale, ...leftOut.keys()], signal);
      if (present.length > 0) {
        const update = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
        await context.repository.write(update, index.options({ stdin: toNulBytes(present), signal }));
      }
      onProgress?.({ step: "writing", files: present.length });
      return {
        skipped: [...scan.skipped, ...leftOut.values()].toSorted(byPath),
        emptyDirectories: scan.emptyDirectories,
      };
    } catch (error) {
      if (!isGitError(error, "unreadable-file", "not-permitted", "failed")) throw error;
      const refused = await refusedFiles(context, index, error.stderr, present, signal);
      for (const file of refused) leftOut.set(file.path, file);
      if (refused.length === 0 && attempt >= tries) throw error;
    }
  }
}

/** Which of the files git gave up on: one it may not read, or all that a filter which fails is for, since it would fail for each of them. */
async function refusedFiles(
  { repository }: PrivateIndexContext,
  index: PrivateIndex,
  stderr: string,
  present: readonly string[],
  signal?: AbortSignal,
): Promise<readonly SkippedFile[]> {
  const fatal = fatalPart(stderr).replace(/\n$/u, "");
  const path = /^fatal: [Uu]nable to process path (.*)$/su.exec(fatal)?.[1];
  if (path !== undefined && present.includes(path) && /Permission denied/u.test(stderr))
    return [{ path, size: 0, reason: "unreadable" }];
  const filter = /: clean filter '([^']+)' failed$/u.exec(fatal)?.[1];
  if (filter === undefined) return [];
  const options = index.options({ stdin: toNulBytes(present), signal });
  const fields = nulFields(await repository.read(["check-attr", "-z", "--stdin", "filter"], options));
  return present
    .filter((_, at) => fields[3 * at + 2]?.text === filter)
    .map((one) => ({ path: one, size: 0, reason: "filter" }));
}

function fatalPart(stderr: string): string {
  return stderr.slice(Math.max(0, stderr.lastIndexOf("fatal: ")));
}

async function removeEntries(
  { repository }: PrivateIndexContext,
  index: PrivateIndex,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (paths.length === 0) return;
  const zero = zeroId(repository.place.format);
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
  const entries = nulFields(await repository.read(["ls-files", "--stage", "-z", "--", ...paths], { signal }));
  await removeEntries(context, index, paths, signal);
  if (entries.length === 0) return;
  const stdin = toNulBytes(entries.map(({ text }) => text));
  await repository.write(["update-index", "-z", "--index-info"], index.options({ stdin, signal }));
}
