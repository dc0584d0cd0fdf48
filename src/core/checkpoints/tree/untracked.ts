import { nulFields } from "../../git/repository/nulText.ts";
import { pathArguments } from "../../git/repository/pathArguments.ts";
import { isCutOff, isUnreadable } from "../../files/lstatInside.ts";
import { joinPath } from "../../files/paths.ts";
import type { DirectoryEntry, FileSystem } from "../../base/ports.ts";
import type { SkippedFile } from "../model/checkpoint.ts";
import { inBatches } from "../../base/inBatches.ts";
import type { PrivateIndex } from "../../git/index/privateIndex.ts";
import { isOwnWorktree } from "./ownWorktree.ts";
import type { ScanContext } from "./takeContext.ts";

/** What an index does not know. Paths are exact and relative to the top; directories have a slash behind them. */
export interface Untracked {
  readonly files: readonly string[];
  /** A directory that holds nothing but ignored files is one path. */
  readonly ignored: readonly string[];
  /** Nested repositories, worktrees of this one, directories that cannot be listed, and names that no tree can hold. */
  readonly skipped: readonly SkippedFile[];
  readonly emptyDirectories: readonly string[];
}

/** An untracked directory is searched for empty ones up to this many entries. */
const mostEntries = 20_000;

/** Names git refuses in a tree, on some system or other. */
export const refusedName = /(?:^|\/)(?:\.git[ .]*|git~1)(?:\/|$)/iu;

/** One listing of git, with the directories it could not look into. */
interface Listing {
  readonly output: Uint8Array;
  readonly unreadable: readonly string[];
}

/** Untracked files and directories, ignored ones too, without looking into the directories: a walk that has no rules to read. */
export async function listTops(context: ScanContext, index: PrivateIndex, signal?: AbortSignal): Promise<Listing> {
  return list(context, index, ["--directory"], signal);
}

/**
 * Sorts what `listTops` found, and looks into the directories that are not ignored. What is another repository is decided by git, which looks
 * whether a `.git` leads to one: it names that with a slash behind it, and goes into every other directory.
 */
export async function sortUntracked(
  context: ScanContext,
  index: PrivateIndex,
  tops: Listing,
  isIgnored: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Untracked> {
  const { excluded, fs, repository } = context;
  const files = new Set<string>();
  const ignored = new Set<string>();
  const directories: string[] = [];
  const skipped = new Map<string, SkippedFile["reason"]>(tops.unreadable.map((path) => [path, "unreadable"]));
  for (const { text, exact } of nulFields(tops.output)) {
    if (excluded.has(text)) continue;
    if (isIgnored.has(text)) ignored.add(text);
    else if (!exact || refusedName.test(text)) skipped.set(text, "name");
    else if (text.endsWith("/")) directories.push(text);
    else files.add(text);
  }
  const occupied: string[] = [];
  const emptyDirectories: string[] = [];
  await inBatches(directories, async (directory) => {
    const entries = await listEntries(fs, joinPath(repository.paths.root, directory));
    if (entries === "unreadable") skipped.set(directory, "unreadable");
    else if (entries?.length === 0) emptyDirectories.push(directory);
    else if (entries !== undefined) occupied.push(directory);
  });
  if (occupied.length > 0) {
    const rules = ["--exclude-standard"];
    const where = pathArguments(occupied);
    const repositories: string[] = [];
    const [inside, hidden] = await Promise.all([
      list(context, index, [...rules, ...where], signal),
      list(context, index, ["--ignored", ...rules, "--directory", ...where], signal),
    ]);
    for (const path of [...inside.unreadable, ...hidden.unreadable]) skipped.set(path, "unreadable");
    for (const { text } of nulFields(hidden.output)) if (!excluded.has(text)) ignored.add(text);
    for (const { text, exact } of nulFields(inside.output)) {
      if (excluded.has(text)) continue;
      if (!exact || refusedName.test(text)) skipped.set(text, "name");
      else if (text.endsWith("/")) repositories.push(text);
      else files.add(text);
    }
    await inBatches(repositories, async (path) => {
      skipped.set(path, (await isOwnWorktree(context, path)) ? "worktree" : "nested-repository");
    });
    emptyDirectories.push(
      ...(await nestedEmptyDirectories(context, occupied, (path) => ignored.has(path) || skipped.has(path))),
    );
  }
  return {
    files: [...files],
    ignored: [...ignored],
    skipped: [...skipped].map(([path, reason]) => ({ path, size: 0, reason })),
    emptyDirectories,
  };
}

async function list(
  { repository, excluded }: ScanContext,
  index: PrivateIndex,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<Listing> {
  const command = ["ls-files", "--others", "-z", ...excluded.options, ...args];
  const { stdout, stderr } = await repository.answer(command, [], index.options({ signal }));
  return { output: stdout, unreadable: unopened(stderr).filter((path) => !excluded.has(path)) };
}

/** Directories git passed over; one that is gone meanwhile does not count. Of a very long path git shows the beginning alone: a directory around it. */
function unopened(stderr: string): readonly string[] {
  const lines = stderr.matchAll(/^warning: could not open directory '(.*?)(?:': (.*))?$/gmu);
  return [...lines].flatMap(([, path = "", why]) => {
    if (why === undefined) return [path.slice(0, path.lastIndexOf("/") + 1)];
    return /^(?:No such file|Not a directory)/u.test(why) ? [] : [path];
  });
}

/** Which of the paths a rule ignores. `paths`: NUL-terminated, so that names that are not UTF-8 are asked for, too. */
export async function ignoredAmong(
  { repository }: ScanContext,
  paths: readonly Uint8Array[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const stdin = relative(paths);
  if (stdin.length === 0) return new Set();
  // Without an index: whether it knows them is known already.
  const command = ["--no-literal-pathspecs", "check-ignore", "--no-index", "-z", "--stdin"];
  const { stdout } = await repository.answer(command, [1], { stdin, signal });
  return new Set(nulFields(stdout).map(({ text }) => text.slice(2)));
}

/** Each with `./` before it, since `check-ignore` takes a colon at the beginning for more than a name. */
function relative(paths: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of paths) for (const byte of part) length += byte === 0 ? 3 : 1;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of paths) {
    let start = 0;
    for (let end = part.indexOf(0) + 1; end > 0; end = part.indexOf(0, start) + 1) {
      bytes.set([0x2e, 0x2f], at);
      bytes.set(part.subarray(start, end), at + 2);
      at += 2 + end - start;
      start = end;
    }
  }
  return bytes;
}

/** As `FileSystem.entries`, with a directory that cannot be listed as an answer; what is not a directory any more counts as absent. */
export async function listEntries(
  fs: FileSystem,
  directory: string,
): Promise<readonly DirectoryEntry[] | "unreadable" | undefined> {
  try {
    return await fs.entries(directory);
  } catch (error) {
    if (isCutOff(error)) return undefined;
    if (isUnreadable(error)) return "unreadable";
    throw error;
  }
}

/** Empty directories inside untracked ones, which git names only by their top. Bounded: beyond `mostEntries` the rest is not noted. */
async function nestedEmptyDirectories(
  { fs, repository }: ScanContext,
  tops: readonly string[],
  isForeign: (path: string) => boolean,
): Promise<readonly string[]> {
  const { root } = repository.paths;
  const found: string[] = [];
  const waiting = [...tops];
  let seen = 0;
  for (let directory = waiting.pop(); directory !== undefined && seen < mostEntries; directory = waiting.pop()) {
    if (isForeign(directory)) continue;
    const entries = await listEntries(fs, joinPath(root, directory));
    if (entries === undefined || entries === "unreadable") continue;
    if (entries.length === 0) found.push(directory);
    seen += entries.length;
    for (const { name, kind } of entries)
      if (kind === "directory" && name !== ".git") waiting.push(`${directory}${name}/`);
  }
  return found;
}
