import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import type { Clock, Cryptography, FileSystem, Logger, Random, Signer } from "../base/ports.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import type { ActionDocument } from "./kinds/actionDocument.ts";
import type { ActionContext } from "./kinds/common/actionKind.ts";
import type { ApprovalContents, ApprovalPlace } from "./requests/approvalFiles.ts";
import type { ApprovalView } from "./requests/approvals.ts";
import { approvalState } from "./requests/approvalState.ts";
import type { AuditEntry } from "../audit/auditRecord.ts";
import type { AuditLog } from "../audit/auditLog.ts";
import type { Claims } from "../gate/claims.ts";
import type { Decision } from "../gate/decision.ts";
import type { ReviewPolicy } from "../gate/policy.ts";
import type { KeptVerdicts } from "../gate/keptVerdicts.ts";
import type { ApprovalRequest } from "./requests/request.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import type { ReviewerKeys } from "../gate/reviewerKeys.ts";
import type { SteadyTime } from "../base/steadyTime.ts";
import type { VerdictFiles } from "./requests/verdictFiles.ts";

/** What the parts of the gate share. */
export interface GateDesk {
  /** The main checkout's directory that holds `.workflow`. */
  readonly root: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly cryptography: Cryptography;
  readonly time: SteadyTime;
  readonly signer: Signer;
  readonly keys: Pick<ReviewerKeys, "keys">;
  readonly sessions: Pick<Sessions, "get">;
  readonly files: VerdictFiles;
  readonly claims: Claims<ActionDocument>;
  readonly kept: KeptVerdicts;
  readonly audit: Pick<AuditLog, "append" | "recent">;
  /** The reviewer's settings as they are now; never from a workspace. */
  readonly policy: () => ReviewPolicy;
  /** Opens repository and vault, anew for every look. */
  readonly context: (signal?: AbortSignal) => Promise<ActionContext>;
}

/** A request's files as they are. */
export interface LookedAt {
  readonly place: ApprovalPlace;
  readonly contents: ApprovalContents;
  readonly view: ApprovalView;
}

/** Of several directories of one id (a copied session), the one whose request belongs there. Throws `not-found`. */
export async function lookAtRequest(desk: GateDesk, id: RequestId): Promise<LookedAt> {
  const keys = await desk.keys.keys();
  let found: LookedAt | undefined;
  for (const place of await desk.files.find(id)) {
    const contents = await desk.files.read(place, keys);
    if (contents === undefined || (found !== undefined && (found.contents.request.ok || !contents.request.ok)))
      continue;
    found = { place, contents, view: viewOf(desk, place, contents) };
  }
  if (found !== undefined) return found;
  throw new WorkflowError("not-found", `There is no request ${id}.`, "It was removed; the list shows what there is.");
}

function viewOf(desk: GateDesk, place: ApprovalPlace, contents: ApprovalContents): ApprovalView {
  const { request, decision, receipt, undone, digest } = contents;
  const { maxAgeMinutes } = desk.policy();
  const circumstances = { facts: undefined, archived: place.archived, now: desk.time.now(), maxAgeMinutes };
  return {
    id: place.id,
    session: place.session,
    path: place.path,
    ...approvalState(contents, circumstances),
    request: request.ok ? request.value : null,
    digest,
    decision: decision?.ok === true ? decision.value : null,
    receipt: receipt?.ok === true ? receipt.value : null,
    ...(undone === undefined ? {} : { undone }),
  };
}

/** The refusal to decide a second time. */
export function alreadyDecided(id: RequestId): WorkflowError {
  return new WorkflowError("conflict", `${id} is decided already; nothing was done now.`, "Open it again to see how.");
}

/**
 * Throws `refused` where a request that can expire may have done so, because the present cannot be told from the past: the clock was set back
 * since something was decided, or was wrong then.
 */
export async function requireSteadyClock(desk: GateDesk, request: ApprovalRequest): Promise<void> {
  if (request.deadline === undefined && desk.policy().maxAgeMinutes === 0) return;
  const later = await desk.claims.fromTheFuture();
  if (later === undefined) return;
  throw new WorkflowError(
    "refused",
    `The clock was set back: the decision of ${later.id} was made in what is the future now, so no deadline can be trusted.`,
    `Set the clock right, then try again. If it is right, and was wrong then: set the time of ${later.path} to now (touch), or have it asked again without a deadline.`,
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
export async function quietly(desk: GateDesk, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    desk.logger.error(`${what}: ${asWorkflowError(error).message}`, error);
  }
}
