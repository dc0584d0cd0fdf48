import { RequestFiles, type RequestLocation } from "./requestFiles.ts";
import type { Decision } from "../../gate/decision.ts";
import type { Receipt } from "../../gate/receipt.ts";
import type { Undone } from "../../gate/undone.ts";

/** The files of requests for the reviewer's side, which alone writes decisions and receipts; `wfs` does not even load this. */
export class DecisionWriter extends RequestFiles {
  /** False: there is a decision already; it stays as it is. */
  async writeDecision(location: RequestLocation, decision: Decision): Promise<boolean> {
    return this.writeNew(location, "decision.json", decision);
  }

  /** False: there is a receipt already; it stays as it is. */
  async writeReceipt(location: RequestLocation, receipt: Receipt): Promise<boolean> {
    return this.writeNew(location, "receipt.json", receipt);
  }

  /** False: it was taken back before. */
  async writeUndone(location: RequestLocation, undone: Undone): Promise<boolean> {
    return this.writeNew(location, "undone.json", undone);
  }
}
