import { isAttributesFile } from "../config/attributes.ts";
import { isObjectId, type ObjectId } from "../repository/objectId.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { Clock, FileSystem, Random } from "../../base/ports.ts";
import { forgetPromises, listIndex, type IndexListing } from "./forgetPromises.ts";
import { indexTree } from "./indexTree.ts";
import { parseTraits, traitsText, type IndexTraits } from "./indexTraits.ts";

export interface PrivateIndexContext {
  readonly repository: Repository;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  /** Where its scratch files lie; left out: in the work tree's own git directory. For a look that may change nothing there. */
  readonly scratch?: string;
  /** The system's directory for temporary files, for directories that hold nothing of the work tree; left out: `scratch`. */
  readonly temporary?: string;
}

/** What a killed process left of its scratch files and directories is removed when it is older than this. */
const abandonedAfter = 60 * 60 * 1000;
const rested = /^index-([0-9-]+)(?:\.([0-9a-f]+)(?:\.([a-z-]+))?)?$/u;
const left = /^(?:taking|files|objects|plain)-(\d+)-[0-9a-f]+/u;

/**
 * The index checkpoints are made with, one per work tree, in `<git dir>/workflow/`. At rest it is named
 * `index-<signature>.<holder>.<traits>` after the user's index it was seeded from, the checkpoint that holds its objects, and what is known of its
 * entries (indexTraits.ts); a process that takes a checkpoint renames it away, so two takers never
 * share one, a killed one leaves no lock behind, and its mtime stays what git made it: with a new mtime, git misses an edit of the same size
 * within the same second. git believes that whatever an index names exists, so one whose objects nothing holds is never used again.
 */
export class PrivateIndex {
  readonly path: string;
  /** The checkpoint's commit that held its objects when it was put back; `undefined`: freshly made from the user's index, so nothing is known about untracked files yet. */
  readonly holder: ObjectId | undefined;
  /** What else is known of a freshly made one. */
  readonly seed: Seed | undefined;
  readonly #signature: string;
  readonly #context: PrivateIndexContext;
  #traits: IndexTraits;

  constructor(
    context: PrivateIndexContext,
    path: string,
    { signature, traits, holder, seed }: Known = { signature: "", traits: unknown },
  ) {
    this.#context = context;
    this.path = path;
    this.#signature = signature;
    this.#traits = traits;
    this.holder = holder;
    this.seed = seed;
  }

  get traits(): IndexTraits {
    return this.#traits;
  }

  /** To be called with the files that are read into it. `untracked`: some of them are not in the user's index. */
  learn(paths: readonly string[], untracked: boolean): void {
    const attributes = this.#traits.attributes || paths.some(isAttributesFile);
    this.#traits = { ...this.#traits, attributes, untracked: this.#traits.untracked || untracked };
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
    const { fs } = this.#context;
    const name = `index-${this.#signature}.${holder}.${traitsText(this.#traits)}`;
    await fs.rename(this.path, joinPath(scratchDirectory(this.#context), name));
  }

  /** One to work on without a checkpoint coming of it; what is known goes back to where it was. */
  async lend(): Promise<PrivateIndex> {
    if (this.holder === undefined) return this;
    const path = scratchPath(this.#context);
    await this.#context.fs.copyFile(this.path, path);
    await this.keep(this.holder);
    return new PrivateIndex(this.#context, path, {
      signature: this.#signature,
      traits: this.#traits,
      holder: this.holder,
    });
  }

  async discard(): Promise<void> {
    const { fs } = this.#context;
    await fs.remove(this.path);
    await fs.remove(`${this.path}.lock`);
  }
}

interface Known {
  readonly signature: string;
  readonly traits: IndexTraits;
  readonly holder?: ObjectId;
  readonly seed?: Seed;
}

const unknown: IndexTraits = { links: true, untracked: true, attributes: true };

/** An index that was made from the user's. */
export interface Seed extends Pick<IndexListing, "attributes" | "debug"> {
  /** The index at rest it replaces. */
  readonly former: FormerIndex | undefined;
  /** The user's index it was made from; `undefined`: its tree was not asked for. */
  readonly user: UserIndex | undefined;
}

/** One state of the user's index. */
export interface UserIndex {
  /** `indexSignature` of then. */
  readonly stamp: string;
  /** `undefined`: it holds unresolved conflicts, which a tree cannot say. */
  readonly tree: ObjectId | undefined;
}

/** What is wanted of the user's index besides, if one is made from it. */
export interface SeedOptions {
  /** Its entries are those of this commit or tree; what the user's index knows of the same files stays known. Left out: the user's entries. */
  readonly base?: ObjectId;
  /** Its tree. */
  readonly user?: boolean;
  /** What it knows of the files, where there was no index at rest. */
  readonly debug?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface FormerIndex {
  /** The checkpoint that held it. */
  readonly holder: ObjectId;
  /** Nanoseconds; what was last changed before has been seen by that checkpoint or one before it. */
  readonly at: bigint;
}

/** Takes the index at rest when it still fits the user's index, else makes one from that. */
export async function claimPrivateIndex(
  context: PrivateIndexContext,
  options: SeedOptions = {},
): Promise<PrivateIndex> {
  const { fs } = context;
  const directory = scratchDirectory(context);
  await fs.makeDirectory(directory);
  const signature = await indexSignature(context);
  const path = scratchPath(context);
  let found: PrivateIndex | undefined;
  let former: FormerIndex | undefined;
  const names = (await fs.names(directory)) ?? [];
  await removeAbandoned(context, names);
  for (const name of names) {
    const [whole, madeFrom, commit = "", said = ""] = rested.exec(name) ?? [];
    if (whole === undefined) continue;
    const traits = parseTraits(said);
    if (madeFrom !== signature || !isObjectId(commit) || traits === undefined) {
      const stat = await fs.lstat(joinPath(directory, name));
      if (isObjectId(commit) && stat !== undefined && stat.mtimeNs > (former?.at ?? 0n))
        former = { holder: commit, at: stat.mtimeNs };
      await fs.remove(joinPath(directory, name));
    } else if (await fs.rename(joinPath(directory, name), path))
      found = new PrivateIndex(context, path, { signature, traits, holder: commit });
  }
  return found ?? seedPrivateIndex(context, options, former);
}

/** One made from the user's index. */
export async function seedPrivateIndex(
  context: PrivateIndexContext,
  { base, user: isAsked = false, debug: isDebugged = false, signal }: SeedOptions = {},
  former?: FormerIndex,
): Promise<PrivateIndex> {
  await context.fs.makeDirectory(scratchDirectory(context));
  const [path, signature] = [scratchPath(context), await indexSignature(context)];
  const { repository } = context;
  const options = { env: { GIT_INDEX_FILE: path }, signal };
  await copyUserIndex(context, path);
  if (base !== undefined) await repository.write(["read-tree", "--reset", base], options);
  const [listing, user] = await Promise.all([
    listIndex(repository, options, isDebugged && former === undefined),
    isAsked ? indexTree(repository, path, signal).then((tree) => ({ stamp: signature, tree })) : undefined,
  ]);
  await forgetPromises(repository, listing, options);
  const { links, attributes, promised } = listing;
  const debug = promised.length === 0 ? listing.debug : undefined; // What it says of these is not so any more.
  const traits = { links, untracked: false, attributes: attributes.length > 0 };
  return new PrivateIndex(context, path, { signature, traits, seed: { attributes, debug, former, user } });
}

/** A path in the scratch directory that nobody else uses. */
export function scratchPath(context: PrivateIndexContext): string {
  const { clock, random } = context;
  return joinPath(scratchDirectory(context), `taking-${Math.floor(clock.now())}-${random.name(8)}`);
}

/**
 * Removes those of the scratch directory's names that killed processes left; what cannot be removed stays for the next one. While a process is at
 * `files-`, its journal stands, so nobody else takes or restores there.
 */
export async function removeAbandoned(context: PrivateIndexContext, names: readonly string[]): Promise<void> {
  const { clock, fs } = context;
  const old = names.filter((name) => clock.now() - Number(left.exec(name)?.[1] ?? Infinity) > abandonedAfter);
  const directory = scratchDirectory(context);
  await Promise.allSettled(old.map(async (name) => fs.removeTree(joinPath(directory, name))));
}

/** False when there is no index yet (nothing was ever added). */
export async function copyUserIndex(context: PrivateIndexContext, to: string): Promise<boolean> {
  const source = context.repository.ownFile("index");
  if ((await context.fs.lstat(source)) === undefined) return false;
  await context.fs.copyFile(source, to);
  return true;
}

export function scratchDirectory({ repository, scratch }: Pick<PrivateIndexContext, "repository" | "scratch">): string {
  return scratch ?? repository.ownFile("workflow");
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
