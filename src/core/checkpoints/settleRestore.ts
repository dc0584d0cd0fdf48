import { joinPath } from "../paths.ts";
import { readEntries, SmallIndex, type FileEntries, type FileEntry } from "./fileEntries.ts";
import { lstatInside } from "./lstatInside.ts";
import { scratchPath } from "./privateIndex.ts";
import type { Journal } from "./restoreJournal.ts";
import { Surroundings } from "./surroundings.ts";
import type { TakeContext } from "./takeCheckpoint.ts";

/** Content is compared with a cut-off file up to this size; a larger one counts as edited. */
const mostCompared = 512 * 1024 * 1024;

/**
 * Brings the files of an interrupted restore to one side, `to` (complete it) or `from` (take it back). Each file is either still the one,
 * already the other, missing because git was killed between its removal and its return, or cut off while it was written; anything else was
 * edited since and stays as it is, and so does what a person has put where a file would come back (git itself would overwrite an ignored file
 * there). Returns those paths. Running it twice, or beside another that does the same, changes nothing more.
 */
export async function settleFiles(
  context: TakeContext,
  { sides }: Pick<Journal, "sides">,
  side: "from" | "to",
): Promise<readonly string[]> {
  const { repository } = context;
  const [from, to] = await Promise.all([readEntries(repository, sides.from), readEntries(repository, sides.to)]);
  const [notFrom, notTo] = [await differing(context, from), await differing(context, to)];
  const goal = new Map(side === "to" ? to : from);
  const found = new Map<string, FileEntry>();
  const edited: string[] = [];
  for (const path of new Set([...from.keys(), ...to.keys()])) {
    const [before, after] = [from.get(path), to.get(path)];
    if (before !== undefined && !notFrom.has(path)) found.set(path, before);
    else if (after !== undefined && !notTo.has(path)) found.set(path, after);
    else if (!(await isMissing(context, path, [before, after]))) {
      edited.push(path);
      goal.delete(path);
    }
  }
  const surroundings = new Surroundings(context, new Set([...found.keys()].filter((path) => !goal.has(path))));
  for (const path of goal.keys()) {
    if (found.has(path) || !(await surroundings.blocked(path))) continue;
    edited.push(path);
    goal.delete(path);
  }
  await withSmallIndexes(context, async (now, then) => {
    await now.load({ "": found });
    await then.load({ "": goal });
    await now.differing();
    const [start, end] = [await now.writeTree(), await then.writeTree()];
    if (start !== end) await now.move({ from: start, to: end });
  });
  return edited.toSorted();
}

/** Two throw-away indexes that are gone afterwards. */
export async function withSmallIndexes<T>(
  context: TakeContext,
  work: (first: SmallIndex, second: SmallIndex) => Promise<T>,
): Promise<T> {
  const first = new SmallIndex(context.repository, scratchPath(context));
  const second = new SmallIndex(context.repository, scratchPath(context));
  try {
    return await work(first, second);
  } finally {
    await first.remove(context.fs);
    await second.remove(context.fs);
  }
}

async function differing(context: TakeContext, entries: FileEntries): Promise<ReadonlySet<string>> {
  return withSmallIndexes(context, async (index) => {
    await index.load({ "": entries });
    return index.differing();
  });
}

/** Whether nothing of a person's is at this path; the cut-off beginning of one of the two contents is removed. */
async function isMissing(
  context: TakeContext,
  path: string,
  contents: readonly (FileEntry | undefined)[],
): Promise<boolean> {
  const { fs, repository } = context;
  const file = joinPath(repository.place.root, path);
  const stat = await lstatInside(fs, repository.place.root, path);
  if (stat === undefined || stat.kind === "directory") return true; // What is inside a directory is judged by its own paths, and by git.
  if (stat.kind !== "file" || stat.size > mostCompared) return false;
  const written = await fs.read(file, mostCompared);
  for (const entry of contents) {
    if (entry === undefined || entry.mode === "120000" || written === undefined) continue;
    const whole = await repository.read(["cat-file", "--filters", `--path=${path}`, entry.id]);
    if (written.length < whole.length && written.every((byte, at) => byte === whole[at])) return fs.remove(file);
  }
  return written === undefined;
}
