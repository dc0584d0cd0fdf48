import { readAttributes, type PathAttribute } from "../git/attributes.ts";
import { readConfiguration, type ConfigurationEntry } from "../git/configuration.ts";
import { GitError, isGitError } from "../git/gitError.ts";
import { quoted } from "../git/hashFiles.ts";
import { nulFields, outputText, toNulBytes } from "../git/nulText.ts";
import { parseObjectId } from "../git/objectId.ts";
import type { Repository } from "../git/repository.ts";
import { pathArguments } from "../git/pathArguments.ts";
import { joinPath } from "../paths.ts";
import { FileError } from "../errors.ts";
import type { FileStat, FileSystem } from "../ports.ts";
import type { FileEntries, FileEntry } from "./fileEntries.ts";
import { lstatOrGone } from "./lstatInside.ts";
import type { PrivateIndex, PrivateIndexContext } from "./privateIndex.ts";
import type { ScanContext } from "./workingTreeScan.ts";

const attributeNames = ["text", "crlf", "eol", "working-tree-encoding", "ident", "filter"] as const;

/** Files whose content is compared at once: together at most so many bytes, so that they fit into memory. */
const mostBytes = 8 * 1024 * 1024;

/** What decides whether git converts a file, or says its execute bit. */
interface Rules {
  readonly convertsAll: boolean;
  readonly tracksMode: boolean;
  /** Names of those that are configured. */
  readonly filters: ReadonlySet<string>;
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
  signal?: AbortSignal,
): Promise<FileEntries> {
  const raw = new Map<string, FileEntry>();
  if (paths.length === 0) return raw;
  const { repository, fs } = context;
  // Without the index, which is large and seldom has attributes that the working tree has not.
  const env = { GIT_INDEX_FILE: repository.ownFile("no-index") };
  const [entries, attributes] = await Promise.all([
    readConfiguration(repository, signal),
    readAttributes(repository, attributeNames, paths, { env, signal }),
  ]);
  const rules = rulesOf(entries, await areModesReal(context));
  const byPath = new Map<string, PathAttribute[]>();
  for (const attribute of attributes) {
    const own = byPath.get(attribute.path);
    if (own === undefined) byPath.set(attribute.path, [attribute]);
    else own.push(attribute);
  }
  const asked = paths.filter((path) => {
    const own = byPath.get(path) ?? [];
    return !isFiltered(own, rules) && (!rules.tracksMode || isConverted(own, rules));
  });
  if (asked.length === 0) return raw;
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
    const stat = await lstatOrGone(fs, joinPath(repository.place.root, path));
    if (entry === undefined || entry.mode === "120000" || stat?.kind !== "file") continue;
    const mode = rules.tracksMode ? entry.mode : modeOf(stat);
    if (mode !== entry.mode || stat.size > mostBytes) chosen.push([path, mode]);
    else if (isConverted(byPath.get(path) ?? [], rules)) {
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

function rulesOf(entries: readonly ConfigurationEntry[], areModesOurs: boolean): Rules {
  const values = new Map(entries.map(({ key, value }) => [key, value.toLowerCase()]));
  const tracks = !/^(?:false|no|off|0)$/u.test(values.get("core.filemode") ?? "true");
  return {
    convertsAll: /^(?:true|yes|on|1|input)$/u.test(values.get("core.autocrlf") ?? "false"),
    tracksMode: tracks || !areModesOurs,
    filters: new Set(entries.flatMap(({ key }) => /^filter\.(.*)\.[^.]+$/su.exec(key)?.[1] ?? [])),
  };
}

/** Where every file looks executable, as on disks of other systems, the bit says nothing; nobody makes git's own HEAD executable. */
async function areModesReal({ fs, repository }: ScanContext): Promise<boolean> {
  const stat = await fs.lstat(repository.ownFile("HEAD"));
  return stat !== undefined && (stat.mode & 0o111) === 0;
}

function modeOf({ mode }: FileStat): FileEntry["mode"] {
  return (mode & 0o100) === 0 ? "100644" : "100755";
}

/** A filter that is configured nowhere does nothing, so it hides nothing either. */
function isFiltered(attributes: readonly PathAttribute[], { filters }: Rules): boolean {
  return attributes.some(({ name, value }) => name === "filter" && filters.has(value));
}

/** Whether git may change bytes of the file on the way in or out, as gitattributes(5) has it. */
function isConverted(attributes: readonly PathAttribute[], { convertsAll }: Rules): boolean {
  const values = new Map(attributes.map(({ name, value }) => [name, value]));
  const encoding = values.get("working-tree-encoding") ?? "unset";
  if (values.get("ident") === "set" || (encoding !== "unset" && encoding !== "")) return true;
  const text = values.get("text") ?? values.get("crlf");
  if (text !== undefined) return text !== "unset";
  return values.has("eol") || convertsAll;
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
    const bytes = await readOrNothing(fs, joinPath(repository.place.root, file.path));
    if (bytes !== undefined && bytewise.decode(bytes) !== written) found.push(file);
  }
  return found;
}

async function readOrNothing(fs: FileSystem, path: string): Promise<Uint8Array | undefined> {
  try {
    return await fs.read(path, 2 * mostBytes);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
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
