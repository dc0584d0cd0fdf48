import type { FileSystem, Logger } from "../base/ports.ts";
import type { Pending, RecoveredWork, WriteAheadLog } from "../recovery/writeAheadLog.ts";
import { isRequestId } from "../sessions/model/requestId.ts";
import type { Gate } from "./gate.ts";

export interface ClaimLogOptions {
  /** Where the claims of the workspace are. */
  readonly directory: string;
  readonly fs: Pick<FileSystem, "names">;
  readonly logger: Logger;
  /** What every door may know of it (gate/pendingClaims.ts). */
  readonly pending: () => Promise<readonly Pending[]>;
  /** Opened where anything was ever decided. */
  readonly gate: () => Promise<Pick<Gate, "recover">>;
}

/** Claims as a log, with the recovery, which takes the gate (recoverClaims.ts). */
export class ClaimLog implements WriteAheadLog {
  readonly #options: ClaimLogOptions;

  constructor(options: ClaimLogOptions) {
    this.#options = options;
  }

  async pending(): Promise<readonly Pending[]> {
    return this.#options.pending();
  }

  /**
   * Looks at every claim, because only the gate sees which lacks its file in the workspace or its record in the audit log; an answer is given for
   * each that got a receipt now.
   */
  async recover(): Promise<readonly RecoveredWork[]> {
    const { directory, fs, gate, logger } = this.#options;
    const names = (await fs.names(directory)) ?? [];
    if (!names.some(isRequestId)) return [];
    const receipts = await (await gate()).recover();
    for (const { message } of receipts) logger.warn(message);
    return receipts.map(({ request }) => ({ log: "claims", id: request, outcome: "completed", edited: [] }));
  }
}
