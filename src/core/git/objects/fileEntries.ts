import { readAttributes, type PathAttribute } from "../config/attributes.ts";
import { filesNotLookedAt } from "./filesNotLookedAt.ts";
import { emptyTree } from "./commits.ts";
import { nulFields, outputText, toNulBytes } from "../repository/nulText.ts";
import { isObjectId, parseObjectId, zeroId, type ObjectId } from "../repository/objectId.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";
import { parseRawDiff, type FileMode } from "./treeDiff.ts";
import type { FileSystem } from "../../base/ports.ts";

export interface FileEntry {
  readonly mode: FileMode;
  readonly id: ObjectId;
}

/** Some files of a working tree: mode and blob by path. */
export type FileEntries = ReadonlyMap<string, FileEntry>;

/** Those of the files with these paths. */
export function pick(entries: FileEntries, paths: { has(path: string): boolean }): FileEntries {
  return new Map([...entries].filter(([path]) => paths.has(path)));
}

/** Two sides of a change, each a tree (`<commit>:from`) of just the files it is about. */
export interface Sides {
  readonly from: string;
  readonly to: string;
}

/**
 * A throw-away index that knows only the files something is about, so that git's careful `read-tree -m -u` costs by their number and not by
 * the size of the repository. Files it does not know are “untracked” to git, which therefore leaves them alone. Nobody else knows the index,
 * so work on it alone waits for no turn.
 */
export class SmallIndex {
  readonly #repository: Repository;
  readonly #path: string;

  constructor(repository: Repository, path: string) {
    this.#repository = repository;
    this.#path = path;
  }

  /** The same index for an empty directory as work tree, so that git finds attributes in the index alone. */
  alone(directory: string): SmallIndex {
    const { paths } = this.#repository;
    return new SmallIndex(this.#repository.at({ ...paths, root: directory }), this.#path);
  }

  /** Adds files, each below `prefix` (empty, or ending with `/`). */
  async load(groups: Readonly<Record<string, FileEntries>>, signal?: AbortSignal): Promise<void> {
    const lines = Object.entries(groups).flatMap(([prefix, entries]) =>
      [...entries].map(([path, { mode, id }]) => `${mode} ${id}\t${prefix}${path}`),
    );
    if (lines.length === 0) return;
    const options = this.options({ stdin: toNulBytes(lines), signal });
    await this.#repository.read(["update-index", "-z", "--index-info"], options);
  }

  /** Makes it all of a tree, but for these paths, which become others or go (`undefined`). */
  async loadTree(
    tree: ObjectId,
    changes: ReadonlyMap<string, FileEntry | undefined>,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.#repository.read(["read-tree", tree], this.options({ signal }));
    const none = zeroId(this.#repository.paths.format);
    const lines = [...changes].map(([path, entry]) => `${entry?.mode ?? "0"} ${entry?.id ?? none}\t${path}`);
    const update = ["update-index", "--replace", "-z", "--index-info"];
    await this.#repository.read(update, this.options({ stdin: toNulBytes(lines), signal }));
  }

  /** Writes some of its files below a directory outside of the work tree, as git writes them here. */
  async checkOutTo(directory: string, paths: readonly string[], signal?: AbortSignal): Promise<void> {
    const checkOut = ["checkout-index", "-z", "--stdin", `--prefix=${directory}/`];
    await this.#repository.write(checkOut, this.options({ stdin: toNulBytes(paths), signal }));
  }

  /** Those of the named attributes that apply to these paths, as its own files of them say. */
  async attributes(
    names: readonly string[],
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly PathAttribute[]> {
    return readAttributes(this.#repository, names, paths, { from: ["--cached"], ...this.options({ signal }) });
  }

  /** Takes some of its files as git would add them now. */
  async readAgain(paths: readonly string[], signal?: AbortSignal): Promise<void> {
    if (paths.length === 0) return;
    await this.#repository.write(["update-index", "-z", "--stdin"], this.options({ stdin: toNulBytes(paths), signal }));
  }

  async writeTree(signal?: AbortSignal): Promise<ObjectId> {
    const output = await this.#repository.read(["write-tree", "--missing-ok"], this.options({ signal }));
    return parseObjectId(outputText(output));
  }

  /** Paths whose working file is absent, not what the index says, compared by content, or not to be looked at. */
  async differing(signal?: AbortSignal): Promise<ReadonlySet<string>> {
    const refresh = ["update-index", "--really-refresh"];
    const { exitCode } = await this.#repository.answer(refresh, [1], this.options({ signal }));
    if (exitCode === 0) return new Set();
    const compare = ["diff-files", "--raw", "-z", "--no-abbrev"];
    const { stdout, stderr } = await this.#repository.answer(compare, [], this.options({ signal }));
    return new Set([...parseRawDiff(stdout).map(({ path }) => path), ...filesNotLookedAt(stderr)]);
  }

  /**
   * Brings the working files from one side to the other. git looks first whether each file still is what `from` says and nothing unknown is
   * in the way, and changes nothing otherwise (`would-overwrite`). A sparse checkout's patterns do not count: a file outside of them that is
   * part of the change was there.
   */
  async move({ from, to }: Sides, signal?: AbortSignal): Promise<void> {
    await this.#repository.write(["read-tree", "--no-sparse-checkout", "-m", "-u", from, to], this.options({ signal }));
  }

  /** What cannot be removed now is removed with other abandoned scratch files (privateIndex.ts). */
  async remove(fs: FileSystem): Promise<void> {
    await Promise.allSettled([fs.remove(this.#path), fs.remove(`${this.#path}.lock`)]);
  }

  /** The same options for a command that reads this index. */
  options(options: CommandOptions): CommandOptions {
    return { ...options, env: { GIT_INDEX_FILE: this.#path } };
  }
}

/** Two sides in one commit's tree, whose entries are `names`; a side without files is missing there. */
export function sidesOf(repository: Repository, commit: ObjectId, names: ReadonlySet<string>, prefix = ""): Sides {
  const side = (name: string): string => (names.has(name) ? `${commit}:${name}` : emptyTree(repository.paths.format));
  return { from: side(`${prefix}from`), to: side(`${prefix}to`) };
}

/** The files of one side. */
export async function readEntries(repository: Repository, side: string, signal?: AbortSignal): Promise<FileEntries> {
  const entries = new Map<string, FileEntry>();
  if (side === emptyTree(repository.paths.format)) return entries;
  const output = await repository.read(["ls-tree", "-r", "-z", "--full-tree", side], { signal });
  for (const { text } of nulFields(output)) {
    const [, mode, id, path] = /^(100644|100755|120000) blob ([0-9a-f]+)\t(.+)$/su.exec(text) ?? [];
    if (path !== undefined && id !== undefined && isObjectId(id)) entries.set(path, { mode: mode as FileMode, id });
  }
  return entries;
}
