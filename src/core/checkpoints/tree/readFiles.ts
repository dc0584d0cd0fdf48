import { readAttributes } from "../../git/config/attributes.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { toNulBytes } from "../../git/repository/nulText.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { SkipReason } from "../model/checkpoint.ts";
import type { PrivateIndex } from "../../git/index/privateIndex.ts";

/** A file git would not read. `moved`: it came, went or changed its kind meanwhile, so another look may find it right. */
export interface Refusal {
  readonly path: string;
  readonly reason: SkipReason;
  readonly moved: boolean;
}

/** git is started again at most so often because of files it refuses; what is not read by then is left out, too. */
const mostFailures = 200;

/**
 * Reads files into an index, and answers with those that git refuses, because it ends at the first of them. Where it does not say which one that
 * was, the list is halved until it is found. Throws what is not about single files: a full disk, a lock, a repository it cannot write to.
 */
export async function readFiles(
  repository: Repository,
  index: PrivateIndex,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Refusal[]> {
  const reading = new Reading(repository, index, signal);
  await reading.read(paths);
  return reading.refused;
}

class Reading {
  readonly refused: Refusal[] = [];
  readonly #repository: Repository;
  readonly #index: PrivateIndex;
  readonly #signal: AbortSignal | undefined;
  #failures = 0;

  constructor(repository: Repository, index: PrivateIndex, signal: AbortSignal | undefined) {
    this.#repository = repository;
    this.#index = index;
    this.#signal = signal;
  }

  async read(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    try {
      await this.#update(paths);
    } catch (error) {
      if (!isGitError(error, "unreadable-file", "not-permitted", "failed") || ofTheRepository.test(error.stderr))
        throw error;
      this.#failures++;
      await this.#withoutTheRefused(paths, error.stderr);
    }
  }

  async #update(paths: readonly string[]): Promise<void> {
    const update = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
    const options = this.#index.options({ stdin: toNulBytes(paths), signal: this.#signal });
    const { stderr } = await this.#repository.writeSaying(update, options);
    const ignored = new Set([...stderr.matchAll(/^Ignoring path (.*)$/gmu)].map(([, path]) => path));
    if (ignored.size > 0)
      this.#refuse(
        paths.filter((path) => ignored.has(path)),
        "name",
      );
  }

  async #withoutTheRefused(paths: readonly string[], stderr: string): Promise<void> {
    if (this.#failures > mostFailures) {
      this.#refuse(paths, "unreadable");
      return;
    }
    const named = whatGitNames(stderr);
    const at = named === undefined ? -1 : paths.indexOf(named.path);
    if (named !== undefined && at >= 0) {
      this.#refuse([named.path], named.reason, named.moved);
      // git read those before it without complaint, and forgot that with the end.
      await this.read(paths.slice(0, at));
      await this.read(paths.slice(at + 1));
      return;
    }
    const kind = await this.#kindGitNames(paths, stderr);
    if (kind !== undefined) {
      this.#refuse([...kind.paths], kind.reason);
      await this.read(paths.filter((path) => !kind.paths.has(path)));
      return;
    }
    // Before files are blamed: does git work at all?
    if (this.#failures === 1) await this.#update([]);
    if (paths.length === 1) {
      const isFiltered = (await this.#attributes("filter", paths)).length > 0;
      this.#refuse(paths, isFiltered ? "filter" : "unreadable");
      return;
    }
    const half = Math.ceil(paths.length / 2);
    await this.read(paths.slice(0, half));
    await this.read(paths.slice(half));
  }

  /** All files that a filter which fails, or a setting git does not take, is for: git would end at each of them. */
  async #kindGitNames(
    paths: readonly string[],
    stderr: string,
  ): Promise<{ readonly paths: ReadonlySet<string>; readonly reason: SkipReason } | undefined> {
    const filter = /: clean filter '([^'\n]+)' failed$/mu.exec(fatalPart(stderr))?.[1];
    const isEncoding = /no valid working-tree-encodings/u.test(stderr);
    if (filter === undefined && !isEncoding) return undefined;
    const attributes = await this.#attributes(isEncoding ? "working-tree-encoding" : "filter", paths);
    const matching = attributes.filter(({ value }) => (isEncoding ? value === "set" : value === filter));
    if (matching.length === 0) return undefined;
    return { paths: new Set(matching.map(({ path }) => path)), reason: isEncoding ? "encoding" : "filter" };
  }

  async #attributes(name: string, paths: readonly string[]): ReturnType<typeof readAttributes> {
    return readAttributes(this.#repository, [name], paths, this.#index.options({ signal: this.#signal }));
  }

  #refuse(paths: readonly string[], reason: SkipReason, moved = false): void {
    this.refused.push(...paths.map((path) => ({ path, reason, moved })));
  }
}

/** Objects cannot be written: no file would fare better. */
const ofTheRepository =
  /insufficient permission|failed to insert into database|unable to create temporary|unable to write/u;

const notForUs = /Permission denied|Operation not permitted|File name too long|Input\/output error/u;

/** The file git ended at, if it says so. */
export function whatGitNames(stderr: string): Refusal | undefined {
  const fatal = fatalPart(stderr).replace(/\n$/u, "");
  const encoded =
    /^fatal: (?:failed to encode|BOM is (?:required|prohibited) in|encoding) '(.*)' (?:from|if encoded as) /su.exec(
      fatal,
    );
  if (encoded !== null) return { path: encoded[1] ?? "", reason: "encoding", moved: false };
  const path = /^fatal: [Uu]nable to process path (.*)$/su.exec(fatal)?.[1];
  if (path === undefined) return undefined;
  if (/^error: Invalid path /mu.test(stderr)) return { path, reason: "name", moved: false };
  return { path, reason: "unreadable", moved: !notForUs.test(stderr) };
}

function fatalPart(stderr: string): string {
  return stderr.slice(Math.max(0, stderr.lastIndexOf("fatal: ")));
}
