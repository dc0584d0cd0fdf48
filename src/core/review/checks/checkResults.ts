import { FileError } from "../../base/errors.ts";
import type { Cryptography, FileSystem, Logger } from "../../base/ports.ts";
import type { PersonsSeals } from "../../base/personsSeals.ts";
import { encodeText, parseJsonObject } from "../../files/jsonBytes.ts";
import { printDocument } from "../../files/jsonText.ts";
import { joinPath } from "../../files/paths.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { sealedResultSchema, type CheckResult } from "./checkResult.ts";

export interface CheckResultsOptions {
  /** Where the results of the workspace are, outside of it (ReviewerHome.checksOf). */
  readonly directory: string;
  /** Makes what it is in, for the reviewer alone; called before something is written. */
  readonly prepare: () => Promise<void>;
  readonly fs: FileSystem;
  readonly cryptography: Pick<Cryptography, "sha256">;
  readonly seals: () => Promise<PersonsSeals>;
  readonly logger: Logger;
}

/** Results that are kept; the oldest go. */
const keptResults = 100;
/** Of a file with everything that is kept of an output, each character escaped. */
const maxBytes = 1024 * 1024;
const fileName = /^[0-9a-f]{32}\.json$/u;

/**
 * How required checks have ended: a file each, by tree and command, sealed with the reviewer's key for this workspace. What does not carry that seal, or
 * lies under the name of another tree or command, is none.
 */
export class CheckResults {
  readonly #options: CheckResultsOptions;
  #read: { readonly state: string; readonly results: Promise<readonly CheckResult[]> } | undefined;

  constructor(options: CheckResultsOptions) {
    this.#options = options;
  }

  /** SHA-256 of a command, by which results name it. */
  digest(command: string): string {
    return this.#options.cryptography.sha256(encodeText(command));
  }

  /** All that are this person's; read again once a file came or went. */
  async list(): Promise<readonly CheckResult[]> {
    const stat = await this.#options.fs.lstat(this.#options.directory);
    if (stat?.kind !== "directory") return [];
    const state = `${stat.ino} ${stat.ctimeNs}`;
    if (this.#read?.state !== state) this.#read = { state, results: this.#readAll() };
    return await this.#read.results;
  }

  /** Replaces what was known of the same tree and command. Throws `refused` where the reviewer's key cannot be read. */
  async keep(result: CheckResult): Promise<void> {
    const { fs, directory, prepare, seals } = this.#options;
    const sealed = { ...result, ...(await (await seals()).seal("check", result)) };
    await prepare();
    await fs.makeDirectory(directory);
    await fs.writeAtomic(joinPath(directory, this.#name(result)), encodeText(printDocument(sealed)));
    this.#read = undefined;
    await this.#removeOldest();
  }

  #name({ tree, command }: { readonly tree: ObjectId; readonly command: string }): string {
    return `${this.#options.cryptography.sha256(encodeText(`${tree}\n${command}`)).slice(0, 32)}.json`;
  }

  async #readAll(): Promise<readonly CheckResult[]> {
    const { fs, directory } = this.#options;
    const names = ((await fs.names(directory)) ?? []).filter((name) => fileName.test(name)).slice(0, keptResults * 4);
    const results: CheckResult[] = [];
    for (const name of names) {
      const result = await this.#readOne(name);
      if (result !== undefined) results.push(result);
    }
    return results;
  }

  async #readOne(name: string): Promise<CheckResult | undefined> {
    const { fs, directory, seals, logger } = this.#options;
    try {
      const bytes = await fs.read(joinPath(directory, name), maxBytes);
      const json = bytes && parseJsonObject(bytes);
      const parsed = json?.ok === true ? sealedResultSchema.safeParse(json.value) : undefined;
      if (parsed?.success !== true) return undefined;
      const { key, signature, ...result } = parsed.data;
      const isOwn =
        this.#name(result) === name && (await (await seals()).isSealed("check", result, { key, signature }));
      if (isOwn) return result;
      logger.warn(`${joinPath(directory, name)} does not carry the reviewer's seal; it counts for nothing.`);
      return undefined;
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  async #removeOldest(): Promise<void> {
    const { fs, directory } = this.#options;
    const names = ((await fs.names(directory)) ?? []).filter((name) => fileName.test(name));
    if (names.length <= keptResults) return;
    const dated = await Promise.all(
      names.map(async (name) => ({ name, at: (await fs.lstat(joinPath(directory, name)))?.mtimeNs ?? 0n })),
    );
    const oldest = dated.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    for (const { name } of oldest.slice(0, names.length - keptResults)) await fs.remove(joinPath(directory, name));
  }
}
