import { Coalesced } from "../../../core/base/coalesce.ts";
import type { FileSystem, Logger } from "../../../core/base/ports.ts";
import type { Gate } from "../../../core/review/gate.ts";
import { isRequestId } from "../../../core/sessions/model/requestId.ts";

/** One place whose grants may have been left half-way. */
export interface SettledPlace {
  readonly key: string;
  /** Where the claims of this workspace lie: one for each request that was ever decided, also of sessions that were removed since. */
  readonly claimsDirectory: () => string;
  readonly fs: Pick<FileSystem, "names">;
  readonly gate: () => Promise<Pick<Gate, "settle">>;
  /** Whether a request is granted and has no receipt yet. */
  readonly deciding: () => boolean;
  /** Called once something was settled. */
  readonly settled: () => Promise<void>;
}

/**
 * Says what came of grants whose window was killed: once for each place that appears, and again while one of its requests stays without a receipt.
 * The claims say whether there is anything to settle; the requests do not, because a removal takes its own along. Where nothing was ever decided
 * the gate is not even opened.
 */
export class Settling {
  readonly #places: () => readonly SettledPlace[];
  readonly #logger: Logger;
  readonly #done = new Set<string>();
  readonly #running = new Coalesced(() => this.#settleAll());

  constructor(places: () => readonly SettledPlace[], logger: Logger) {
    this.#places = places;
    this.#logger = logger;
  }

  /** To be called whenever places may have come; costs nothing where all of them are settled. Never fails. */
  async run(): Promise<void> {
    await this.#running.run();
  }

  async #settleAll(): Promise<void> {
    const places = this.#places();
    for (const key of this.#done) if (!places.some((place) => place.key === key)) this.#done.delete(key);
    for (const place of places) {
      if (this.#done.has(place.key) && !place.deciding()) continue;
      this.#done.add(place.key);
      try {
        await this.#settle(place);
      } catch (error) {
        this.#logger.error("What was granted in another window could not be settled.", error);
      }
    }
  }

  async #settle({ claimsDirectory, fs, gate, settled }: SettledPlace): Promise<void> {
    const names = (await fs.names(claimsDirectory())) ?? [];
    if (!names.some(isRequestId)) return;
    const receipts = await (await gate()).settle();
    for (const { message } of receipts) this.#logger.warn(message);
    if (receipts.length > 0) await settled();
  }
}
