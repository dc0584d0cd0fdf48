import { receiptType, type Receipt } from "../gate/receipt.ts";
import type { Text } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import type { Executed } from "./kinds/common/actionKind.ts";
import type { Decision } from "../gate/decision.ts";
import { auditEntry, lookAtRequest, logFailure, type GateServices } from "./gateServices.ts";
import { signDocument } from "../gate/signature.ts";

/** What came of a granted action, before it is put into a receipt. */
export interface Outcome extends Partial<Omit<Executed, "message">> {
  readonly outcome: Receipt["outcome"];
  readonly message: Text;
  readonly differing?: readonly string[];
}

/** Signs the receipt, writes it, and puts it on record; what cannot be written is logged, because the action stands whatever happens here. */
export async function giveReceipt(
  services: GateServices,
  decision: Decision,
  repository: string,
  outcome: Outcome,
): Promise<Receipt> {
  const receipt = await signReceipt(services, decision, outcome);
  await keepReceipt(services, decision, receipt);
  await logFailure(services, `The receipt of ${decision.request} (${receipt.outcome}) was not written`, async () =>
    services.files.writeReceipt((await lookAtRequest(services, decision.request)).location, receipt),
  );
  await logFailure(services, `The audit log does not know what came of ${decision.request}`, async () =>
    services.audit.append(auditEntry(decision, repository, receipt.outcome, receipt.message)),
  );
  return receipt;
}

/** Beside the claim first: whatever somebody puts in the place of receipt.json meanwhile, this is believed. */
export async function keepReceipt(services: GateServices, decision: Decision, receipt: Receipt): Promise<void> {
  await logFailure(services, `The reviewer's copy of the receipt of ${decision.request} was not written`, async () =>
    services.kept.keepReceipt(decision, receipt),
  );
}

/** Throws `refused` only where the key is not available. */
export async function signReceipt(
  services: GateServices,
  decision: Decision,
  { outcome, message, differing = [], ...moved }: Outcome,
): Promise<Receipt> {
  return signDocument(services.signer, receiptType, {
    version: 1,
    workspace: decision.workspace,
    request: decision.request,
    kind: decision.kind,
    session: decision.session,
    request_digest: decision.request_digest,
    fingerprint: decision.fingerprint ?? "",
    outcome,
    message: String(message),
    differing: [...differing],
    ref: moved.ref ?? null,
    from: moved.from ?? null,
    to: moved.to ?? null,
    safety: moved.safety ?? null,
    safety_session: moved.safety_session ?? null,
    ...(moved.published === undefined ? {} : { published: moved.published }),
    finished: formatTime(services.clock.now()),
  });
}
