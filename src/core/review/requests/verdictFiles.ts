import { ApprovalFiles, type ApprovalPlace } from "./approvalFiles.ts";
import type { Decision } from "../../gate/decision.ts";
import type { Receipt } from "../../gate/receipt.ts";
import type { Undone } from "../../gate/undone.ts";

/** The files of requests for the reviewer's side, which alone writes decisions and receipts; `wfs` does not even load this. */
export class VerdictFiles extends ApprovalFiles {
  /** False: there is a decision already; it stays as it is. */
  async writeDecision(place: ApprovalPlace, decision: Decision): Promise<boolean> {
    return this.writeNew(place, "decision.json", decision);
  }

  /** False: there is a receipt already; it stays as it is. */
  async writeReceipt(place: ApprovalPlace, receipt: Receipt): Promise<boolean> {
    return this.writeNew(place, "receipt.json", receipt);
  }

  /** False: it was taken back before. */
  async writeUndone(place: ApprovalPlace, undone: Undone): Promise<boolean> {
    return this.writeNew(place, "undone.json", undone);
  }
}
