import { isAttributesFile } from "../config/attributes.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";
import { nulFields, toNulBytes } from "../repository/nulText.ts";
import { isObjectId, type ObjectId } from "../repository/objectId.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, FileSystem, Random } from "../../base/ports.ts";

export interface PrivateIndexContext {
  readonly repository: Repository;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a killed process left of its scratch files and directories is removed when it is older than this. */
const abandonedAfter = 60 * 60 * 1000;
const rested = /^index-([0-9-]+)(?:\.([0-9a-f]+)(?:\.(plain|links))?)?$/u;
const scratch = /^(?:taking|files|objects)-(\d+)-[0-9a-f]+/u;

/**
 * The index checkpoints are made with, one per work tree, in `<git dir>/workflow/`. At rest it is named
 * `index-<signature>.<holder>.<plain or links>` after the user's index it was seeded from, the checkpoint that holds its objects, and whether it
 * names submodules; a process that takes a checkpoint renames it away, so two takers never
 * share one, a killed one leaves no lock behind, and its mtime stays what git made it: with a new mtime, git misses an edit of the same size
 * within the same second. git believes that whatever an index names exists, so one whose objects nothing holds is never used again.
 */
export class PrivateIndex {
  readonly path: string;
  /** The checkpoint's commit that held its objects when it was put back; `undefined`: freshly made from the user's index, so nothing is known about untracked files yet. */
  readonly holder: ObjectId | undefined;
  /** Whether it names commits of other repositories (mode 160000): only the user's index brings any. */
  readonly links: boolean;
  /** What else is known of a freshly made one. */
  readonly seed: Seed | undefined;
  readonly #signature: string;
  readonly #context: PrivateIndexContext;

  constructor(
    context: PrivateIndexContext,
    path: string,
    signature: string,
    links: boolean,
    { holder, seed }: { readonly holder?: ObjectId; readonly seed?: Seed } = {},
  ) {
    this.#context = context;
    this.path = path;
    this.#signature = signature;
    this.links = links;
    this.holder = holder;
    this.seed = seed;
  }

  /** For every command that is to work on this index instead of the user's. */
  options(options: CommandOptions = {}): CommandOptions {
    return { ...options, env: { ...options.env, GIT_INDEX_FILE: this.path } };
  }

  get seeded(): boolean {
    return this.holder === undefined;
  }

  /** Puts it back for the next checkpoint. `holder`: a commit with exactly its content, to which a ref of ours leads. */
  async keep(holder: ObjectId): Promise<void> {
    const { fs, repository } = this.#context;
    const name = `index-${this.#signature}.${holder}.${this.links ? "links" : "plain"}`;
    await fs.rename(this.path, joinPath(scratchDirectory(repository), name));
  }

  /** One to work on without a checkpoint coming of it; what is known goes back to where it was. */
  async lend(): Promise<PrivateIndex> {
    if (this.holder === undefined) return this;
    const path = scratchPath(this.#context);
    await this.#context.fs.copyFile(this.path, path);
    await this.keep(this.holder);
    return new PrivateIndex(this.#context, path, this.#signature, this.links, { holder: this.holder });
  }

  async discard(): Promise<void> {
    const { fs } = this.#context;
    await fs.remove(this.path);
    await fs.remove(`${this.path}.lock`);
  }
}

/** An index that was made from the user's. */
export interface Seed {
  /** Files of git's attributes that it names. */
  readonly attributes: readonly string[];
  /** The index at rest it replaces. */
  readonly former: FormerIndex | undefined;
}

export interface FormerIndex {
  /** The checkpoint that held it. */
  readonly holder: ObjectId;
  /** Nanoseconds; what was last changed before has been seen by that checkpoint or one before it. */
  readonly at: bigint;
}

/** Takes the index at rest when it still fits the user's index, else makes one from that. */
export async function claimPrivateIndex(context: PrivateIndexContext, signal?: AbortSignal): Promise<PrivateIndex> {
  const { fs, repository } = context;
  const directory = scratchDirectory(repository);
  await fs.makeDirectory(directory);
  const signature = await indexSignature(context);
  const path = scratchPath(context);
  let found: PrivateIndex | undefined;
  let former: FormerIndex | undefined;
  const names = (await fs.names(directory)) ?? [];
  await removeAbandoned(context, names);
  for (const name of names) {
    const [whole, madeFrom, commit = "", kind] = rested.exec(name) ?? [];
    if (whole === undefined) continue;
    if (madeFrom !== signature || !isObjectId(commit) || kind === undefined) {
      const stat = await fs.lstat(joinPath(directory, name));
      if (isObjectId(commit) && stat !== undefined && stat.mtimeNs > (former?.at ?? 0n))
        former = { holder: commit, at: stat.mtimeNs };
      await fs.remove(joinPath(directory, name));
    } else if (await fs.rename(joinPath(directory, name), path))
      found = new PrivateIndex(context, path, signature, kind === "links", { holder: commit });
  }
  return found ?? seedPrivateIndex(context, signal, former);
}

/** One made from the user's index. */
export async function seedPrivateIndex(
  context: PrivateIndexContext,
  signal?: AbortSignal,
  former?: FormerIndex,
): Promise<PrivateIndex> {
  await context.fs.makeDirectory(scratchDirectory(context.repository));
  const [path, signature] = [scratchPath(context), await indexSignature(context)];
  const index = new PrivateIndex(context, path, signature, false);
  await copyUserIndex(context, path);
  const { links, attributes } = await forgetPromises(context, index, signal);
  return new PrivateIndex(context, path, signature, links, { seed: { attributes, former } });
}

/** A path in the scratch directory that nobody else uses. */
export function scratchPath(context: PrivateIndexContext): string {
  const { clock, random, repository } = context;
  return joinPath(scratchDirectory(repository), `taking-${Math.floor(clock.now())}-${random.hex(8)}`);
}

/**
 * Removes those of the scratch directory's names that killed processes left; what cannot be removed stays for the next one. While a process is at
 * `files-`, its journal stands, so nobody else takes or restores there.
 */
export async function removeAbandoned(
  { clock, fs, repository }: PrivateIndexContext,
  names: readonly string[],
): Promise<void> {
  const old = names.filter((name) => clock.now() - Number(scratch.exec(name)?.[1] ?? Infinity) > abandonedAfter);
  const directory = scratchDirectory(repository);
  await Promise.allSettled(old.map(async (name) => fs.removeTree(joinPath(directory, name))));
}

/** False when there is no index yet (nothing was ever added). */
export async function copyUserIndex(context: PrivateIndexContext, to: string): Promise<boolean> {
  const source = context.repository.ownFile("index");
  if ((await context.fs.lstat(source)) === undefined) return false;
  await context.fs.copyFile(source, to);
  return true;
}

export function scratchDirectory(repository: Repository): string {
  return repository.ownFile("workflow");
}

/** The repository's own file of attributes. */
export function ownAttributes({ paths }: Repository): string {
  return joinPath(paths.commonDir, "info", "attributes");
}

/** Changes whenever the user's index or the repository's own files of rules do. */
export async function indexSignature({ fs, repository }: PrivateIndexContext): Promise<string> {
  const exclude = joinPath(repository.paths.commonDir, "info", "exclude");
  const paths = [repository.ownFile("index"), exclude, ownAttributes(repository)];
  const stats = await Promise.all(paths.map(async (path) => fs.lstat(path)));
  return stats.map((stat) => (stat === undefined ? "0" : `${stat.mtimeNs}-${stat.size}-${stat.ino}`)).join("-");
}

/**
 * “assume unchanged”, and “skip” outside a sparse checkout, are promises to git that a file is not edited; a checkpoint must see the edit
 * all the same, so the private index does not carry them. Answers whether it names submodules, and which files of git's attributes.
 */
export async function forgetPromises(
  context: PrivateIndexContext,
  index: PrivateIndex,
  signal?: AbortSignal,
): Promise<{ readonly links: boolean; readonly attributes: readonly string[] }> {
  const { repository } = context;
  const fields = nulFields(await repository.read(["ls-files", "-v", "--stage", "-z"], index.options({ signal })));
  const links = fields.some(({ text }) => text.startsWith("160000 ", 2));
  const attributes = fields.map(({ text }) => pathOf(text)).filter(isAttributesFile);
  const flagged = fields.filter(({ text, exact }) => exact && /^[a-zS] /u.test(text)).map(({ text }) => text);
  if (flagged.length === 0) return { links, attributes };
  const assumed = flagged.filter((text) => /^[a-z]/u.test(text)).map(pathOf);
  const sparse = await repository.answer(["config", "--type=bool", "--get", "core.sparseCheckout"], [1], { signal });
  const isSparse = new TextDecoder().decode(sparse.stdout).trim() === "true";
  const skipped = isSparse ? [] : flagged.filter((text) => /^[sS]/u.test(text)).map(pathOf);
  for (const [flag, paths] of [
    ["--no-assume-unchanged", assumed],
    ["--no-skip-worktree", skipped],
  ] as const) {
    if (paths.length === 0) continue;
    await repository.write(
      ["update-index", flag, "-z", "--stdin"],
      index.options({ stdin: toNulBytes(paths), signal }),
    );
  }
  return { links, attributes };
}

/** Of `ls-files --stage`: what follows the tab. */
function pathOf(line: string): string {
  return line.slice(line.indexOf("\t") + 1);
}
