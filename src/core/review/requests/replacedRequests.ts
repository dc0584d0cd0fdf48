import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { requestKind, type ReviewRequest } from "../kinds/requestKinds.ts";
import type { RequestId } from "../../sessions/model/requestId.ts";
import type { Asked } from "./currentFacts.ts";
import type { RequestLocation } from "./requestFiles.ts";
import type { ListedRequest } from "./requestListing.ts";
import type { RequestState } from "./requests.ts";

/** A request that nobody has decided on. */
export interface OpenRequest {
  readonly location: RequestLocation;
  readonly request: ReviewRequest;
  /** By its files and the time alone. */
  readonly state: RequestState;
}

/** What somebody else has asked for the same of the same session. */
export function rivalsOf(asked: ReviewRequest, others: readonly OpenRequest[]): readonly OpenRequest[] {
  return forTheSame(asked, others).filter(({ request }) => request.requested_by !== asked.requested_by);
}

/**
 * Which requests a new one takes the place of: those its asker has made for the same; the newest comes last. Throws `conflict`, naming the first, where
 * somebody else has asked for it and it still waits: `known` says where those stand that were looked at; another one has just come.
 */
export function replacedBy(
  asked: ReviewRequest,
  others: readonly OpenRequest[],
  known: ReadonlyMap<RequestId, RequestState>,
): readonly OpenRequest[] {
  const first = rivalsOf(asked, others).find(({ location, state }) => {
    return (state === "waiting" ? (known.get(location.id) ?? state) : state) === "waiting";
  });
  if (first !== undefined) throw askedAlready(first.location.id, first.request);
  return forTheSame(asked, others).filter(({ request }) => request.requested_by === asked.requested_by);
}

/** Whether one of these asks for the same as a request, by the same asker. */
export function isInPlaceOf(replaced: ReviewRequest, others: readonly OpenRequest[]): boolean {
  return forTheSame(replaced, others).some(({ request }) => request.requested_by === replaced.requested_by);
}

function forTheSame(asked: ReviewRequest, others: readonly OpenRequest[]): readonly OpenRequest[] {
  return others.filter(({ request }) => isForTheSame(asked, request));
}

/** Whether both ask for the same of the same session, whoever asks and whatever is in it. */
export function isForTheSame(one: ReviewRequest, other: ReviewRequest): boolean {
  const { kind, session } = one;
  if (other.kind !== kind || other.session !== session) return false;
  return requestKind(kind).object(one) === requestKind(kind).object(other);
}

function askedAlready(id: RequestId, { requested_by, session, kind }: ReviewRequest): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`${requested_by} has asked for the same already: ${id}, the ${kind} of ${session}, waits for a person.`,
    say`Wait for its answer (wfs approvals wait ${id}), or have it withdrawn first (wfs approvals withdraw ${id}).`,
  );
}

/** The request, as long as it matters what has moved since. */
export function openRequest({ location, contents }: ListedRequest): Asked | undefined {
  const { request, decision, receipt, withdrawn } = contents;
  const open = request.ok && decision === undefined && receipt === undefined && !withdrawn;
  return open ? { session: location.session, request: request.value } : undefined;
}
