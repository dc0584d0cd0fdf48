import { decisionType, type Decision } from "../gate/decision.ts";
import { WorkflowError } from "../base/errors.ts";
import { joined, say } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import { type GivenText, takeOutSecrets, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import type { RequestState } from "./requests/requests.ts";
import { alreadyDecided, auditEntry, lookAtRequest, logFailure, type GateServices } from "./gateServices.ts";
import { writeDecision } from "./grantAction.ts";
import type { BuiltAction } from "./prepareAction.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import { signDocument } from "../gate/signature.ts";

const longestReason = 4000;

/** States in which a request can still be denied, also where it cannot be granted any more. */
const refusable: ReadonlySet<RequestState> = new Set(["waiting", "stale", "expired"]);

/** Denies a request, or asks for changes, once and with a reason, which is written without secrets. `shown`: the action the reviewer saw. */
export async function declineRequest(
  services: GateServices,
  id: RequestId,
  answer: "denied" | "changes",
  reason: GivenText,
  reviewer: string,
  shown: BuiltAction | undefined,
): Promise<WithRedacted<Decision>> {
  const { text, rules } = await takeOutSecrets(reason);
  const why = text.trim();
  if (why === "")
    throw new WorkflowError("usage", say`A reason is missing.`, say`Say why, so that the asker can go on.`);
  if (why.length > longestReason) {
    throw new WorkflowError("usage", say`The reason is too long.`, say`Use at most ${longestReason} characters.`);
  }
  const looked = await lookAtRequest(services, id);
  const { view } = looked;
  if (view.decision !== null || view.receipt !== null || (await services.claims.has(id))) throw alreadyDecided(id);
  if (view.request === null || !refusable.has(view.state)) {
    throw new WorkflowError(
      "refused",
      joined([say`${id} cannot be decided: it is ${view.state}.`, ...view.reasons]),
      say`Look at its files by hand.`,
    );
  }
  const decision = await signDocument(services.signer, decisionType, {
    version: 1,
    workspace: services.root,
    request: id,
    kind: view.request.kind,
    session: view.session,
    decision: answer,
    reviewer,
    reason: why,
    fingerprint: shown?.fingerprint ?? null,
    request_digest: view.digest,
    decided: formatTime(services.clock.now()),
  });
  const taken = await services.claims.take({
    root: services.root,
    decision,
    action: null,
    landing: null,
    differing: [],
  });
  if (!taken) throw alreadyDecided(id);
  try {
    await writeDecision(services, looked, decision);
  } finally {
    services.claims.leave(id);
  }
  await logFailure(services, `The seal of ${id} is still there`, async () => services.seals.forget(id));
  const repository = shown?.built.document.repository.directory ?? null;
  await logFailure(services, `The audit log does not know how ${id} was answered`, async () =>
    services.audit.append(auditEntry(decision, repository, answer, why)),
  );
  return withRedacted(decision, rules);
}
