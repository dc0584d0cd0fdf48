import { ageOf, writtenAt } from "../files/fileAge.ts";
import { decisionType, decisionSchema, type Decision } from "./decision.ts";
import * as z from "zod/mini";
import { isAbandoned } from "../base/announcedWork.ts";
import { FileError } from "../base/errors.ts";
import { joinPath } from "../files/paths.ts";
import type { Clock, Cryptography, FileSystem, Logger, Processes } from "../base/ports.ts";
import { encodeText, parseJsonBytes } from "../files/jsonBytes.ts";
import { formatTime, parseTime } from "../base/time.ts";
import type { DocumentSchema, GateDocument } from "./document.ts";
import { documentOf, fingerprintOf } from "./fingerprint.ts";
import { isRequestId, type RequestId } from "../sessions/model/requestId.ts";
import { verifyDocument } from "./signature.ts";

const claimSchema = z.strictObject({
  version: z.literal(1),
  /** The directory that holds the request's `.workflow`. */
  root: z.string(),
  host: z.string(),
  process: z.int().check(z.positive()),
  /** RFC 3339, milliseconds left out. */
  time: z.string(),
  /** Signed; its fingerprint is that of `action`. */
  decision: decisionSchema,
  /** The bytes of the granted action document as text; `null`: nothing was granted. */
  action: z.nullable(z.string()),
  /** The session whose checkpoints the action's files are kept under; `null`: no working tree moves. The member keeps its name in files. */
  landing: z.nullable(z.string()),
  /** What differed at the last look: then nothing was executed. */
  differing: z.array(z.string()),
});

type ClaimFile = z.infer<typeof claimSchema>;

/** The exclusive right to decide a request, once and for ever. */
export interface Claim<Document extends GateDocument> extends Pick<
  ClaimFile,
  "root" | "host" | "process" | "time" | "landing" | "differing"
> {
  readonly decision: Decision;
  readonly action: { readonly document: Document; readonly bytes: Uint8Array } | null;
}

export interface ClaimsOptions<Document extends GateDocument> {
  /** The kinds of documents that are granted here. */
  readonly documents: DocumentSchema<Document>;
  /** Outside every workspace, and of one workspace alone (ReviewerHome.claimsOf). */
  readonly directory: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly cryptography: Cryptography;
  readonly logger: Logger;
}

/** An action document names every path that a teardown would lose. */
const maxBytes = 64 * 1024 * 1024;

/** Between the clock of files and ours, milliseconds. */
const clockTolerance = 2000;

/** Paths of claims this process is executing, whichever window's gate does it. */
const executing = new Set<string>();

/**
 * One file per decided request of a workspace, named by its id, made with `O_EXCL` before anything is decided or done and never removed afterwards:
 * of all windows, clicks and processes one wins, and no request is decided twice. It holds all that is needed to say what came of it after a kill.
 */
export class Claims<Document extends GateDocument> {
  readonly #options: ClaimsOptions<Document>;

  constructor(options: ClaimsOptions<Document>) {
    this.#options = options;
  }

  /** False: the request was decided before. On a failure (a full disk) nothing is left behind. Follow with `leave` once a receipt stands. */
  async take(claim: Omit<Claim<Document>, "host" | "process" | "time">): Promise<boolean> {
    const { fs, clock, processes } = this.#options;
    const path = this.#path(claim.decision.request);
    const file: ClaimFile = {
      version: 1,
      root: claim.root,
      host: processes.host,
      process: processes.pid,
      time: formatTime(clock.now()),
      decision: claim.decision,
      action: claim.action === null ? null : new TextDecoder().decode(claim.action.bytes),
      landing: claim.landing,
      differing: claim.differing,
    };
    if (executing.has(path)) return false;
    executing.add(path);
    try {
      const taken = await fs.createExclusive(path, encodeText(`${JSON.stringify(file)}\n`));
      if (!taken) executing.delete(path);
      return taken;
    } catch (error) {
      executing.delete(path);
      throw error;
    }
  }

  /** Says that this process is done with it; a claim without a receipt is recovered later. */
  leave(id: RequestId): void {
    executing.delete(this.#path(id));
  }

  /** Gives the right back, where nothing was decided or done after all. */
  async giveBack(id: RequestId): Promise<void> {
    await this.#options.fs.remove(this.#path(id));
    this.leave(id);
  }

  async has(id: RequestId): Promise<boolean> {
    return (await this.#options.fs.lstat(this.#path(id))) !== undefined;
  }

  /** All requests with a claim, the oldest first. */
  async ids(): Promise<readonly RequestId[]> {
    const names = (await this.#options.fs.names(this.#options.directory)) ?? [];
    return names.filter(isRequestId).toSorted();
  }

  /**
   * A claim one of the reviewer's keys vouches for; `undefined`: there is none, it was cut off while it was written (then nothing was decided),
   * or somebody made it up.
   */
  async read(id: RequestId, keys: readonly string[]): Promise<Claim<Document> | undefined> {
    const { fs, cryptography, logger } = this.#options;
    const path = this.#path(id);
    const bytes = await fs.read(path, maxBytes).catch((error: unknown) => {
      if (error instanceof FileError && error.reason !== "too-large" && error.reason !== "not-a-file") throw error;
      return encodeText("");
    });
    if (bytes === undefined) return undefined;
    const parsed = claimSchema.safeParse(parseJsonBytes(bytes));
    const claim = parsed.success ? this.#believe(id, parsed.data, keys) : undefined;
    if (claim === undefined)
      logger.warn(`${path} is not believed: it is cut off, or the reviewer's key did not sign it.`);
    else if (claim.action !== null) {
      const { document, bytes: action } = claim.action;
      if (fingerprintOf(cryptography, document.kind, action) !== claim.decision.fingerprint) return undefined;
    }
    return claim;
  }

  /**
   * Forgets a claim whose process was killed while it wrote it: no decision had been written. Should that process only have slept, its decision is
   * still the only one (DecisionWriter.writeDecision).
   * @param age milliseconds it must be old
   */
  async dropIfCutOff(id: RequestId, age: number): Promise<void> {
    const { fs, clock } = this.#options;
    const path = this.#path(id);
    const stat = await fs.lstat(path);
    if (stat?.kind !== "file" || stat.size > maxBytes || executing.has(path)) return;
    if (ageOf(stat, clock) < age) return;
    const bytes = await fs.read(path, maxBytes);
    if (bytes !== undefined && parseJsonBytes(bytes) === undefined) await fs.remove(path);
  }

  /** Whether no process works on it any more. */
  isAbandoned(claim: Claim<Document>): boolean {
    const since = parseTime(claim.time) ?? 0;
    return isAbandoned({ ...claim, since }, executing.has(this.#path(claim.decision.request)), this.#options);
  }

  /** A claim whose file is newer than the present says that the clock was set back: its request, and the file. */
  async fromTheFuture(): Promise<{ readonly id: RequestId; readonly path: string } | undefined> {
    const { fs, clock } = this.#options;
    for (const id of (await this.ids()).toReversed()) {
      const path = this.#path(id);
      const stat = await fs.lstat(path);
      if (stat !== undefined && writtenAt(stat) > clock.now() + clockTolerance) return { id, path };
    }
    return undefined;
  }

  #believe(id: RequestId, file: ClaimFile, keys: readonly string[]): Claim<Document> | undefined {
    const { decision, action } = file;
    if (decision.request !== id || !verifyDocument(this.#options.cryptography, keys, decisionType, decision)) {
      return undefined;
    }
    if (action === null) return decision.decision === "granted" ? undefined : { ...file, action: null };
    const bytes = encodeText(action);
    const document = documentOf(this.#options.documents, bytes);
    return document?.request === id ? { ...file, action: { document, bytes } } : undefined;
  }

  #path(id: RequestId): string {
    return joinPath(this.#options.directory, id);
  }
}
