import { attributesByPath, readAttributes, type PathAttribute } from "../../git/config/attributes.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { listGitlinks } from "../../git/objects/gitlinks.ts";
import { hashFiles } from "../../git/objects/hashFiles.ts";
import { conversionAttributes } from "../../git/config/lineEndings.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { withoutOwnFilters } from "../../git/config/withoutOwnFilters.ts";
import { joinPath } from "../../files/paths.ts";
import { filterOf, isConverted, mayBeStripped, readConversionRules, type ConversionRules } from "./conversionRules.ts";
import { readIndexEntries } from "../../git/index/indexEntries.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";
import type { ScanContext } from "../tree/takeContext.ts";
import { writtenOtherwise, type ComparedFile } from "./writtenOtherwise.ts";

/** Bytes; what a filter makes of a larger file is not asked for, and counts as failed. */
const mostCompared = 256 * 1024 * 1024;

/** git is started again at most so often because one filter fails; its files that are not compared by then count as failed. */
const mostFailures = 20;

/** A file of the working tree that a clean filter is for, and the object it was made. */
export interface FilteredFile extends ComparedFile {
  readonly attributes: readonly PathAttribute[];
}

/** Files that would not come back from their objects as they are. */
export interface NotReturned {
  /** The clean filter has kept only a part of them, such as a notebook without its output. */
  readonly stripped: readonly string[];
  /** Nobody can tell: the filter failed when it should give them back, or they are too large to ask for. */
  readonly failed: readonly string[];
}

/**
 * Asks what the filters give back of files that are not, byte for byte, what their objects are. One filter that fails says nothing of another's
 * files. Line feeds count like returns with line feeds where git converts them, which is the attributes' business.
 */
export async function notReturned(
  context: PrivateIndexContext,
  files: readonly FilteredFile[],
  rules: ConversionRules,
  signal?: AbortSignal,
): Promise<NotReturned> {
  const others = await notTheirObjects(context.repository, files, signal);
  const tooLarge = others.filter(({ size }) => size > mostCompared);
  const [stripped, failed]: [string[], string[]] = [[], tooLarge.map(({ path }) => path)];
  const groups = new Map<string, { readonly anyEnds: boolean; readonly files: FilteredFile[] }>();
  for (const file of others) {
    if (file.size > mostCompared) continue;
    const anyEnds = isConverted(file.attributes, rules);
    const key = `${String(anyEnds)} ${filterOf(file.attributes)}`;
    const group = groups.get(key) ?? { anyEnds, files: [] };
    group.files.push(file);
    groups.set(key, group);
  }
  for (const { anyEnds, files: group } of groups.values()) {
    const asked = new Asking(context, anyEnds, signal);
    await asked.ask(group);
    stripped.push(...asked.stripped);
    failed.push(...asked.failed);
  }
  return { stripped: stripped.toSorted(), failed: failed.toSorted() };
}

/** Those that are not, byte for byte, what their objects are; all of them where one is gone meanwhile or cannot be read, which git ends at. */
async function notTheirObjects(
  repository: Repository,
  files: readonly FilteredFile[],
  signal?: AbortSignal,
): Promise<readonly FilteredFile[]> {
  const paths = files.map(({ path }) => path);
  try {
    const ids = await hashFiles(repository, paths, signal);
    return files.filter(({ path, id }) => ids.get(path) !== id);
  } catch (error) {
    if (!isGitError(error, "failed", "unreadable-file", "not-permitted")) throw error;
    return files;
  }
}

class Asking {
  readonly stripped: string[] = [];
  readonly failed: string[] = [];
  readonly #context: PrivateIndexContext;
  readonly #anyEnds: boolean;
  readonly #signal: AbortSignal | undefined;
  #failures = 0;

  constructor(context: PrivateIndexContext, anyEnds: boolean, signal: AbortSignal | undefined) {
    this.#context = context;
    this.#anyEnds = anyEnds;
    this.#signal = signal;
  }

  async ask(files: readonly ComparedFile[]): Promise<void> {
    try {
      const options = { anyEnds: this.#anyEnds, signal: this.#signal };
      this.stripped.push(...(await writtenOtherwise(this.#context, files, options)).map(({ path }) => path));
    } catch (error) {
      // Whatever git says here may be the words of the filter.
      if (!isGitError(error) || isGitError(error, "cancelled", "git-missing")) throw error;
      this.#failures++;
      if (files.length === 1 || this.#failures > mostFailures) {
        this.failed.push(...files.map(({ path }) => path));
        return;
      }
      const half = Math.ceil(files.length / 2);
      await this.ask(files.slice(0, half));
      await this.ask(files.slice(half));
    }
  }
}

/**
 * Those among all files of a working tree's own index, and of its submodules': what git takes for unchanged there, and would not bring back. Runs the
 * filters, but none that only a submodule's configuration names.
 */
export async function notReturnedInWorkingTree(
  context: ScanContext & PrivateIndexContext,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { fs, repository } = context;
  const found = [...(await notReturnedHere(context, signal))];
  for (const { text } of await listGitlinks(repository, fs, signal)) {
    const inner = await submoduleAt(context, text, signal);
    if (inner === undefined) continue;
    const quiet = await withoutOwnFilters(inner, fs, signal);
    const inside = await notReturnedInWorkingTree({ ...context, repository: quiet.repository }, signal);
    found.push(...inside.map((path) => joinPath(text, path)));
  }
  return found.toSorted();
}

/** `undefined`: nothing is checked out there, or nothing git can read; the look before a removal names that. */
async function submoduleAt(
  { fs, repository }: PrivateIndexContext,
  path: string,
  signal?: AbortSignal,
): Promise<Repository | undefined> {
  const directory = joinPath(repository.paths.root, path);
  if ((await lstatInside(fs, repository.paths.root, joinPath(path, ".git"))) === undefined) return undefined;
  try {
    const inner = await repository.openInside(path, signal);
    const [found, meant] = await Promise.all([fs.realPath(inner.paths.root), fs.realPath(directory)]);
    return found === meant ? inner : undefined;
  } catch (error) {
    if (!isGitError(error) || isGitError(error, "cancelled")) throw error;
    return undefined;
  }
}

async function notReturnedHere(
  context: ScanContext & PrivateIndexContext,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { fs, repository } = context;
  const rules = await readConversionRules(context, signal);
  if (rules.strippers.size === 0) return [];
  const entries = await readIndexEntries(repository, [], { signal });
  const read = await readAttributes(repository, conversionAttributes, [...entries.keys()], { signal });
  const byPath = attributesByPath(read);
  const files: FilteredFile[] = [];
  for (const [path, entry] of entries) {
    const attributes = byPath.get(path) ?? [];
    if (entry.mode === "120000" || !mayBeStripped(attributes, rules)) continue;
    const stat = await lstatInside(fs, repository.paths.root, path);
    if (stat?.kind === "file") files.push({ path, ...entry, size: stat.size, attributes });
  }
  const { stripped, failed } = await notReturned(context, files, rules, signal);
  return [...stripped, ...failed];
}
