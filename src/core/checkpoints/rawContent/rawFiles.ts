import { attributesByPath, type PathAttribute } from "../../git/config/attributes.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { quoted } from "../../git/objects/hashFiles.ts";
import { conversionOf } from "../../git/config/lineEndings.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { parseObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileStat } from "../../base/ports.ts";
import { attributesNow } from "./attributesNow.ts";
import { isConverted, isFiltered, mayBeStripped, type ConversionRules } from "./conversionRules.ts";
import type { FileEntries, FileEntry } from "../../git/objects/fileEntries.ts";
import { readIndexEntries } from "../../git/index/indexEntries.ts";
import { lstatOrGone } from "../../files/lstatInside.ts";
import type { PrivateIndex, PrivateIndexContext } from "../../git/index/privateIndex.ts";
import { notReturned, type FilteredFile, type NotReturned } from "./strippedFiles.ts";
import type { SuspectFiles } from "./suspectFiles.ts";
import type { ScanContext } from "../tree/takeContext.ts";
import { mostTogether, writtenOtherwise, type ComparedFile } from "./writtenOtherwise.ts";

export interface RawOptions {
  readonly rules: ConversionRules;
  /** What is known of files that git has not read again: whether they are as long as their objects (suspectFiles.ts). */
  readonly lengths?: SuspectFiles;
  readonly signal?: AbortSignal | undefined;
}

/** What the tree does not say of files. */
export interface RawFiles {
  /** The bytes as they lie on the disk, and whether the file is executable. */
  readonly raw: FileEntries;
  readonly filtered: NotReturned;
  /** Files whose filter is off, so that nobody was asked. */
  readonly unasked: readonly string[];
}

/**
 * Those of the files, which the index has just read, that git would write with other bytes than they have now, or without the execute bit they
 * have: each with its own bytes as an object. Those a configured filter is for have none, they are only named: what an encrypting filter keeps secret
 * must not enter the object database. A file that changes meanwhile is passed over; the next checkpoint reads it again.
 */
export async function readRawFiles(
  context: ScanContext & PrivateIndexContext,
  index: PrivateIndex,
  paths: readonly string[],
  { rules, lengths = new Map(), signal }: RawOptions,
): Promise<RawFiles> {
  const nothing = { raw: new Map(), filtered: { stripped: [], failed: [] }, unasked: [] };
  if (paths.length === 0) return nothing;
  const { repository, fs } = context;
  const byPath = attributesByPath(await attributesNow(repository, paths, rules, index.options({ signal })));
  const { root } = repository.paths;
  const mayDiffer = (path: string, own: readonly PathAttribute[]): boolean => {
    const length = lengths.get(path);
    if (length === undefined) return isConverted(own, rules);
    return length === "other" || conversionOf(own, rules.lines, root) !== "";
  };
  const asked = paths.filter((path) => {
    const own = byPath.get(path) ?? [];
    return isFiltered(own, rules) || !rules.tracksMode || mayDiffer(path, own);
  });
  if (asked.length === 0) return nothing;
  const known = await readIndexEntries(repository, asked, index.options({ signal }));
  const chosen: Pick<ComparedFile, "path" | "mode">[] = [];
  const compared: ComparedFile[] = [];
  const ofFilters: FilteredFile[] = [];
  const unasked: string[] = [];
  for (const path of asked) {
    const entry = known.get(path);
    const stat = await lstatOrGone(fs, joinPath(root, path));
    if (entry === undefined || entry.mode === "120000" || stat?.kind !== "file") continue;
    const attributes = byPath.get(path) ?? [];
    if (isFiltered(attributes, rules)) {
      if (mayBeStripped(attributes, rules)) ofFilters.push({ path, ...entry, size: stat.size, attributes });
      else unasked.push(path);
      continue;
    }
    const mode = rules.tracksMode ? entry.mode : modeOf(stat);
    if (mode !== entry.mode || stat.size > mostTogether) chosen.push({ path, mode });
    else if (mayDiffer(path, attributes)) compared.push({ path, mode, id: entry.id, size: stat.size });
  }
  chosen.push(...(await writtenOtherwise(context, compared, { signal })));
  const [raw, filtered] = await Promise.all([
    writeRaw(repository, chosen, signal),
    notReturned(context, ofFilters, rules, signal),
  ]);
  return { raw, filtered, unasked };
}

function modeOf({ mode }: FileStat): FileEntry["mode"] {
  return (mode & 0o100) === 0 ? "100644" : "100755";
}

async function writeRaw(
  repository: Repository,
  files: readonly Pick<ComparedFile, "path" | "mode">[],
  signal?: AbortSignal,
): Promise<FileEntries> {
  if (files.length === 0) return new Map();
  const stdin = new TextEncoder().encode(files.map(({ path }) => `${quoted(path)}\n`).join(""));
  try {
    const output = await repository.write(["hash-object", "-w", "--no-filters", "--stdin-paths"], { stdin, signal });
    const ids = outputText(output).split("\n");
    return new Map(files.map(({ path, mode }, at) => [path, { mode, id: parseObjectId(ids[at] ?? "") }]));
  } catch (error) {
    if (!isGitError(error, "failed", "unreadable-file", "not-permitted")) throw error;
    if (files.length === 1) return new Map();
    const half = Math.ceil(files.length / 2);
    const halves = [files.slice(0, half), files.slice(half)];
    const written = await Promise.all(halves.map(async (some) => writeRaw(repository, some, signal)));
    return new Map(written.flatMap((entries) => [...entries]));
  }
}
