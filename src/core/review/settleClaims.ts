import { actionKind } from "./actions/actionKinds.ts";
import type { ApprovalContents, ApprovalPlace } from "./approvalFiles.ts";
import type { Claim } from "./claims.ts";
import { auditEntry, quietly, type GateDesk } from "./gateDesk.ts";
import { refusedOutcome } from "./grantAction.ts";
import type { Receipt } from "./receipt.ts";
import { giveReceipt, type Outcome } from "./receipts.ts";
import { parseSessionId } from "../sessions/sessionId.ts";
import type { RequestId } from "./request.ts";

/** How old a claim that was cut off must be before it counts as never made, milliseconds. */
const cutOffAfter = 10 * 60 * 1000;

/**
 * Says what came of grants whose process was killed or could not write its receipt: the claim has the decision and the action, the world has the
 * outcome. Nothing is run a second time. Claims of other workspaces, and those somebody is still at, are left alone.
 */
export async function settleClaims(desk: GateDesk): Promise<readonly Receipt[]> {
  const keys = await desk.keys.keys();
  const receipts: Receipt[] = [];
  for (const id of await desk.claims.ids()) {
    const claim = await desk.claims.read(id, keys);
    if (claim === undefined) await desk.claims.dropIfCutOff(id, cutOffAfter);
    else if (claim.root === desk.root && desk.claims.isAbandoned(claim)) {
      await quietly(desk, `What came of ${id} could not be settled`, async () => {
        const receipt = await settleClaim(desk, id, claim, keys);
        if (receipt !== undefined) receipts.push(receipt);
      });
    }
  }
  return receipts;
}

async function settleClaim(
  desk: GateDesk,
  id: RequestId,
  claim: Claim,
  keys: readonly string[],
): Promise<Receipt | undefined> {
  const { decision, action } = claim;
  const found = await placeOf(desk, id, claim, keys);
  if (found === undefined || found.contents.receipt !== undefined) return undefined;
  const { place, contents } = found;
  if (contents.decision === undefined && (await desk.files.writeDecision(place, decision))) {
    const repository = action?.document.repository.directory ?? null;
    await desk.audit.append(auditEntry(decision, repository, decision.decision, decision.reason));
  }
  if (action === null) return undefined;
  return giveReceipt(desk, decision, action.document.repository.directory, await outcomeOf(desk, claim));
}

async function outcomeOf(desk: GateDesk, { action, differing, landing }: Claim): Promise<Outcome> {
  if (differing.length > 0 || action === null) return refusedOutcome(differing);
  const context = await desk.context();
  return actionKind(context, action.document.kind).outcome(
    action.document,
    landing === null ? null : (parseSessionId(landing) ?? null),
  );
}

/** Where the request lies, also when its fork was removed meanwhile. */
async function placeOf(
  desk: GateDesk,
  id: RequestId,
  { decision }: Claim,
  keys: readonly string[],
): Promise<{ readonly place: ApprovalPlace; readonly contents: ApprovalContents } | undefined> {
  const session = parseSessionId(decision.session);
  for (const archived of session === undefined ? [] : [false, true]) {
    if (session === undefined) continue;
    const place = desk.files.place(session, id, archived);
    const contents = await desk.files.read(place, keys);
    if (contents !== undefined) return { place, contents };
  }
  return undefined;
}
