import { formatTime } from "../time.ts";
import type { Executed } from "./actions/actionKind.ts";
import type { Decision } from "./decision.ts";
import { auditEntry, lookAtRequest, quietly, type GateDesk } from "./gateDesk.ts";
import type { Receipt } from "./receipt.ts";
import { signDocument } from "./signedDocument.ts";

/** What came of a granted action, before it is put into a receipt. */
export interface Outcome extends Partial<Omit<Executed, "message">> {
  readonly outcome: Receipt["outcome"];
  readonly message: string;
  readonly differing?: readonly string[];
}

/** Signs the receipt, writes it, and puts it on record. */
export async function giveReceipt(
  desk: GateDesk,
  decision: Decision,
  repository: string,
  outcome: Outcome,
): Promise<Receipt> {
  const { receipt, written } = await writeReceipt(desk, decision, outcome);
  if (written) {
    await quietly(desk, `The audit log does not know what came of ${decision.request}`, async () =>
      desk.audit.append(auditEntry(decision, repository, receipt.outcome, receipt.message)),
    );
  }
  return receipt;
}

/**
 * Signs the receipt and writes it where the request lies now (a removed fork's is in the archive). The action stands whatever happens here: a
 * receipt that cannot be written is logged, and written when the claim is settled. Throws `refused` only where the key is not available.
 */
export async function writeReceipt(
  desk: GateDesk,
  decision: Decision,
  { outcome, message, differing = [], ...moved }: Outcome,
): Promise<{ readonly receipt: Receipt; readonly written: boolean }> {
  const receipt = await signDocument(desk.signer, "receipt", {
    version: 1,
    workspace: decision.workspace,
    request: decision.request,
    kind: decision.kind,
    session: decision.session,
    request_digest: decision.request_digest,
    fingerprint: decision.fingerprint ?? "",
    outcome,
    message,
    differing: [...differing],
    ref: moved.ref ?? null,
    from: moved.from ?? null,
    to: moved.to ?? null,
    safety: moved.safety ?? null,
    safety_session: moved.safety_session ?? null,
    finished: formatTime(desk.clock.now()),
  });
  let written = false;
  await quietly(desk, `The receipt of ${decision.request} (${outcome}) was not written`, async () => {
    written = await desk.files.writeReceipt((await lookAtRequest(desk, decision.request)).place, receipt);
  });
  return { receipt, written };
}
