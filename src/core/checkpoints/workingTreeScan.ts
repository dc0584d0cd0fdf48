import type { Repository } from "../git/repository.ts";
import { nulFields } from "../git/nulText.ts";
import { parseRawDiff } from "../git/treeDiff.ts";
import { baseName, joinPath, parentPath } from "../paths.ts";
import type { FileSystem } from "../ports.ts";
import type { SkippedFile } from "./checkpoint.ts";
import type { ExcludedPaths } from "./excludedPaths.ts";
import { lstatInside, lstatOrGone } from "./lstatInside.ts";
import type { PrivateIndex } from "./privateIndex.ts";

export interface ScanContext {
  readonly repository: Repository;
  readonly fs: FileSystem;
  readonly excluded: ExcludedPaths;
  /** Bytes; larger files are left out. */
  readonly sizeLimit: number;
}

/** How the working tree differs from an index. Paths are exact and relative to the top. */
export interface WorkingTreeScan {
  /** New or edited files and links to be read. */
  readonly present: readonly string[];
  /** Known to the index, and no file any more. */
  readonly gone: readonly string[];
  /** Left out, though the index knows them from before. */
  readonly stale: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly emptyDirectories: readonly string[];
  /** A known file is a directory now; git lists nothing inside until the index has forgotten the file. */
  readonly hidden: boolean;
  /** An ignore file changed, so what the index knows may be ignored now. */
  readonly rulesChanged: boolean;
}

/** At once; more would only queue in the thread pool. */
const statBatch = 64;
/** An untracked directory is searched for empty ones up to this many entries. */
const mostEntries = 20_000;
/** Names git refuses in a tree, on some system or other. */
export const refusedName = /(?:^|\/)(?:\.git[ .]*|git~1)(?:\/|$)/iu;

/**
 * Two commands in parallel, because each needs one core: `diff-files` for what the index knows, `ls-files --others` for what it does not.
 * Nested repositories and submodules stay out: the one is listed as a directory, the other has the mode of a commit.
 */
export async function scanWorkingTree(
  context: ScanContext,
  index: PrivateIndex,
  signal?: AbortSignal,
): Promise<WorkingTreeScan> {
  const { excluded, fs, repository } = context;
  const others = ["ls-files", "--others", "--exclude-standard", ...excluded.options, "-z"];
  const [diff, untracked] = await Promise.all([
    repository.read(["diff-files", "--raw", "-z", "--no-abbrev", "--ignore-submodules=all"], index.options({ signal })),
    repository.read([...others, "--directory"], index.options({ signal })),
  ]);
  const skipped: SkippedFile[] = [];
  const candidates = new Map<string, "known" | "new">();
  const gone = new Set<string>();
  for (const change of parseRawDiff(diff)) {
    if (change.oldMode === "160000" || excluded.has(change.path)) continue;
    if (!change.exact) skipped.push({ path: change.path, size: 0, reason: "name" });
    else if (change.status === "deleted") gone.add(change.path);
    else candidates.set(change.path, "known");
  }
  const directories: string[] = [];
  const addNew = (output: Uint8Array): void => {
    for (const { text, exact } of nulFields(output)) {
      if (excluded.has(text)) continue;
      if (!exact || refusedName.test(text)) skipped.push({ path: text, size: 0, reason: "name" });
      else if (text.endsWith("/")) directories.push(text);
      else if (!candidates.has(text)) candidates.set(text, "new");
    }
  };
  addNew(untracked);
  const untrackedDirectories = directories.splice(0);
  const occupied: string[] = [];
  const emptyDirectories: string[] = [];
  for (const directory of untrackedDirectories) {
    const names = await fs.names(joinPath(repository.place.root, directory));
    if (names === undefined) continue;
    if (names.length === 0) emptyDirectories.push(directory);
    else if (!names.includes(".git")) occupied.push(directory);
  }
  if (occupied.length > 0) {
    addNew(await repository.read([...others, "--", ...occupied], index.options({ signal })));
    emptyDirectories.push(...(await nestedEmptyDirectories(context, occupied)));
  }
  const { present, stale } = await sortOut(context, candidates, gone, skipped);
  const left = await lookAtGone(context, gone);
  return {
    present,
    stale,
    gone: [...gone].toSorted(),
    skipped: skipped.toSorted(byPath),
    emptyDirectories: [...new Set([...emptyDirectories, ...left.emptied])].toSorted(),
    hidden: left.hidden,
    rulesChanged: [...candidates.keys(), ...gone].some((path) => baseName(path) === ".gitignore"),
  };
}

/** Tells files to read from those to leave out; adds to `gone` and `skipped`. */
async function sortOut(
  { fs, repository, sizeLimit }: ScanContext,
  candidates: ReadonlyMap<string, "known" | "new">,
  gone: Set<string>,
  skipped: SkippedFile[],
): Promise<Pick<WorkingTreeScan, "present" | "stale">> {
  const present: string[] = [];
  const stale: string[] = [];
  await inBatches([...candidates], async ([path, origin]) => {
    const stat = await lstatOrGone(fs, joinPath(repository.place.root, path));
    const known = origin === "known";
    if (stat?.kind === "file" && stat.size > sizeLimit) {
      skipped.push({ path, size: stat.size, reason: "too-large" });
      if (known) stale.push(path);
    } else if (stat?.kind === "other") {
      skipped.push({ path, size: 0, reason: "not-a-file" });
      if (known) gone.add(path);
    } else if (stat === undefined || stat.kind === "directory") {
      if (known) gone.add(path);
    } else present.push(path);
  });
  return { present: present.toSorted(), stale: stale.toSorted() };
}

/** What stands where known files were: directories instead of them, and directories they left empty. */
async function lookAtGone(
  { fs, repository }: ScanContext,
  gone: ReadonlySet<string>,
): Promise<{ readonly hidden: boolean; readonly emptied: readonly string[] }> {
  const { root } = repository.place;
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
    if (stat?.kind === "directory" && (await fs.names(joinPath(root, parent)))?.length === 0)
      emptied.push(`${parent}/`);
  });
  return { hidden, emptied };
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += statBatch) {
    await Promise.all(items.slice(start, start + statBatch).map(work));
  }
}

/** Empty directories inside untracked ones, which git names only by their top. Bounded: beyond `mostEntries` the rest is not noted. */
async function nestedEmptyDirectories(
  { fs, repository }: ScanContext,
  tops: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [...tops];
  let seen = 0;
  for (let directory = waiting.pop(); directory !== undefined && seen < mostEntries; directory = waiting.pop()) {
    const names = (await fs.names(joinPath(repository.place.root, directory))) ?? [];
    if (names.length === 0) found.push(directory);
    if (names.includes(".git")) continue;
    seen += names.length;
    for (const name of names) {
      const stat = await fs.lstat(joinPath(repository.place.root, directory + name));
      if (stat?.kind === "directory") waiting.push(`${directory}${name}/`);
    }
  }
  return found;
}

export function byPath(left: SkippedFile, right: SkippedFile): number {
  return left.path < right.path ? -1 : Number(left.path > right.path);
}
