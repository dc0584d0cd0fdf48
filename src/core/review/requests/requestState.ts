import { say, type Text, verbatim } from "../../base/text.ts";
import { formatTime, parseTime } from "../../base/time.ts";
import { someFiles } from "../../checkpoints/branchUpdate/someFiles.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Decision } from "../../gate/decision.ts";
import type { ParsedSigned } from "../../gate/readDocument.ts";
import type { Receipt } from "../../gate/receipt.ts";
import type { RequestContents } from "./requestFiles.ts";
import type { Claimed, MergedBy, RequestState, RequestView } from "./requests.ts";
import type { CurrentFacts } from "../kinds/common/facts.ts";
import type { Standing } from "../kinds/common/standing.ts";
import { shortObjectId } from "../../git/repository/shortObjectId.ts";
import { requestKind, whatMoved, type ReviewRequest } from "../kinds/requestKinds.ts";

export interface Circumstances {
  /** `undefined`: there is nothing to compare with, because the file is not a request. */
  readonly facts: CurrentFacts | undefined;
  /** What has become of it, where some of these have moved; left out: that alone makes it stale. */
  readonly standing?: Standing | undefined;
  /** The granted request that made the commit of `standing`. */
  readonly mergedBy?: RequestView["id"] | undefined;
  /** The session lies in the archive, where nothing is done for it any more. */
  readonly archived: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The reviewer's own; 0: no limit. */
  readonly maxAgeMinutes: number;
}

export interface StateAndReasons extends Pick<RequestView, "conflicts" | "merged_by" | "claimed" | "replaced_by"> {
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
  { request, digest, withdrawn, replacedBy, decision, receipt: read, undone }: RequestContents,
  { facts, standing, mergedBy, archived, now, maxAgeMinutes }: Circumstances,
): StateAndReasons {
  // Beside a decision that is believed, a receipt of a key that nobody knows is as if it were not there.
  const receipt = decision?.ok === true && read?.ok === false && "claimed" in read ? undefined : read;
  if (receipt?.ok === false || decision?.ok === false) return doubt(receipt, decision);
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
    if (replacedBy === undefined) return { state: "withdrawn", reasons: [] };
    return { state: "withdrawn", reasons: [say`It was asked again as ${replacedBy}.`], replaced_by: replacedBy };
  }
  if (!request.ok) return { state: "invalid", reasons: [request.problem] };
  const overdue = whyExpired(request.value, now, maxAgeMinutes);
  if (overdue !== undefined) return { state: "expired", reasons: [overdue] };
  const moved = facts === undefined ? [] : whatMoved(request.value, facts);
  if (moved.length > 0 && standing?.kind === "merged") return alreadyMerged(request.value, standing.commit, mergedBy);
  const conflicts = standing?.kind === "stale" ? standing.conflicts : [];
  const reasons = [
    ...(archived ? [say`${request.value.session} is archived.`] : []),
    ...(standing?.kind === "stands" ? [] : moved),
    ...(conflicts.length === 0 ? [] : [conflictsNow(request.value.session, conflicts)]),
  ];
  if (reasons.length === 0) return { state: "waiting", reasons };
  return { state: "stale", reasons, ...(conflicts.length === 0 ? {} : { conflicts }) };
}

/** A decision or receipt that does not count. One that nobody here can verify is not called forged. */
function doubt(receipt: RequestContents["receipt"], decision: RequestContents["decision"]): StateAndReasons {
  const files = [
    ["receipt.json", receipt],
    ["decision.json", decision],
  ] as const;
  const [forged, unverified] = [
    files.find(([, read]) => read?.ok === false && !("claimed" in read)),
    files.find(([, read]) => read?.ok === false && "claimed" in read),
  ];
  const [name = "", read] = forged ?? unverified ?? [];
  const problem = read?.ok === false ? read.problem : say`Nobody knows why.`;
  if (forged !== undefined) return { state: "forged", reasons: [say`${name} is not believed. ${problem}`] };
  const claimed = claimedBy(saidIn(receipt), saidIn(decision));
  const reasons = [say`${name} does not count here. ${problem}`];
  return { state: "unverified", reasons, ...(claimed === undefined ? {} : { claimed }) };
}

/** What a file says, whether it counts or not. */
function saidIn<Document>(read: ParsedSigned<Document> | undefined): Document | undefined {
  if (read === undefined) return undefined;
  if (read.ok) return read.value;
  return "claimed" in read ? read.claimed : undefined;
}

function claimedBy(receipt: Receipt | undefined, decision: Decision | undefined): Claimed | undefined {
  if (decision === undefined) return undefined;
  const { decision: answer, reviewer, reason, decided } = decision;
  const came = receipt === undefined ? {} : { outcome: receipt.outcome, message: receipt.message };
  return { decision: answer, reviewer, reason, decided, ...came };
}

function alreadyMerged(asked: ReviewRequest, commit: ObjectId, request: MergedByRequest): StateAndReasons {
  const where = requestKind(asked.kind)
    .object(asked)
    .replace(/^refs\/heads\//u, "");
  const merged_by: MergedBy = request === undefined ? { commit } : { request };
  const reason =
    request === undefined
      ? say`${where} has all of it since ${shortObjectId(commit)}.`
      : say`${where} has all of it since ${request} was granted.`;
  return { state: "merged", reasons: [reason], merged_by };
}

type MergedByRequest = Circumstances["mergedBy"];

function conflictsNow(session: string, paths: readonly string[]): Text {
  return say`It conflicts now in ${someFiles(paths)}; bring the fork up to date (wfs fork sync ${session}), then ask again.`;
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
  "merged",
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
