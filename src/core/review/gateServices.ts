import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { Clock, Cryptography, FileSystem, Logger, Random, Signer } from "../base/ports.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import type { ActionDocument } from "./kinds/actionDocument.ts";
import type { ActionContext } from "./kinds/common/actionKind.ts";
import type { RequestContents, RequestLocation } from "./requests/requestFiles.ts";
import type { RequestView } from "./requests/requests.ts";
import { requestState } from "./requests/requestState.ts";
import type { AuditEntry } from "../audit/auditRecord.ts";
import type { AuditLog } from "../audit/auditLog.ts";
import type { Claims } from "../gate/claims.ts";
import type { Decision } from "../gate/decision.ts";
import type { Seals } from "../gate/seals.ts";
import type { ReviewPolicy } from "../gate/policy.ts";
import type { TrustedDecisionStore } from "../gate/trustedDecisionStore.ts";
import type { ReviewRequest } from "./kinds/requestKinds.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import type { ReviewerKeys } from "../gate/reviewerKeys.ts";
import type { MonotonicDeadlineClock } from "../gate/monotonicDeadlineClock.ts";
import type { DecisionWriter } from "./requests/decisionWriter.ts";

/** What the parts of the gate share. */
export interface GateServices {
  /** The main checkout's directory that holds `.workflow`. */
  readonly root: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly cryptography: Cryptography;
  readonly time: MonotonicDeadlineClock;
  readonly signer: Signer;
  readonly keys: Pick<ReviewerKeys, "keys">;
  readonly sessions: Pick<Sessions, "get">;
  readonly files: DecisionWriter;
  readonly claims: Claims<ActionDocument>;
  readonly kept: TrustedDecisionStore;
  readonly seals: Seals;
  readonly audit: Pick<AuditLog, "append" | "recent">;
  /** The reviewer's settings as they are now; never from a workspace. */
  readonly policy: () => ReviewPolicy;
  /** Opens repository and vault, anew for every look. */
  readonly context: (signal?: AbortSignal) => Promise<ActionContext>;
}

/** A request's files as they are. */
export interface LookedAt {
  readonly location: RequestLocation;
  readonly contents: RequestContents;
  readonly view: RequestView;
}

/** Of several directories of one id (a copied session), the one whose request belongs there. Throws `not-found`. */
export async function lookAtRequest(services: GateServices, id: RequestId): Promise<LookedAt> {
  const keys = await services.keys.keys();
  let found: LookedAt | undefined;
  for (const location of await services.files.find(id)) {
    const contents = await services.files.read(location, keys);
    if (contents === undefined || (found !== undefined && (found.contents.request.ok || !contents.request.ok)))
      continue;
    found = { location, contents, view: viewOf(services, location, contents) };
  }
  if (found !== undefined) return found;
  throw new WorkflowError(
    "not-found",
    say`There is no request ${id}.`,
    say`It was removed; the list shows what there is.`,
  );
}

function viewOf(services: GateServices, location: RequestLocation, contents: RequestContents): RequestView {
  const { request, decision, receipt, undone, digest } = contents;
  const { maxAgeMinutes } = services.policy();
  const circumstances = { facts: undefined, archived: location.archived, now: services.time.now(), maxAgeMinutes };
  return {
    id: location.id,
    session: location.session,
    path: location.path,
    ...requestState(contents, circumstances),
    request: request.ok ? request.value : null,
    digest,
    decision: decision?.ok === true ? decision.value : null,
    receipt: receipt?.ok === true ? receipt.value : null,
    ...(undone === undefined ? {} : { undone }),
  };
}

/** The refusal to decide a second time. */
export function alreadyDecided(id: RequestId): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`${id} is decided already; nothing was done now.`,
    say`Open it again to see how.`,
  );
}

/**
 * Throws `refused` where a request that can expire may have done so, because the present cannot be told from the past: the clock was set back
 * since something was decided, or was wrong then.
 */
export async function requireSteadyClock(services: GateServices, request: ReviewRequest): Promise<void> {
  if (request.deadline === undefined && services.policy().maxAgeMinutes === 0) return;
  const later = await services.claims.fromTheFuture();
  if (later === undefined) return;
  throw new WorkflowError(
    "refused",
    say`The clock was set back: the decision of ${later.id} was made in what is the future now, so no deadline can be trusted.`,
    say`Set the clock right, then try again. If it is right, and was wrong then: set the time of ${later.path} to now (touch), or have it asked again without a deadline.`,
  );
}

/** The record of what was decided or came of it. */
export function auditEntry(
  {
    request,
    session,
    kind,
    fingerprint,
    reviewer,
  }: Pick<Decision, "request" | "session" | "kind" | "fingerprint" | "reviewer">,
  repository: string | null,
  event: AuditEntry["event"],
  message: string,
): AuditEntry {
  return { event, request, session, kind, repository, reviewer, fingerprint, message };
}

/** Runs what must not fail an operation that has happened already. */
export async function logFailure(services: GateServices, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    services.logger.error(`${what}: ${asWorkflowError(error).message}`, error);
  }
}
