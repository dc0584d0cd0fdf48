import { decisionType, type Decision } from "../gate/decision.ts";
import type { KnownStep } from "../checkpoints/updateBranch.ts";
import { BranchUpdateConflict } from "../checkpoints/branchUpdate/branchUpdateConflict.ts";
import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import type { Obstacle } from "../base/obstacle.ts";
import { joined, say, type Text } from "../base/text.ts";
import { isGitError } from "../git/repository/gitError.ts";
import { formatTime } from "../base/time.ts";
import { actionKind, type AnyKind } from "./kinds/actionKinds.ts";
import { ChangedSinceShown } from "./kinds/common/changedSinceShown.ts";
import { differingFields } from "../gate/differingFields.ts";
import type { Granted } from "./gate.ts";
import {
  alreadyDecided,
  auditEntry,
  lookAtRequest,
  logFailure,
  requireSteadyClock,
  type GateServices,
  type LookedAt,
} from "./gateServices.ts";
import { whatMoved, type ReviewRequest } from "./kinds/requestKinds.ts";
import { buildAction, requireStanding, type BuiltAction } from "./prepareAction.ts";
import type { Seal } from "../gate/seals.ts";
import { giveReceipt, type Outcome } from "./giveReceipt.ts";
import { signDocument } from "../gate/signature.ts";
import { requestRefs } from "./vault/requestRefs.ts";

/** A clock that is corrected by the network jumps by less, milliseconds. */
const clockTolerance = 2000;

/**
 * Executes exactly this action, once (docs/gate.md): everything is looked up again; the claim is taken; the decision is written and
 * put on record; the action is executed; receipt and audit record follow. What throws has done nothing, unless its message says otherwise: where the
 * receipt cannot be signed. What differs gives the receipt `refused`.
 */
export async function grantAction(
  services: GateServices,
  shown: BuiltAction,
  seal: Seal,
  {
    reviewer,
    noted,
    signal,
  }: { readonly reviewer: string; readonly noted: string; readonly signal?: AbortSignal | undefined },
): Promise<Granted> {
  const { document } = shown.built;
  const { looked, differing, now } = await lastLook(services, shown, seal, signal);
  const decision = await signDocument(services.signer, decisionType, {
    version: 1,
    workspace: services.root,
    request: document.request,
    kind: document.kind,
    session: document.session,
    decision: "granted",
    reviewer,
    reason: "",
    fingerprint: shown.fingerprint,
    request_digest: document.request_digest,
    decided: formatTime(services.clock.now()),
  });
  const taken = await services.claims.take({
    root: services.root,
    decision,
    action: { document, bytes: shown.bytes },
    landing: shown.built.safetySession,
    differing: [...differing],
  });
  if (!taken) throw alreadyDecided(document.request);
  try {
    await writeDecision(services, looked, decision);
    const outcome = await carryOut(services, shown, { decision, noted, differing, step: now?.built.step });
    try {
      const receipt = await giveReceipt(services, decision, document.repository.directory, outcome);
      return { decision, receipt, message: outcome.message };
    } catch (error) {
      throw withoutReceipt(outcome, error);
    }
  } finally {
    services.claims.leave(document.request);
    await forget(services, shown);
  }
}

/** Writes the decision under the claim, or gives the claim back: then nothing was decided. */
export async function writeDecision(services: GateServices, { location }: LookedAt, decision: Decision): Promise<void> {
  try {
    if (await services.files.writeDecision(location, decision)) return;
  } catch (error) {
    // It may stand although it was not flushed; then it counts.
    const { view } = await lookAtRequest(services, decision.request);
    if (view.decision?.signature === decision.signature) return;
    await services.claims.giveBack(decision.request);
    throw error;
  }
  await services.claims.giveBack(decision.request);
  throw new WorkflowError(
    "conflict",
    say`Something else wrote a decision of ${decision.request} meanwhile; nothing was done now.`,
    say`Open the request again to see what it says.`,
  );
}

/** Everything looked up again. Throws, with nothing done, where that fails or something stands in the way that is not a field of the document. */
async function lastLook(
  services: GateServices,
  shown: BuiltAction,
  seal: Seal,
  signal?: AbortSignal,
): Promise<{ readonly looked: LookedAt; readonly differing: readonly string[]; readonly now?: BuiltAction }> {
  const { document } = shown.built;
  const looked = await lookAtRequest(services, document.request);
  const { view } = looked;
  if (view.decision !== null || view.receipt !== null || (await services.claims.has(view.id)))
    throw alreadyDecided(view.id);
  if (view.state === "withdrawn") {
    throw new WorkflowError(
      "conflict",
      say`${view.id} was withdrawn; nothing was done.`,
      say`There is nothing to grant.`,
    );
  }
  if (view.state === "forged" || view.state === "unverified") {
    throw new WorkflowError(
      "refused",
      joined([...view.reasons, say`Nothing was done.`]),
      say`Look at it, then ask again.`,
    );
  }
  if (view.request !== null) await requireSteadyClock(services, view.request);
  if (services.clock.now() + clockTolerance < seal.prepared * 1000) throw clockSetBack();
  if (view.request === null || view.digest !== document.request_digest)
    return { looked, differing: ["request_digest"] };
  if (view.state === "expired") return { looked, differing: ["deadline"] };
  if (view.state === "stale") {
    throw new WorkflowError(
      "conflict",
      joined([...view.reasons, say`Nothing was done.`]),
      say`Resume it, then look again.`,
    );
  }
  const kind = actionKind(shown.context, document.kind);
  let now: BuiltAction;
  try {
    now = await buildAction(services, { ...looked, request: view.request }, seal, { isLast: true, signal });
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
    const differing = await differingOrNone(kind, shown, signal);
    if (differing.length === 0) throw error;
    return { looked, differing };
  }
  const silent = now.obstacles.filter(({ reason }) => reason === "remote-off" || reason === "remote-silent");
  if (silent.length > 0) {
    // What could not be looked up says nothing about what differs.
    const texts = silent.map(({ text }) => text);
    throw new WorkflowError("conflict", joined([...texts, say`Nothing was done.`]), whatHelps(silent));
  }
  const differing = differingFields(document, now.built.document);
  if (differing.length > 0 && (await isOnlyUpdated(view.request, shown, now, signal))) {
    throw new WorkflowError(
      "conflict",
      joined([...whatMoved(view.request, now.built.facts), say`It is shown anew; nothing was granted.`]),
      say`Look at it as it is now, then grant it.`,
    );
  }
  if (differing.length === 0 && now.obstacles.length > 0) {
    throw new WorkflowError(
      "conflict",
      joined([...now.obstacles.map(({ text }) => text), say`Nothing was done.`]),
      whatHelps(now.obstacles),
    );
  }
  return { looked, differing, now };
}

/** Whether something has moved, and changes nothing of what was asked: then it is shown anew, not refused for ever. */
async function isOnlyUpdated(
  request: ReviewRequest,
  shown: BuiltAction,
  now: BuiltAction,
  signal?: AbortSignal,
): Promise<boolean> {
  if (JSON.stringify(shown.built.facts) === JSON.stringify(now.built.facts)) return false;
  try {
    await requireStanding(request, now, signal);
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code !== "conflict") throw error;
    return false;
  }
}

/** What helps against them, a sentence each. */
export function whatHelps(obstacles: readonly Obstacle[]): Text {
  const known = obstacles.flatMap(({ help }) => help ?? []);
  return known.length === 0 ? say`Clear it away, then look again.` : joined(known);
}

async function differingOrNone(kind: AnyKind, shown: BuiltAction, signal?: AbortSignal): Promise<readonly string[]> {
  try {
    return await kind.differing(shown.built.document, signal);
  } catch (error) {
    if (isGitError(error, "cancelled") || !(error instanceof WorkflowError)) throw error;
    return [];
  }
}

async function carryOut(
  services: GateServices,
  { built, context }: BuiltAction,
  {
    decision,
    noted,
    differing,
    step,
  }: {
    readonly decision: Decision;
    readonly noted: string;
    readonly differing: readonly string[];
    readonly step: KnownStep | undefined;
  },
): Promise<Outcome> {
  const { document, safetySession } = built;
  try {
    await services.audit.append(auditEntry(decision, document.repository.directory, "granted", noted));
  } catch (error) {
    const { text } = asWorkflowError(error);
    return { outcome: "failed", message: say`Nothing was done, because it could not be put on record: ${text}` };
  }
  if (differing.length > 0) return refusedOutcome(differing);
  const kind = actionKind(context, document.kind);
  try {
    return { outcome: "executed", ...(await kind.execute(document, safetySession, step)) };
  } catch (error) {
    const failure = asWorkflowError(error);
    if (failure instanceof ChangedSinceShown) return refusedOutcome(failure.fields);
    if (failure instanceof BranchUpdateConflict) {
      return { outcome: "failed", message: failure.text, differing: failure.paths };
    }
    services.logger.error(`${document.request} could not be executed: ${failure.message}`, error);
    const found = await kind.outcome(document, safetySession);
    if (found.outcome === "executed") return found;
    // The compare-and-swap is the very last look.
    if (kind.swapped !== null && isGitError(failure, "ref-changed", "ref-exists"))
      return refusedOutcome([kind.swapped]);
    if (found.settles === true) throw stillOpen(failure.text, found.message);
    const unchanged = found.outcome === "failed";
    return { ...found, message: joined([failure.text, unchanged ? say`Nothing has changed.` : found.message]) };
  }
}

export function refusedOutcome(differing: readonly string[]): Outcome {
  return {
    outcome: "refused",
    message: say`Nothing was done: at the last look ${differing.join(", ")} differed from what was shown.`,
    differing,
  };
}

/** The vault needs none of it any more; what is left is tidied away some day. */
async function forget(services: GateServices, { context, built }: BuiltAction): Promise<void> {
  const refs = requestRefs(built.document.request);
  await logFailure(services, "The review vault still keeps a decided proposal", async () => context.vault.forget(refs));
  await logFailure(services, "The seal of a decided request is still there", async () =>
    services.seals.forget(built.document.request),
  );
}

/** There is no receipt yet, because nobody can tell what came of it; `recoverClaims` gives one once somebody can. */
function stillOpen(failure: Text, found: Text): WorkflowError {
  return new WorkflowError(
    "conflict",
    joined([failure, found]),
    say`It is decided, and is looked at again until that is known; nothing is done twice.`,
    { cause: failure },
  );
}

/** The action stands although nobody could sign what came of it. */
function withoutReceipt({ outcome, message }: Outcome, cause: unknown): WorkflowError {
  const why = asWorkflowError(cause).text;
  return new WorkflowError(
    "conflict",
    outcome === "executed"
      ? say`${message} But its receipt could not be signed: ${why}`
      : say`${message} And its receipt could not be signed: ${why}`,
    say`It is decided and cannot be granted again; the receipt is written when the key is there and the window is reloaded.`,
    cause,
  );
}

function clockSetBack(): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The clock was set back since this was shown, so its deadline cannot be trusted. Nothing was done.`,
    say`Set the clock right, then look at the request again.`,
  );
}
