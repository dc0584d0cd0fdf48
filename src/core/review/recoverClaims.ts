import type { ActionDocument } from "./kinds/actionDocument.ts";
import { joinPath } from "../files/paths.ts";
import { parseSessionId } from "../sessions/model/sessionId.ts";
import { longestWork } from "../base/announcedWork.ts";
import { parseTime } from "../base/time.ts";
import { actionKind } from "./kinds/actionKinds.ts";
import type { Found } from "./kinds/common/actionKind.ts";
import type { RequestContents, RequestLocation } from "./requests/requestFiles.ts";
import type { AuditEvent } from "../audit/auditRecord.ts";
import type { Claim } from "../gate/claims.ts";
import { auditEntry, logFailure, type GateServices } from "./gateServices.ts";
import { refusedOutcome } from "./grantAction.ts";
import type { Receipt } from "../gate/receipt.ts";
import { keepReceipt, signReceipt, type Outcome } from "./giveReceipt.ts";
import type { RequestId } from "../sessions/model/requestId.ts";

/** How old a claim that was cut off must be before it counts as never made, milliseconds. */
const cutOffAfter = 10 * 60 * 1000;

/** How far back the audit log is looked at for what a killed process did not put on record. */
const recentRecords = 200;

/**
 * Says what came of grants whose process was killed or could not write its receipt: the claim has the decision and the action, the world has the
 * outcome. Nothing is run a second time. Claims of other workspaces, and those somebody is still at, are left alone.
 */
export async function recoverClaims(services: GateServices): Promise<readonly Receipt[]> {
  const keys = await services.keys.keys();
  const receipts: Receipt[] = [];
  let known: Promise<KnownEvents> | undefined;
  for (const id of await services.claims.ids()) {
    const claim = await services.claims.read(id, keys);
    if (claim === undefined) await services.claims.dropIfCutOff(id, cutOffAfter);
    else if (claim.root === services.root && services.claims.isAbandoned(claim)) {
      await logFailure(services, `What came of ${id} could not be said`, async () => {
        known ??= knownEvents(services);
        const receipt = await recoverClaim(services, id, claim, { keys, known: await known });
        if (receipt !== undefined) receipts.push(receipt);
      });
    }
  }
  return receipts;
}

async function recoverClaim(
  services: GateServices,
  id: RequestId,
  claim: Claim<ActionDocument>,
  { keys, known }: { readonly keys: readonly string[]; readonly known: KnownEvents },
): Promise<Receipt | undefined> {
  const { decision, action } = claim;
  // Somebody may have removed the request meanwhile: what came of it is put on record all the same.
  const found = await placeOf(services, id, claim, keys);
  if (found !== undefined && (await isMissing(services, found.location, "decision.json"))) {
    await services.files.writeDecision(found.location, decision);
  }
  await putOnRecord(services, known, claim, decision.decision, decision.reason);
  if (action === null) return undefined;
  const told = found?.contents.receipt ?? (await keptReceipt(services, id, claim, keys));
  const receipt = told?.ok === true ? told.value : await receiptOf(services, claim);
  if (receipt === undefined) return undefined;
  const [copy] = await services.kept.states(id);
  if (copy === undefined) await keepReceipt(services, decision, receipt);
  // What was begun is completed by now: a removed fork's request is in the archive.
  const there = (await placeOf(services, id, claim, keys)) ?? found;
  const missing = there !== undefined && (await isMissing(services, there.location, "receipt.json"));
  if (missing) await services.files.writeReceipt(there.location, receipt);
  await putOnRecord(services, known, claim, receipt.outcome, receipt.message);
  return missing || told?.ok !== true ? receipt : undefined;
}

async function keptReceipt(
  services: GateServices,
  id: RequestId,
  { decision }: Claim<ActionDocument>,
  keys: readonly string[],
): Promise<RequestContents["receipt"]> {
  const session = parseSessionId(decision.session);
  const kept = session === undefined ? undefined : await services.kept.read({ session, id }, keys);
  return kept === undefined ? undefined : { ok: true, value: kept.receipt };
}

async function isMissing(services: GateServices, { path }: RequestLocation, name: string): Promise<boolean> {
  return (await services.fs.lstat(joinPath(path, name))) === undefined;
}

/** The end of the audit log: whether it has an event, and since when it would. */
interface KnownEvents {
  readonly events: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly since: number;
}

async function knownEvents(services: GateServices): Promise<KnownEvents> {
  const records = await services.audit.recent(recentRecords);
  return {
    events: new Set(records.map(({ request, event }) => `${request} ${event}`)),
    since: records.length < recentRecords ? 0 : (parseTime(records[0]?.time ?? "") ?? Infinity),
  };
}

/** Appends what the killed process did not; what is older than the records looked at is taken to be there. */
async function putOnRecord(
  services: GateServices,
  { events, since }: KnownEvents,
  { decision, action, time }: Claim<ActionDocument>,
  event: AuditEvent,
  message: string,
): Promise<void> {
  if (events.has(`${decision.request} ${event}`) || (parseTime(time) ?? 0) < since) return;
  await services.audit.append(auditEntry(decision, action?.document.repository.directory ?? null, event, message));
}

/** `undefined`: what came of it may be known later, and a day is enough for that; until then the request stays without a receipt. */
async function receiptOf(services: GateServices, claim: Claim<ActionDocument>): Promise<Receipt | undefined> {
  const outcome = await outcomeOf(services, claim);
  const isRecent = services.clock.now() - (parseTime(claim.time) ?? 0) < longestWork;
  return outcome.settles === true && isRecent ? undefined : signReceipt(services, claim.decision, outcome);
}

async function outcomeOf(
  services: GateServices,
  { action, differing, landing }: Claim<ActionDocument>,
): Promise<Outcome & Pick<Found, "settles">> {
  if (differing.length > 0 || action === null) return refusedOutcome(differing);
  const context = await services.context();
  return actionKind(context, action.document.kind).outcome(
    action.document,
    landing === null ? null : (parseSessionId(landing) ?? null),
  );
}

/** Where the request lies, also when its fork was removed meanwhile. */
async function placeOf(
  services: GateServices,
  id: RequestId,
  { decision }: Claim<ActionDocument>,
  keys: readonly string[],
): Promise<{ readonly location: RequestLocation; readonly contents: RequestContents } | undefined> {
  const session = parseSessionId(decision.session);
  for (const location of session === undefined ? [] : await services.files.find(id, session)) {
    const contents = await services.files.read(location, keys);
    if (contents !== undefined) return { location, contents };
  }
  return undefined;
}
