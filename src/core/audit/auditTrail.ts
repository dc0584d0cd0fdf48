import { FileError, passes, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import type { Clock, Cryptography, FileSystem } from "../base/ports.ts";
import { toBase64 } from "../files/base64.ts";
import { encodeText } from "../files/jsonBytes.ts";
import { Slices } from "../base/slices.ts";
import { parseAuditRecord, verifyChain, type AuditReport, type FoundRecord } from "./auditChain.ts";
import type { AuditHead } from "./auditHead.ts";
import { auditName, auditNumber, maxAuditBytes, type AuditRecord } from "./auditRecord.ts";
import type { ReviewerKeys } from "../gate/reviewerKeys.ts";

export interface AuditTrailOptions {
  /** Holds one file per record. */
  readonly directory: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly cryptography: Cryptography;
  readonly keys: Pick<ReviewerKeys, "keys">;
  readonly heads: readonly AuditHead[];
}

/** Reads and verifies the audit log; a process that may not append can do this too. */
export class AuditTrail {
  readonly #options: AuditTrailOptions;

  constructor(options: AuditTrailOptions) {
    this.#options = options;
  }

  /** Edits, gaps, records put elsewhere, a log cut short, foreign keys and torn records are each told apart (auditChain.ts). */
  async verify(): Promise<AuditReport> {
    const { cryptography, keys, heads } = this.#options;
    // Heads first: a record that is appended meanwhile must not look like one too many remembered.
    const remembered = await Promise.all(heads.map(async (head) => ({ name: head.name, head: await head.read() })));
    const found = await this.#found();
    return verifyChain(found, remembered, await keys.keys(), cryptography);
  }

  /** Records that can be read, the oldest first. */
  async read(): Promise<readonly AuditRecord[]> {
    return readable(await this.#found());
  }

  /** Those that can be read among the last `count` records, the oldest first. */
  async recent(count: number): Promise<readonly AuditRecord[]> {
    return readable(await this.#found(count));
  }

  /**
   * The log as JSON lines, byte for byte; a file that is not a record is kept as `{"n", "bytes"}` (base64), so that the chain can still
   * be followed.
   */
  async exportLines(): Promise<string> {
    const found = await this.#found();
    return found.map(toLine).join("");
  }

  /** Verifies an exported log. It has no heads: a file that ends early is not told from one that was exported early. */
  async verifyLines(text: string): Promise<AuditReport> {
    const { cryptography, keys } = this.#options;
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    const found = new Map<number, FoundRecord>();
    for (const [index, line] of lines.entries()) {
      const record = fromLine(line, index + 1);
      if (found.has(record.n)) {
        throw new WorkflowError(
          "invalid-record",
          say`Line ${index + 1} repeats record ${record.n}.`,
          say`Export the log again (Workflow Sessions: Show Audit Log).`,
        );
      }
      found.set(record.n, record);
    }
    return verifyChain([...found.values()], [], await keys.keys(), cryptography);
  }

  /** Number and bytes of the last record; `undefined`: the log is empty. */
  async last(): Promise<FoundRecord | undefined> {
    const n = (await this.#numbers()).at(-1);
    return n === undefined ? undefined : this.#one(n);
  }

  async #found(count = Infinity): Promise<readonly FoundRecord[]> {
    const slices = new Slices(this.#options.clock);
    const found: FoundRecord[] = [];
    for (const n of (await this.#numbers()).slice(-count)) {
      if (slices.due) await slices.rest();
      found.push(await this.#one(n));
    }
    return found;
  }

  async #numbers(): Promise<readonly number[]> {
    const names = (await this.#options.fs.names(this.#options.directory)) ?? [];
    return names.flatMap((name) => auditNumber(name) ?? []).toSorted((a, b) => a - b);
  }

  async #one(n: number): Promise<FoundRecord> {
    const { fs, directory } = this.#options;
    try {
      const bytes = await fs.read(joinPath(directory, auditName(n)), maxAuditBytes);
      return bytes === undefined ? { n } : { n, bytes };
    } catch (error) {
      if (!(error instanceof FileError) || passes(error) || error.reason === "io") throw error;
      return { n };
    }
  }
}

function readable(found: readonly FoundRecord[]): readonly AuditRecord[] {
  return found.flatMap(({ bytes }) => (bytes === undefined ? [] : (parseAuditRecord(bytes) ?? [])));
}

/** Written as one line with a line feed; anything else was torn or tampered with. */
function toLine({ n, bytes }: FoundRecord): string {
  const text = new TextDecoder().decode(bytes);
  const whole = bytes !== undefined && parseAuditRecord(bytes) !== undefined && text.indexOf("\n") === text.length - 1;
  if (whole) return text;
  return `${JSON.stringify({ n, bytes: bytes === undefined ? null : toBase64(bytes) })}\n`;
}

function fromLine(line: string, at: number): FoundRecord {
  const bytes = encodeText(`${line}\n`);
  const record = parseAuditRecord(bytes);
  if (record !== undefined) return { n: record.n, bytes };
  const kept = keptBytes(line);
  return kept ?? { n: at, bytes };
}

function keptBytes(line: string): FoundRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Object.keys(value).toSorted().join() !== "bytes,n")
      return undefined;
    const { n, bytes } = value as { readonly n: unknown; readonly bytes: unknown };
    if (typeof n !== "number" || !Number.isSafeInteger(n) || n < 1) return undefined;
    if (bytes === null) return { n };
    if (typeof bytes !== "string") return undefined;
    return { n, bytes: Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)) };
  } catch {
    return undefined;
  }
}
