import { readTreeFile } from "../../git/objects/readFile.ts";
import { updatePrivateRefs } from "../../git/refs/privateRefs.ts";
import { FileError, WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { commitTree, type NewCommit } from "../../git/objects/commits.ts";
import { GitError, isGitError } from "../../git/repository/gitError.ts";
import { readHeaders } from "../../git/objects/objectBatch.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { listRefs } from "../../git/refs/refs.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { PathChange } from "../../git/objects/treeDiff.ts";
import { readTreeEntry, type TreeEntry } from "../../git/objects/treeEntry.ts";
import type { Git } from "../../base/ports.ts";
import { importObjects } from "./importObjects.ts";
import { keptObjects, type Brought, type Kept } from "./keptObjects.ts";
import { mergeInVault, type MergeInput, type MergeOutcome } from "./mergeInVault.ts";
import { publishObjects } from "./publishObjects.ts";
import { checkImportSource, canonicalDirectory } from "./checkImportSource.ts";
import { tidyVault } from "./tidyVault.ts";
import {
  openVaultRepository,
  removeAbandonedLock,
  removeLeftovers,
  renewVault,
  vaultName,
  type VaultParts,
} from "./vaultDirectory.ts";
import { fsckIgnored } from "./fsckIgnored.ts";
import { VaultGit } from "./vaultGit.ts";

export interface VaultOptions extends VaultParts {
  /** One of its own, not that of the source: a long import would hold up the source's writes (simpleGit.ts). */
  readonly git: Git;
  /** Existing directory outside every workspace, where all vaults lie: the extension's global storage. */
  readonly directory: string;
  readonly source: Repository;
}

/** How often a ref another window moves at the same time is tried again. */
const attempts = 5;

/**
 * A bare repository of our own beside every workspace, which proposals are imported into, merged and shown from, so that reviewing runs nothing
 * from the person's repository and shows nothing that is not what its name says. All failures are `WorkflowError`s.
 */
export class Vault {
  readonly #parts: VaultParts & { readonly git: VaultGit };
  readonly #options: VaultOptions;
  readonly #name: string;
  /** Canonical common directory of the source. */
  readonly sourceDirectory: string;
  #repository: Repository;

  private constructor(
    parts: VaultParts & { readonly git: VaultGit },
    options: VaultOptions,
    sourceDirectory: string,
    repository: Repository,
  ) {
    this.#parts = parts;
    this.#options = options;
    this.sourceDirectory = sourceDirectory;
    this.#name = vaultName(parts, sourceDirectory, options.source.paths.format);
    this.#repository = repository;
  }

  /** The vault of a source repository, made when it is not there yet. Reads nothing of the source but where it lies. */
  static async open(options: VaultOptions, signal?: AbortSignal): Promise<Vault> {
    const parts = { ...options, git: new VaultGit(options.git) };
    const sourceDirectory = await canonicalDirectory(options.fs, options.source.paths.commonDir);
    const { format } = options.source.paths;
    const name = vaultName(parts, sourceDirectory, format);
    const repository = await openVaultRepository(parts, options.directory, name, format, signal);
    return new Vault(parts, options, sourceDirectory, repository);
  }

  /** The vault itself, for reading proposals (proposal/). Another object after an import that had to make the vault anew. */
  get repository(): Repository {
    return this.#repository;
  }

  /** Imports from the source and keeps what it imported, all or nothing. Throws as `bring`. */
  async import(wanted: readonly Kept[], signal?: AbortSignal): Promise<void> {
    const { standing } = await this.bring(wanted, signal);
    await this.keep(wanted, standing, signal);
  }

  /**
   * Imports from the source; nothing is kept by this. What the vault keeps under these very names it has with all that reaches, so that git would fetch
   * nothing, and is not asked to. Throws `refused` or `unsafe-path` for a source that cannot be read safely (checkImportSource.ts), `conflict` when it
   * does not have the objects whole and true.
   */
  async bring(wanted: readonly Kept[], signal?: AbortSignal): Promise<Brought> {
    const directory = await checkImportSource(this.#parts.fs, this.#options.source, signal);
    if (directory !== this.sourceDirectory) {
      throw new WorkflowError("unsafe-path", say`The repository lies elsewhere now.`, say`Open the folder again.`);
    }
    const ids = wanted.map(({ id }) => id);
    if (this.#parts.git.suspicious) await this.#mend(signal);
    const kept = await keptObjects(this.#repository, wanted, signal);
    const { standing } = kept;
    if (wanted.every(({ ref, id }) => standing.get(ref) === id && kept.trees.has(id))) return kept;
    try {
      return { trees: await importObjects(this.#repository, directory, ids, signal), standing };
    } catch (error) {
      if (isGitError(error, "cancelled", "no-space")) throw error;
      const mended = await this.#mend(signal);
      // Without an exit code: git could not be started, or was killed. Another process may have put a new vault in this one's place just then.
      if (!mended && !(error instanceof GitError && error.exitCode === undefined)) throw error;
      return { trees: await importObjects(this.#repository, directory, ids, signal), standing: new Map() };
    }
  }

  /**
   * Keeps objects of the vault under their names, whatever was kept there before; in one transaction, which waits for that of another window.
   * `standing`: what stands so already.
   */
  async keep(wanted: readonly Kept[], standing: Brought["standing"] = new Map(), signal?: AbortSignal): Promise<void> {
    const changes = wanted
      .filter(({ ref, id }) => standing.get(ref) !== id)
      .map(({ ref, id }) => ({ ref, from: "anything", to: id }) as const);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await updatePrivateRefs({ ...this.#parts, repository: this.#repository }, changes, { signal });
        return;
      } catch (error) {
        if (attempt === attempts || !isGitError(error, "ref-changed", "ref-exists", "locked")) throw error;
        await this.#parts.clock.sleep(attempt * 20, signal);
      }
    }
  }

  /** Lets go of everything kept under these names or below them; the space is freed when the vault is tidied. */
  async forget(...prefixes: readonly string[]): Promise<void> {
    if (prefixes.length === 0) return;
    const refs = await listRefs(this.#repository, ...prefixes);
    const changes = refs.map(({ ref, id }) => ({ ref, from: id, to: undefined }));
    await removeAbandonedLock(this.#parts, this.#repository.paths.gitDir);
    await updatePrivateRefs({ ...this.#parts, repository: this.#repository }, changes);
  }

  /** What is kept, by name. */
  async kept(prefix = "refs/workflow/"): Promise<readonly Kept[]> {
    return listRefs(this.#repository, prefix);
  }

  /** Packs what is kept and deletes the rest when it has grown; for the background, when the window is idle. */
  async tidy(signal?: AbortSignal): Promise<boolean> {
    await removeLeftovers(this.#parts, this.#options.directory, this.#name);
    await removeAbandonedLock(this.#parts, this.#repository.paths.gitDir);
    return tidyVault(this.#parts, this.#repository, signal);
  }

  /** What merging `source` into `target`, both imported, gives. Keep its `result` when it is to be shown for long. */
  async merge(target: ObjectId, source: ObjectId, input: MergeInput, signal?: AbortSignal): Promise<MergeOutcome> {
    return mergeInVault(this.#repository, target, source, input, signal);
  }

  /** Writes a commit into the vault; the same input gives the same id. `time` is in milliseconds, of which git keeps the seconds. */
  async commitTree(commit: NewCommit, signal?: AbortSignal): Promise<ObjectId> {
    return commitTree(this.#repository, commit, signal);
  }

  /**
   * Puts what `result` brings beyond `from` into the person's repository; no ref moves. `from` is the commit the target stands at; `changes`:
   * all that differs between the two, where it was read in the vault already.
   * Throws `conflict` when an object there is forged or damaged.
   */
  async publish(
    to: Repository,
    result: ObjectId,
    from: ObjectId,
    options: { readonly changes?: readonly PathChange[] | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    await publishObjects(this.#repository, to, { result, from, changes: options.changes }, options.signal);
  }

  async hasObject(id: ObjectId, signal?: AbortSignal): Promise<boolean> {
    return (await readHeaders(this.#repository, [id], signal)).has(id);
  }

  /** Bytes of a blob; `not-found` when it is not a blob, `too-large` beyond `maxBytes`. */
  async readBlob(id: ObjectId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const header = (await readHeaders(this.#repository, [id], signal)).get(id);
    if (header?.type !== "blob") {
      throw new WorkflowError("not-found", say`The vault holds no file ${id}.`, say`Look at the proposal again.`);
    }
    if (header.size > maxBytes) throw new FileError("too-large", id, say`${id} is larger than ${maxBytes} bytes.`);
    return this.#repository.read(["cat-file", "blob", id], { signal });
  }

  /** What a commit or tree has at a path; absent: `undefined`. */
  async treeEntry(treeish: ObjectId, path: string, signal?: AbortSignal): Promise<TreeEntry | undefined> {
    return readTreeEntry(this.#repository, treeish, path, signal);
  }

  /** Bytes of a file, or the target of a link, at a path of a commit or tree; absent: `undefined`. Throws `too-large`. */
  async readFile(
    treeish: ObjectId,
    path: string,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    return readTreeFile(this.#repository, treeish, path, maxBytes, signal);
  }

  /** Makes a vault anew that is damaged (a power failure, a full disk); false: there is nothing wrong with it. */
  async #mend(signal?: AbortSignal): Promise<boolean> {
    const tolerated = fsckIgnored.flatMap((message) => ["-c", `fsck.${message}=ignore`]);
    const path = this.#repository.paths.gitDir;
    const looked = await this.#parts.fs.lstat(path);
    try {
      await this.#repository.read([...tolerated, "fsck", "--full", "--no-dangling", "--no-progress"], { signal });
      this.#parts.git.suspicious = false;
      return false;
    } catch (error) {
      if (isGitError(error, "cancelled")) throw error;
    }
    this.#repository = await renewVault(this.#parts, path, this.#repository.paths.format, looked, signal);
    this.#parts.git.suspicious = false;
    return true;
  }
}
