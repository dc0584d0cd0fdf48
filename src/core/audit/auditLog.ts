import { auditType, auditName, type AuditEntry, type AuditRecord } from "./auditRecord.ts";
import { asWorkflowError, FileError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { takeOutSecrets } from "../redaction/givenText.ts";
import { joinPath } from "../files/paths.ts";
import type { Logger, Signer } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";
import { formatTime } from "../base/time.ts";
import { firstPrevious, parseAuditRecord, type AuditReport, type FoundRecord } from "./auditChain.ts";
import type { AuditHead, LogHead } from "./auditHead.ts";
import { AuditTrail, type AuditTrailOptions } from "./auditTrail.ts";
import { signDocument } from "../gate/signature.ts";

export interface AuditLogOptions extends AuditTrailOptions {
  readonly signer: Signer;
  readonly logger: Logger;
}

/** How often a number may be taken by somebody else before this one gives up. */
const mostRounds = 1000;

/** Milliseconds a record that is not whole is waited for: another window may be about to write the rest. */
const wholeWithin = 300;

/**
 * The reviewer's log of decisions: one file per record, each with the hash of the one before it and a signature, redacted before it is written.
 * Windows append without a lock: the process that creates the next number has it, the others take the one after. Its head is remembered in several
 * places (auditHead.ts), so that a log cut short is noticed.
 */
export class AuditLog {
  readonly #options: AuditLogOptions;
  readonly #trail: AuditTrail;

  constructor(options: AuditLogOptions) {
    this.#options = options;
    this.#trail = new AuditTrail(options);
  }

  /**
   * Appends one record durably. Throws `refused` where the key is not available and `file` where the disk is full or the directory cannot be
   * written; then nothing was appended. A head that cannot be remembered is only logged: the record stands.
   */
  async append(entry: AuditEntry): Promise<AuditRecord> {
    const { directory, clock, cryptography, signer } = this.#options;
    const cleaned = await redacted(entry);
    for (let round = 0; round < mostRounds; round += 1) {
      const last = await this.#lastWhole();
      const n = (last?.n ?? 0) + 1;
      const previous =
        last === undefined ? firstPrevious(cryptography) : cryptography.sha256(last.bytes ?? new Uint8Array());
      const record = await signDocument(signer, auditType, {
        version: 1,
        n,
        time: formatTime(clock.now()),
        previous,
        ...cleaned,
      });
      const bytes = encodeText(`${JSON.stringify(record)}\n`);
      if (!(await this.#create(joinPath(directory, auditName(n)), bytes))) continue;
      await this.#remember({ n, hash: cryptography.sha256(bytes) });
      return record;
    }
    throw new WorkflowError("conflict", say`Too many write to the audit log in ${directory} at once.`, say`Try again.`);
  }

  async verify(): Promise<AuditReport> {
    return this.#trail.verify();
  }

  async read(): Promise<readonly AuditRecord[]> {
    return this.#trail.read();
  }

  async recent(count: number): Promise<readonly AuditRecord[]> {
    return this.#trail.recent(count);
  }

  async exportLines(): Promise<string> {
    return this.#trail.exportLines();
  }

  async verifyLines(text: string): Promise<AuditReport> {
    return this.#trail.verifyLines(text);
  }

  /** The last record; one that is not whole after a while was torn, and the next follows its bytes as they are. */
  async #lastWhole(): Promise<FoundRecord | undefined> {
    const { clock } = this.#options;
    for (let waited = 0; ; waited += wholeWithin / 10) {
      const last = await this.#trail.last();
      const whole = last?.bytes !== undefined && parseAuditRecord(last.bytes) !== undefined;
      if (last === undefined || whole || waited >= wholeWithin) return last;
      await clock.sleep(wholeWithin / 10);
    }
  }

  async #create(path: string, bytes: Uint8Array): Promise<boolean> {
    try {
      return await this.#options.fs.createExclusive(path, bytes);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new WorkflowError("file", say`The audit log cannot be written: ${error.text}`, error.hintText, error);
    }
  }

  /** Windows remember one after the other, in any order: the farthest stays. */
  async #remember(head: LogHead): Promise<void> {
    for (const place of this.#options.heads) {
      try {
        await moveForward(place, head);
      } catch (error) {
        this.#options.logger.warn(
          `${place.name} does not know of audit record ${head.n}: ${asWorkflowError(error).message}`,
        );
      }
    }
  }
}

async function moveForward(place: AuditHead, head: LogHead): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const known = await place.read();
    if (known !== undefined && known.n >= head.n) return;
    await place.write(head);
  }
}

const longest = 4000;

/** The message alone is text; the rest are names, which stay what they are. */
async function redacted(entry: AuditEntry): Promise<AuditEntry> {
  const { text } = await takeOutSecrets(entry.message);
  return { ...entry, message: text.slice(0, longest), reviewer: entry.reviewer.slice(0, longest) };
}
