import type { LineEndings } from "../../git/config/lineEndings.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { CommandOptions } from "../../git/repository/repository.ts";
import { toNulBytes } from "../../git/repository/nulText.ts";
import { diffTrees, parseRawDiff, type PathChange } from "../../git/objects/treeDiff.ts";
import { filesNotLookedAt } from "../../git/objects/filesNotLookedAt.ts";
import type { Unjudged } from "../../git/index/unjudgedPaths.ts";
import { joinPath, parentPath } from "../../files/paths.ts";
import type { FileStat } from "../../base/ports.ts";
import type { Checkpoint, SkippedFile } from "../model/checkpoint.ts";
import { inBatches } from "../../base/inBatches.ts";
import { isUnreadable, lookInside, lstatInside, lstatOrGone } from "../../files/lstatInside.ts";
import { LastAnswer } from "../../base/lastAnswer.ts";
import type { PrivateIndex } from "../../git/index/privateIndex.ts";
import { unheldSubmodules } from "./submoduleContent.ts";
import { ignoredAmong, listEntries, listTops, sortUntracked } from "./untracked.ts";
import type { ScanContext } from "./takeContext.ts";

/** How the working tree differs from an index. Paths are exact and relative to the top. */
export interface WorkingTreeScan {
  /** New or edited files and links to be read, sorted. */
  readonly present: ReadonlyMap<string, FileStat>;
  /** Known to the index, and not a file any more, or left out since because a rule ignores it. */
  readonly gone: readonly string[];
  /** Left out, though the index knows them from before. */
  readonly stale: readonly string[];
  /** Untracked and ignored, sorted (aside.ts). */
  readonly ignored: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly emptyDirectories: readonly string[];
  /** Some of `present` are not known to the index. */
  readonly hasNew: boolean;
  /** A known file is a directory now; git lists nothing inside until the index has forgotten the file. */
  readonly hidden: boolean;
}

/** What the index of an earlier checkpoint was made from: the checkpoint's commit with its tree, that of the user's index, and what lies beside. */
export interface IndexOrigin {
  readonly commit: ObjectId;
  readonly tree: ObjectId;
  readonly index: ObjectId;
  readonly aside: ObjectId | undefined;
  /** What the configuration said of line endings. */
  readonly lines: LineEndings | undefined;
  readonly skipped: readonly SkippedFile[];
}

/** `undefined` for none, and for one that was taken while the user's index held conflicts, which no commit can say. */
export function originOf(
  checkpoint: Pick<Checkpoint, "commit" | "tree" | "index" | "aside" | "lines" | "skipped"> | undefined,
): IndexOrigin | undefined {
  if (checkpoint?.index === undefined) return undefined;
  const { commit, tree, index, aside, lines, skipped } = checkpoint;
  return { commit, tree, index, aside, lines, skipped };
}

/**
 * Two walks in parallel, because each needs one core: `diff-files` for what the index knows, `ls-files --others` for what it does not. What only
 * an earlier checkpoint has put into the index (`lateComers`) is asked again whether a rule ignores it: rules come in files that no one has listed.
 * `also`: ignored files that count as new all the same.
 */
export async function scanWorkingTree(
  context: ScanContext,
  index: PrivateIndex,
  lateComers: Promise<ReadonlySet<string>>,
  also: readonly string[],
  signal?: AbortSignal,
): Promise<WorkingTreeScan> {
  const { excluded } = context;
  const [known, tops, own, submodules] = await Promise.all([
    lookAtKnown(context, index, signal),
    listTops(context, index, signal),
    lateComers,
    index.traits.links ? unheldSubmodules(context, index.options({ signal })) : [],
  ]);
  const skipped: SkippedFile[] = [...submodules];
  const candidates = new Map<string, "known" | "new">();
  const gone = new Set<string>();
  for (const change of known.changes) {
    if (change.oldMode === "160000" || excluded.has(change.path)) continue;
    if (!change.exact) skipped.push({ path: change.path, size: 0, reason: "name" });
    else if (change.status === "deleted") gone.add(change.path);
    else candidates.set(change.path, "known");
  }
  for (const path of known.replaced) gone.add(path);
  const standing = [...own].filter((path) => !gone.has(path) && !excluded.has(path));
  const ignored = await ignoredAmong(context, [tops.output, toNulBytes(standing)], signal);
  const untracked = await sortUntracked(context, index, tops, ignored, signal);
  skipped.push(...untracked.skipped);
  for (const path of untracked.files) if (!candidates.has(path)) candidates.set(path, "new");
  const forgotten = standing.filter((path) => ignored.has(path));
  for (const path of forgotten) candidates.delete(path);
  for (const path of also) candidates.set(path, "new");
  const { present, stale } = await sortOut(context, candidates, gone, skipped, index.options({ signal }));
  const directories = skipped.filter(({ path }) => path.endsWith("/")).map(({ path }) => path);
  for (const path of known.unreadable) {
    if (!directories.some((directory) => path.startsWith(directory)))
      skipped.push({ path, size: 0, reason: "unreadable" });
  }
  const left = await lookAtGone(context, gone);
  return {
    present,
    stale: [...stale, ...known.unreadable].toSorted(),
    gone: [...gone, ...forgotten].toSorted(),
    ignored: [...untracked.ignored, ...forgotten].toSorted(),
    skipped,
    emptyDirectories: [...new Set([...untracked.emptyDirectories, ...left.emptied])].toSorted(),
    hasNew: [...present.keys()].some((path) => candidates.get(path) === "new"),
    hidden: left.hidden,
  };
}

/** `replaced`: a link stands where a directory above them was, and git could not follow it. */
interface KnownFiles {
  readonly changes: readonly PathChange[];
  readonly unreadable: readonly string[];
  readonly replaced: readonly string[];
}

async function lookAtKnown(
  { fs, repository, excluded }: ScanContext,
  index: PrivateIndex,
  signal?: AbortSignal,
): Promise<KnownFiles> {
  const command = ["diff-files", "--raw", "-z", "--no-abbrev", "--ignore-submodules=all"];
  const { stdout, stderr } = await repository.answer(command, [], index.options({ signal }));
  const named = filesNotLookedAt(stderr).filter((path) => !excluded.has(path));
  const unreadable: string[] = [];
  const replaced: string[] = [];
  await inBatches(named, async (path) => {
    const stat = await lookInside(fs, repository.paths.root, path);
    (stat === undefined ? replaced : unreadable).push(path);
  });
  return { changes: parseRawDiff(stdout), unreadable: unreadable.toSorted(), replaced };
}

const lastAdded = new LastAnswer<readonly PathChange[]>();

/** Paths that the index knows from an earlier checkpoint alone. */
export async function readLateComers(
  { repository }: ScanContext,
  finding: Promise<IndexOrigin | undefined>,
  signal?: AbortSignal,
): Promise<Set<string>> {
  const origin = await finding;
  if (origin === undefined) return new Set();
  const { commit, index } = origin;
  const added = await lastAdded.of(`${repository.paths.commonDir} ${index} ${commit}`, async () =>
    diffTrees(repository, index, commit, { added: true, signal }),
  );
  return new Set(added.flatMap(({ path, exact }) => (exact ? [path] : [])));
}

/** Tells files to read from those to leave out; adds to `gone` and `skipped`. */
async function sortOut(
  { fs, repository, sizeLimit, unread }: ScanContext,
  candidates: ReadonlyMap<string, "known" | "new">,
  gone: Set<string>,
  skipped: SkippedFile[],
  options: CommandOptions,
): Promise<Pick<WorkingTreeScan, "present" | "stale">> {
  const present: [string, FileStat][] = [];
  const stale: string[] = [];
  await inBatches([...candidates], async ([path, origin]) => {
    const known = origin === "known";
    const leaveOut = (reason: SkippedFile["reason"], size = 0): void => {
      skipped.push({ path, size, reason });
      if (known) stale.push(path);
    };
    let stat: FileStat | undefined;
    try {
      stat = await lstatOrGone(fs, joinPath(repository.paths.root, path));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      leaveOut("unreadable");
      return;
    }
    if (stat?.kind === "file" && stat.size > sizeLimit) leaveOut("too-large", stat.size);
    else if (stat?.kind === "other") {
      skipped.push({ path, size: 0, reason: "not-a-file" });
      if (known) gone.add(path);
    } else if (stat === undefined || stat.kind === "directory") {
      if (known) gone.add(path);
    } else present.push([path, stat]);
  });
  const files = present.flatMap(([path, { kind }]) => (kind === "file" ? [path] : []));
  const left: Unjudged = (await unread?.(files, options)) ?? new Map();
  for (const [path, judgement] of left) {
    if (judgement === "same") continue;
    skipped.push({ path, size: 0, reason: "filter" });
    if (candidates.get(path) === "known") stale.push(path);
  }
  const read = present.filter(([path]) => !left.has(path)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { present: new Map(read), stale };
}

/** What stands where known files were: directories instead of them, and directories they left empty. */
async function lookAtGone(
  { fs, repository }: ScanContext,
  gone: ReadonlySet<string>,
): Promise<{ readonly hidden: boolean; readonly emptied: readonly string[] }> {
  const { root } = repository.paths;
  const emptied: string[] = [];
  const parents = new Set<string>();
  let hidden = false;
  await inBatches([...gone], async (path) => {
    const stat = await lstatInside(fs, root, path);
    if (stat?.kind === "directory") hidden = true;
    for (let parent = parentPath(path); parent !== "/" && !parents.has(parent); parent = parentPath(parent))
      parents.add(parent);
  });
  await inBatches([...parents], async (parent) => {
    const stat = await lstatInside(fs, root, parent);
    if (stat?.kind === "directory" && (await listEntries(fs, joinPath(root, parent)))?.length === 0)
      emptied.push(`${parent}/`);
  });
  return { hidden, emptied };
}
