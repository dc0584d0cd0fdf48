import { RequestFiles, type RequestFilesOptions, type RequestLocation } from "./requestFiles.ts";
import type { EventSink } from "../../events/model/event.ts";
import type { Decision } from "../../gate/decision.ts";
import type { Receipt } from "../../gate/receipt.ts";
import type { Undone } from "../../gate/undone.ts";

/** The files of requests for the reviewer's side, which alone writes decisions and receipts; `wfs` does not even load this. */
export class DecisionWriter extends RequestFiles {
  readonly #events: EventSink | undefined;

  constructor(options: RequestFilesOptions) {
    super(options);
    this.#events = options.events;
  }

  /** False: there is a decision already; it stays as it is. */
  async writeDecision(location: RequestLocation, decision: Decision): Promise<boolean> {
    const isNew = await this.writeNew(location, "decision.json", decision);
    const { request, kind, decision: answer } = decision;
    if (isNew) await this.#events?.note("request.decided", location.session, { request, kind, decision: answer });
    return isNew;
  }

  /** False: there is a receipt already; it stays as it is. */
  async writeReceipt(location: RequestLocation, receipt: Receipt): Promise<boolean> {
    const isNew = await this.writeNew(location, "receipt.json", receipt);
    const { request, kind, outcome } = receipt;
    if (isNew) await this.#events?.note("request.settled", location.session, { request, kind, outcome });
    return isNew;
  }

  /** False: it was taken back before. */
  async writeUndone(location: RequestLocation, undone: Undone): Promise<boolean> {
    const isNew = await this.writeNew(location, "undone.json", undone);
    const { request, kind } = undone;
    if (isNew) await this.#events?.note("request.undone", location.session, { request, kind });
    return isNew;
  }
}
