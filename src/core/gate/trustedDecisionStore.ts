import { undoneType, type Undone } from "./undone.ts";
import { receiptType, type Receipt } from "./receipt.ts";
import { decisionType, type Decision } from "./decision.ts";
import { FileError } from "../base/errors.ts";
import { joinPath } from "../files/paths.ts";
import type { Cryptography, FileStat, FileSystem, Logger } from "../base/ports.ts";
import { limits } from "../files/directories.ts";
import { encodeText, parseJsonObject, type JsonObject } from "../files/jsonBytes.ts";
import { printDocument } from "../files/jsonText.ts";
import { believe, type Expected, type ExpectedHere, type Parsed } from "./readDocument.ts";
import type { RequestId } from "../sessions/model/requestId.ts";

/** What came of a granted action, as the reviewer's own files have it. */
export interface TrustedDecision {
  readonly decision: Decision;
  readonly receipt: Receipt;
  readonly undone?: Undone;
}

export interface TrustedDecisionStoreOptions {
  /** Where the claims of the workspace are, outside of it (ReviewerHome.claimsOf). */
  readonly directory: string;
  /** The directory that holds `.workflow`, links resolved. */
  readonly workspace: string;
  readonly fs: FileSystem;
  readonly cryptography: Cryptography;
  readonly logger: Logger;
}

/**
 * Decisions with their receipts beside the claims, `<request id>.receipt.json` and `<request id>.undone.json`: out of reach of processes that work in the
 * workspace, so they are believed before the files there, which an agent may have replaced or taken away. Each is written once.
 */
export class TrustedDecisionStore {
  readonly #options: TrustedDecisionStoreOptions;

  constructor(options: TrustedDecisionStoreOptions) {
    this.#options = options;
  }

  /** False: there is one already; it stays as it is. */
  async keepReceipt(decision: Decision, receipt: Receipt): Promise<boolean> {
    const content = printDocument({ version: 1, decision, receipt });
    return this.#options.fs.createExclusive(this.#path(receipt.request, "receipt"), encodeText(content));
  }

  /** False: there is one already; it stays as it is. */
  async keepUndone(undone: Undone): Promise<boolean> {
    const content = printDocument(undone);
    return this.#options.fs.createExclusive(this.#path(undone.request, "undone"), encodeText(content));
  }

  /** By which a change of what `read` reads is noticed. */
  async states(id: RequestId): Promise<readonly (FileStat | undefined)[]> {
    const receipt = await this.#stat(this.#path(id, "receipt"));
    return [receipt, receipt === undefined ? undefined : await this.#stat(this.#path(id, "undone"))];
  }

  /** `undefined`: there is none, or it is about another session, or cannot be believed. */
  async read(expected: Expected, keys: readonly string[]): Promise<TrustedDecision | undefined> {
    const { workspace, cryptography } = this.#options;
    const here: ExpectedHere = { session: expected.session, id: expected.id, workspace };
    const kept = await this.#json(this.#path(expected.id, "receipt"));
    if (kept === undefined) return undefined;
    const decision = this.#value(believe(decisionType, member(kept, "decision"), here, keys, cryptography));
    const receipt = this.#value(believe(receiptType, member(kept, "receipt"), here, keys, cryptography));
    if (decision === undefined || receipt === undefined) return undefined;
    const json = await this.#json(this.#path(expected.id, "undone"));
    const undone = json && this.#value(believe(undoneType, json, here, keys, cryptography));
    return { decision, receipt, ...(undone?.fingerprint === receipt.fingerprint ? { undone } : {}) };
  }

  #value<Value>(parsed: Parsed<Value>): Value | undefined {
    if (parsed.ok) return parsed.value;
    this.#options.logger.debug(`A file in ${this.#options.directory} is not believed. ${String(parsed.problem)}`);
    return undefined;
  }

  async #json(path: string): Promise<JsonObject | undefined> {
    const bytes = await orNone(this.#options.fs.read(path, limits.jsonBytes));
    const json = bytes && parseJsonObject(bytes);
    return json?.ok === true ? json.value : undefined;
  }

  async #stat(path: string): Promise<FileStat | undefined> {
    return orNone(this.#options.fs.lstat(path));
  }

  #path(id: RequestId, what: "receipt" | "undone"): string {
    return joinPath(this.#options.directory, `${id}.${what}.json`);
  }
}

/** A process that may not read the reviewer's home (a sandboxed agent) has the files in the workspace, and their signatures. */
async function orNone<Value>(reading: Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return undefined;
  }
}

function member(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  return typeof value === "object" && value !== null ? (value as JsonObject) : {};
}
