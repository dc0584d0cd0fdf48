import { attributesByPath, readAttributes, type PathAttribute } from "../git/attributes.ts";
import { GitError, isGitError } from "../git/gitError.ts";
import { quoted } from "../git/hashFiles.ts";
import { conversionAttributes, conversionOf } from "../git/lineEndings.ts";
import { nulFields, outputText, toNulBytes } from "../git/nulText.ts";
import { parseObjectId } from "../git/objectId.ts";
import type { Repository } from "../git/repository.ts";
import { pathArguments } from "../git/pathArguments.ts";
import { joinPath } from "../paths.ts";
import type { FileStat } from "../ports.ts";
import { isConverted, isFiltered, type ConversionRules } from "./conversionRules.ts";
import type { FileEntries, FileEntry } from "./fileEntries.ts";
import { lstatOrGone } from "./lstatInside.ts";
import { readOrNothing } from "./readOrNothing.ts";
import type { PrivateIndex, PrivateIndexContext } from "./privateIndex.ts";
import type { SuspectFiles } from "./suspectFiles.ts";
import type { ScanContext } from "./workingTreeScan.ts";

/** Files whose content is compared at once: together at most so many bytes, so that they fit into memory. */
const mostBytes = 8 * 1024 * 1024;

export interface RawOptions {
  readonly rules: ConversionRules;
  /** What is known of files that git has not read again: whether they are as long as their objects (suspectFiles.ts). */
  readonly lengths?: SuspectFiles;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Those of the files, which the index has just read, that git would write with other bytes than they have now, or without the execute bit they
 * have: each with its own bytes as an object. Not those a configured filter is for: what an encrypting filter keeps secret must not enter the object
 * database. A file that changes meanwhile is passed over; the next checkpoint reads it again.
 */
export async function readRawFiles(
  context: ScanContext & PrivateIndexContext,
  index: PrivateIndex,
  paths: readonly string[],
  { rules, lengths = new Map(), signal }: RawOptions,
): Promise<FileEntries> {
  if (paths.length === 0) return new Map();
  const { repository, fs } = context;
  // Else without the index, which is large and has no attributes that the working tree has not.
  const options = rules.isSparse
    ? index.options({ signal })
    : { env: { GIT_INDEX_FILE: repository.ownFile("no-index") }, signal };
  const byPath = attributesByPath(await readAttributes(repository, conversionAttributes, paths, options));
  const { root } = repository.place;
  const mayDiffer = (path: string, own: readonly PathAttribute[]): boolean => {
    const length = lengths.get(path);
    if (length === undefined) return isConverted(own, rules);
    return length === "other" || conversionOf(own, rules.lines, root) !== "";
  };
  const asked = paths.filter((path) => {
    const own = byPath.get(path) ?? [];
    return !isFiltered(own, rules) && (!rules.tracksMode || mayDiffer(path, own));
  });
  if (asked.length === 0) return new Map();
  const known = await readIndexEntries(context, index, asked, signal);
  const chosen: [string, FileEntry["mode"]][] = [];
  let group: Compared[] = [];
  let bytes = 0;
  const compare = async (): Promise<void> => {
    for (const { path, mode } of await differing(context, group, signal)) chosen.push([path, mode]);
    [group, bytes] = [[], 0];
  };
  for (const path of asked) {
    const entry = known.get(path);
    const stat = await lstatOrGone(fs, joinPath(root, path));
    if (entry === undefined || entry.mode === "120000" || stat?.kind !== "file") continue;
    const mode = rules.tracksMode ? entry.mode : modeOf(stat);
    if (mode !== entry.mode || stat.size > mostBytes) chosen.push([path, mode]);
    else if (mayDiffer(path, byPath.get(path) ?? [])) {
      group.push({ path, mode, id: entry.id });
      bytes += stat.size;
      if (bytes > mostBytes) await compare();
    }
  }
  if (group.length > 0) await compare();
  return writeRaw(repository, chosen, signal);
}

interface Compared extends FileEntry {
  readonly path: string;
}

function modeOf({ mode }: FileStat): FileEntry["mode"] {
  return (mode & 0o100) === 0 ? "100644" : "100755";
}

async function readIndexEntries(
  { repository }: ScanContext,
  index: PrivateIndex,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<FileEntries> {
  const list = ["ls-files", "--stage", "-z", ...pathArguments(paths)];
  const found = new Map<string, FileEntry>();
  for (const { text } of nulFields(await repository.read(list, index.options({ signal })))) {
    const [, mode, id, path] = /^(100644|100755|120000) ([0-9a-f]+) 0\t(.+)$/su.exec(text) ?? [];
    if (mode !== undefined && id !== undefined && path !== undefined)
      found.set(path, { mode: mode as FileEntry["mode"], id: parseObjectId(id) });
  }
  return found;
}

/** Each byte as one character, so that bytes can be split and compared as text. */
const bytewise = new TextDecoder("windows-1252");

/**
 * Those that a checkout would write with other bytes than they have now. git says how long an object is, not what a conversion makes of it, so
 * the contents are told apart by a word nobody can foresee.
 */
async function differing(
  { fs, random, repository }: ScanContext & PrivateIndexContext,
  files: readonly Compared[],
  signal?: AbortSignal,
): Promise<readonly Compared[]> {
  const word = random.hex(16);
  const stdin = toNulBytes(files.map(({ id, path }) => `${id} ${path}`));
  const output = await repository.read(["cat-file", `--batch=${word}`, "--filters", "--buffer", "-z"], {
    stdin,
    signal,
  });
  const contents = `\n${bytewise.decode(output)}`.split(`\n${word}\n`).slice(1);
  if (contents.length !== files.length)
    throw new GitError("corrupt", "git gave only a part of the files that were asked for.");
  const found: Compared[] = [];
  for (const [at, file] of files.entries()) {
    const content = contents[at] ?? "";
    // Behind each there is one line feed, which before the next word is a part of that.
    const written = at === files.length - 1 ? content.slice(0, -1) : content;
    const bytes = await readOrNothing(fs, joinPath(repository.place.root, file.path), 2 * mostBytes);
    if (bytes !== undefined && bytewise.decode(bytes) !== written) found.push(file);
  }
  return found;
}

async function writeRaw(
  repository: Repository,
  files: readonly (readonly [string, FileEntry["mode"]])[],
  signal?: AbortSignal,
): Promise<FileEntries> {
  if (files.length === 0) return new Map();
  const stdin = new TextEncoder().encode(files.map(([path]) => `${quoted(path)}\n`).join(""));
  try {
    const output = await repository.write(["hash-object", "-w", "--no-filters", "--stdin-paths"], { stdin, signal });
    const ids = outputText(output).split("\n");
    return new Map(files.map(([path, mode], at) => [path, { mode, id: parseObjectId(ids[at] ?? "") }]));
  } catch (error) {
    if (!isGitError(error, "failed", "unreadable-file", "not-permitted")) throw error;
    if (files.length === 1) return new Map();
    const half = Math.ceil(files.length / 2);
    const halves = [files.slice(0, half), files.slice(half)];
    const written = await Promise.all(halves.map(async (some) => writeRaw(repository, some, signal)));
    return new Map(written.flatMap((entries) => [...entries]));
  }
}
