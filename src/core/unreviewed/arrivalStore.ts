import type * as z from "zod/mini";
import { FileError } from "../base/errors.ts";
import type { Cryptography, FileSystem, Logger } from "../base/ports.ts";
import { encodeText, parseJsonBytes } from "../files/jsonBytes.ts";
import { printDocument } from "../files/jsonText.ts";
import { joinPath } from "../files/paths.ts";
import type { RememberedFork } from "../forks/model/lookedFork.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { isRefName, type RefName } from "../git/repository/refName.ts";
import { arrivalRecordSchema, seenBranchesSchema, type ArrivalRecord } from "./arrivalRecord.ts";

const maxBytes = 4 * 1024 * 1024;

/** Branches remembered; the oldest are forgotten, and then seen as if for the first time. */
const mostBranches = 100;

/** Forks remembered. */
const mostForks = 500;

/** What one look leaves for the next. */
export interface SeenBefore {
  /** Where branches stood. */
  readonly branches: ReadonlyMap<RefName, ObjectId>;
  /** Forks as they were, those that are over first. */
  readonly forks: readonly RememberedFork[];
}

export interface ArrivalStoreOptions {
  /** In the reviewer's own directory, of one workspace alone: no process that works in the workspace has a say in it. */
  readonly directory: string;
  readonly fs: FileSystem;
  readonly cryptography: Cryptography;
  readonly logger: Logger;
}

/** Where branches stood, and what has come to them without a receipt: one file each, made by one of all windows that see it. */
export class ArrivalStore {
  readonly #options: ArrivalStoreOptions;

  constructor(options: ArrivalStoreOptions) {
    this.#options = options;
  }

  /** What stood where at the last look; nothing at the first. */
  async seen(): Promise<SeenBefore> {
    const seen = await this.#read("seen.json", seenBranchesSchema);
    const branches = Object.entries(seen?.branches ?? {}).filter((entry): entry is [RefName, ObjectId] =>
      isRefName(entry[0]),
    );
    return { branches: new Map(branches), forks: seen?.forks ?? [] };
  }

  async remember({ branches, forks }: SeenBefore): Promise<void> {
    const entries = [...branches].slice(-mostBranches);
    const kept = forks.slice(-mostForks).map((fork) => ({ ...fork, origin: { ...fork.origin } }));
    await this.#write("seen.json", { version: 1, branches: Object.fromEntries(entries), forks: kept });
  }

  /** False: this work was found in this branch before. */
  async add(record: ArrivalRecord): Promise<boolean> {
    const { fs, directory } = this.#options;
    await fs.makeDirectory(directory);
    return fs.createExclusive(joinPath(directory, this.#name(record)), encodeText(printDocument(record)));
  }

  async update(record: ArrivalRecord): Promise<void> {
    await this.#write(this.#name(record), record);
  }

  async remove(record: ArrivalRecord): Promise<void> {
    await this.#options.fs.remove(joinPath(this.#options.directory, this.#name(record)));
  }

  /** The oldest first. */
  async list(): Promise<readonly ArrivalRecord[]> {
    const { fs, directory } = this.#options;
    const records: ArrivalRecord[] = [];
    for (const name of (await fs.names(directory)) ?? []) {
      const record = recordName.test(name) ? await this.#read(name, arrivalRecordSchema) : undefined;
      if (record !== undefined && this.#name(record) === name) records.push(record);
    }
    return records.toSorted((one, other) => (one.found < other.found ? -1 : 1));
  }

  #name({ ref, session, head }: ArrivalRecord): string {
    return `${this.#options.cryptography.sha256(encodeText([ref, session, head].join("\n"))).slice(0, 32)}.json`;
  }

  async #read<Value>(name: string, schema: z.ZodMiniType<Value>): Promise<Value | undefined> {
    const { fs, directory, logger } = this.#options;
    try {
      const bytes = await fs.read(joinPath(directory, name), maxBytes);
      return bytes === undefined ? undefined : schema.safeParse(parseJsonBytes(bytes)).data;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      logger.warn(`${name} in ${directory} cannot be read: ${error.message}`);
      return undefined;
    }
  }

  async #write(name: string, content: Parameters<typeof printDocument>[0]): Promise<void> {
    const { fs, directory } = this.#options;
    await fs.makeDirectory(directory);
    await fs.writeAtomic(joinPath(directory, name), encodeText(printDocument(content)));
  }
}

const recordName = /^[0-9a-f]{32}\.json$/u;
