import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { pathsOfFilters } from "../config/attributes.ts";
import type { CommandOptions } from "../repository/repository.ts";
import { parseRawDiff } from "../objects/treeDiff.ts";
import type { QuietRepository } from "../config/withoutOwnFilters.ts";

/**
 * Files that only a filter could judge that is off. `same`: the index knows this very file, to the nanosecond, and is younger than it; git compares
 * whole seconds, and would start the filter for what is of the index's own second. `unknown`: anything else.
 */
export type Unjudged = ReadonlyMap<string, "same" | "unknown">;

type Stats = Pick<FileSystem, "lstat">;

/**
 * Those of the files that git takes for edited. A name that is not UTF-8 counts as one of them, because no attribute of it can be asked for.
 * `options`: the index they are compared with.
 */
export async function unjudgedPaths(quiet: QuietRepository, fs: Stats, options: CommandOptions): Promise<Unjudged> {
  if (quiet.off.size === 0) return new Map();
  const list = ["diff-files", "--raw", "-z", "--no-abbrev", "--ignore-submodules=all"];
  const edited = parseRawDiff(await quiet.repository.read(list, options)).filter(
    ({ status, oldMode, newMode }) => status === "changed" && oldMode === newMode && oldMode !== "120000",
  );
  const exact = edited.filter((change) => change.exact).map(({ path }) => path);
  const lossy = edited.filter((change) => !change.exact).map(({ path }) => [path, "unknown"] as const);
  return new Map([...lossy, ...(await unjudgedAmong(quiet, fs, exact, options))]);
}

/** Those of these files. */
export async function unjudgedAmong(
  { repository, off }: QuietRepository,
  fs: Stats,
  paths: readonly string[],
  options: CommandOptions,
): Promise<Unjudged> {
  const filtered = await pathsOfFilters(repository, off, paths, options);
  const found = new Map<string, "same" | "unknown">(filtered.map((path) => [path, "unknown"]));
  if (found.size === 0) return found;
  const index = await fs.lstat(options.env?.["GIT_INDEX_FILE"] ?? repository.ownFile("index"));
  const entries = parseDebug(await repository.read(["ls-files", "--debug", "-z"], options));
  for (const path of filtered) {
    const entry = entries.get(path);
    if (index === undefined || entry === undefined || entry.mtimeNs >= index.mtimeNs) continue;
    const stat = await statOrNone(fs, joinPath(repository.paths.root, path));
    const isSame =
      stat?.kind === "file" &&
      stat.mtimeNs === entry.mtimeNs &&
      stat.ctimeNs === entry.ctimeNs &&
      stat.size % 2 ** 32 === entry.size &&
      stat.ino % 2n ** 32n === entry.ino;
    if (isSame) found.set(path, "same");
  }
  return found;
}

interface EntryTimes {
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
  readonly size: number;
}

const debugEntry =
  /^([^\0]+)\0 {2}ctime: (\d+):(\d+)\n {2}mtime: (\d+):(\d+)\n {2}dev: \d+\tino: (\d+)\n {2}uid: \d+\tgid: \d+\n {2}size: (\d+)\tflags: [0-9a-f]+\n/gmu;

/**
 * `git ls-files --debug -z`. An entry without parts of a second is left out, because its file system or git does not know them; so is what is written
 * otherwise, by a future git.
 */
function parseDebug(output: Uint8Array): ReadonlyMap<string, EntryTimes> {
  const entries = new Map<string, EntryTimes>();
  for (const [, path = "", cs = "", cns = "", ms = "", mns = "", ino = "", size = ""] of new TextDecoder()
    .decode(output)
    .matchAll(debugEntry)) {
    if (mns === "0") continue;
    entries.set(path, {
      mtimeNs: nanoseconds(ms, mns),
      ctimeNs: nanoseconds(cs, cns),
      ino: BigInt(ino),
      size: Number(size),
    });
  }
  return entries;
}

function nanoseconds(whole: string, part: string): bigint {
  return BigInt(whole) * 1_000_000_000n + BigInt(part);
}

async function statOrNone(fs: Stats, path: string): ReturnType<Stats["lstat"]> {
  try {
    return await fs.lstat(path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
