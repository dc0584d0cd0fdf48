import { say, type Text, verbatim } from "../../base/text.ts";
import { formatTime, parseTime } from "../../base/time.ts";
import type { RequestContents } from "./requestFiles.ts";
import type { RequestState, RequestView } from "./requests.ts";
import type { CurrentFacts } from "../kinds/common/facts.ts";
import { requestKind, whatMoved, type ReviewRequest } from "../kinds/requestKinds.ts";

export interface Circumstances {
  /** `undefined`: there is nothing to compare with, because the file is not a request. */
  readonly facts: CurrentFacts | undefined;
  /** The session lies in the archive, where nothing is done for it any more. */
  readonly archived: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The reviewer's own; 0: no limit. */
  readonly maxAgeMinutes: number;
}

export interface StateAndReasons {
  readonly state: RequestState;
  readonly reasons: readonly Text[];
}

/** How far ahead another machine's clock may be, milliseconds. */
const clockTolerance = 5 * 60_000;

/**
 * Where a request stands. What is signed comes first: a receipt, then a decision, whatever has become of the request's own files since, so a
 * decision and a withdrawal at the same moment count as decided. Then the withdrawal, then what is wrong with the file, then the time, and last
 * what has moved.
 */
export function requestState(
  { request, digest, withdrawn, replacedBy, decision, receipt, undone }: RequestContents,
  { facts, archived, now, maxAgeMinutes }: Circumstances,
): StateAndReasons {
  if (receipt?.ok === false)
    return { state: "forged", reasons: [say`receipt.json is not believed. ${receipt.problem}`] };
  if (decision?.ok === false)
    return { state: "forged", reasons: [say`decision.json is not believed. ${decision.problem}`] };
  const signed = receipt?.value ?? decision?.value;
  // What differed at the last look may be the request itself: then the gate has said so, and nothing was done.
  const isWhatWasDecided = signed?.request_digest === digest || receipt?.value.outcome === "refused";
  if (signed !== undefined && !isWhatWasDecided) return { state: "forged", reasons: [notWhatWasDecided] };
  if (undone !== undefined) return { state: "undone", reasons: nonEmpty(undone.message) };
  if (receipt !== undefined) return { state: receipt.value.outcome, reasons: nonEmpty(receipt.value.message) };
  if (decision !== undefined) {
    const { decision: answer, reason } = decision.value;
    return { state: answer === "granted" ? "deciding" : answer, reasons: nonEmpty(reason) };
  }
  if (withdrawn) {
    return { state: "withdrawn", reasons: replacedBy === undefined ? [] : [say`It was asked again as ${replacedBy}.`] };
  }
  if (!request.ok) return { state: "invalid", reasons: [request.problem] };
  const overdue = whyExpired(request.value, now, maxAgeMinutes);
  if (overdue !== undefined) return { state: "expired", reasons: [overdue] };
  const moved = [
    ...(archived ? [say`${request.value.session} is archived.`] : []),
    ...(facts === undefined ? [] : whatMoved(request.value, facts)),
  ];
  return moved.length > 0 ? { state: "stale", reasons: moved } : { state: "waiting", reasons: [] };
}

const notWhatWasDecided = say`request.json is not the one that was decided on: it was changed since, or taken away.`;

/** States nothing can change any more, but for the last two, which a person can only look into. */
const ended: ReadonlySet<RequestState> = new Set([
  "executed",
  "undone",
  "refused",
  "failed",
  "indeterminate",
  "denied",
  "changes",
  "withdrawn",
]);

/** Decided, executed or taken back: it is not listed among those that wait. */
export function isTerminal(state: RequestState): boolean {
  return ended.has(state);
}

/** Nothing of it will be done any more, so what the vault keeps to show and grant it can go. */
export function isOver(state: RequestState): boolean {
  return state === "expired" || (state !== "indeterminate" && isTerminal(state));
}

/** Whether what was granted could be taken back, whatever has become of the request's file since: the receipt says what moved. */
export function isUndoable({ receipt, undone }: Pick<RequestView, "receipt" | "undone">): boolean {
  return receipt?.outcome === "executed" && requestKind(receipt.kind).isUndoable && undone === undefined;
}

/** When it expires by itself, milliseconds since 1970; `Infinity`: never. */
export function expiryOf(request: ReviewRequest, maxAgeMinutes: number): number {
  return Math.min(deadlineOf(request), maxAgeMinutes > 0 ? createdAt(request) + maxAgeMinutes * 60_000 : Infinity);
}

function createdAt({ created }: ReviewRequest): number {
  return parseTime(created) ?? 0;
}

function deadlineOf({ deadline }: ReviewRequest): number {
  return deadline === undefined ? Infinity : (parseTime(deadline) ?? 0);
}

function whyExpired(request: ReviewRequest, now: number, maxAgeMinutes: number): Text | undefined {
  const created = createdAt(request);
  if (created > now + clockTolerance) {
    return say`It was made at ${request.created}, which is still to come: a clock was set back.`;
  }
  if (now >= deadlineOf(request)) return say`Its deadline, ${request.deadline ?? ""}, has passed.`;
  if (now >= expiryOf(request, maxAgeMinutes)) {
    const age = maxAgeMinutes === 1 ? say`1 minute` : say`${maxAgeMinutes} minutes`;
    return say`It is older than the ${age} the reviewer allows (made at ${formatTime(created)}).`;
  }
  return undefined;
}

function nonEmpty(words: string): readonly Text[] {
  return words === "" ? [] : [verbatim(words)];
}
