import type { RequestState, RequestView } from "../../core/review/requests/requests.ts";
import type { WithRedacted } from "../../core/redaction/givenText.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { formatAge } from "../text/age.ts";
import type { Outcome } from "../base/command.ts";
import { exitCodes, type ExitCode } from "../base/exitCodes.ts";
import type { Paint } from "../base/paint.ts";
import { styled, type Cell } from "../text/table.ts";
import type { RequestKind } from "../../core/gate/requestKind.ts";
import type { ProposedMerge } from "../../core/forks/proposedMerge.ts";
import { requestVerb } from "./requestVerbs.ts";
import { requestJson } from "../../wire/request.ts";
import type { RequestJson } from "../../wire/schemas/request.ts";

/** What a script that waits for an answer learns (docs/file-formats.md, "Exit codes"). */
const codes: Readonly<Record<RequestState, ExitCode>> = {
  executed: exitCodes.done,
  merged: exitCodes.done,
  undone: exitCodes.conflict,
  denied: exitCodes.denied,
  changes: exitCodes.denied,
  waiting: exitCodes.waiting,
  deciding: exitCodes.waiting,
  stale: exitCodes.conflict,
  expired: exitCodes.conflict,
  refused: exitCodes.conflict,
  withdrawn: exitCodes.conflict,
  invalid: exitCodes.conflict,
  unverified: exitCodes.conflict,
  forged: exitCodes.conflict,
  failed: exitCodes.failed,
  indeterminate: exitCodes.failed,
};

const words: Readonly<Record<RequestState, string>> = {
  executed: "granted and executed",
  merged: "merged already",
  undone: "granted and executed, then undone",
  denied: "denied",
  changes: "changes asked for",
  waiting: "waiting for a person",
  deciding: "granted, not finished",
  stale: "stale",
  expired: "expired",
  refused: "granted, then refused",
  withdrawn: "withdrawn",
  invalid: "not a valid request",
  unverified: "cannot be verified here",
  forged: "forged",
  failed: "granted, but it failed",
  indeterminate: "granted; it is not known what came of it",
};

export function exitCodeOfState(state: RequestState): ExitCode {
  return codes[state];
}

function paintOf(state: RequestState, paint: Paint): (text: string) => string {
  const code = codes[state];
  if (code === exitCodes.done) return paint.good;
  return code === exitCodes.waiting ? paint.warn : paint.bad;
}

/** Id, state, what of whom, who asks, age, first line of the summary. */
export function requestCells(view: RequestView, paint: Paint, now: number): readonly Cell[] {
  const { id, session, state, reasons, request } = view;
  return [
    { text: id },
    styled(state, paintOf(state, paint)),
    { text: request === null ? session : `${request.kind} of ${session}` },
    styled(request === null ? "" : visibleText(request.requested_by), paint.dim),
    { text: request === null ? "" : formatAge(request.created, now) },
    { text: visibleText(request === null ? String(reasons[0] ?? "") : (request.summary.split("\n", 1)[0] ?? "")) },
  ];
}

/** State and reasons; what was decided, by whom, and what came of it. */
export function stateText(view: RequestView, paint: Paint): string {
  const { state, reasons, decision, receipt, claimed } = view;
  const by = decision === null ? "" : ` by ${visibleText(decision.reviewer)}`;
  const details = [
    ...reasons.map(String),
    ...nextStep(view),
    ...claimLines(claimed),
    ...(receipt?.differing ?? []).map((field) => `differs: ${field}`),
  ];
  const lines = details.flatMap((text) => text.split("\n")).map((line) => `  ${visibleText(line)}\n`);
  return `${paintOf(state, paint)(words[state])}${by}\n${lines.join("")}`;
}

/** What helps where a request cannot be granted any more. */
function nextStep({ state, request, session, conflicts }: RequestView): readonly string[] {
  if (request === null || conflicts !== undefined || (state !== "stale" && state !== "expired")) return [];
  return [`Ask again, as things stand now: wfs request ${request.kind} --session ${session}`];
}

/** What files say that nobody here can verify, as somebody's words. */
function claimLines(claimed: RequestView["claimed"]): readonly string[] {
  if (claimed === undefined) return [];
  const { decision, reviewer, decided, reason, outcome, message } = claimed;
  return [
    `It claims: ${decision} by ${reviewer}, ${decided}${outcome === undefined ? "" : `; ${outcome}`}`,
    ...[reason, message ?? ""].filter((words) => words !== "").map((words) => `It claims: ${words}`),
  ];
}

/** Everything a person wants to know of one request. */
function approvalText(view: RequestView, paint: Paint, now: number): string {
  const { id, session, request, receipt } = view;
  const head = `${paint.bold(id)}  ${stateText(view, paint)}`;
  if (request === null) return `${head}  of ${session}\n`;
  const rows: readonly (readonly [name: string, value: string | undefined])[] = [
    ["asks for", requestVerb<RequestKind>(request.kind).what(request)],
    ["asked by", `${visibleText(request.requested_by)}, ${formatAge(request.created, now)} (${request.created})`],
    ["deadline", request.deadline],
    ["in place of", request.replaces],
    ["asked again", request.asked_again_by === undefined ? undefined : `by ${visibleText(request.asked_again_by)}`],
    ["now", view.replaced_by],
    ["moved", moveText(receipt)],
  ];
  const facts = rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(12)}${value}\n`]));
  const summary = request.summary.split("\n").map((line) => `  | ${visibleText(line)}\n`);
  return `${head}${facts.join("")}${summary.join("")}`;
}

function moveText(receipt: RequestView["receipt"]): string | undefined {
  if (receipt?.ref === null || receipt?.ref === undefined) return undefined;
  return `${visibleText(receipt.ref)} ${receipt.from ?? "-"} → ${receipt.to ?? "-"}`;
}

/** One request as the outcome of a verb. `beside`: said in JSON; `lines`: below it in text. */
export function requestOutcome(
  view: WithRedacted<RequestView>,
  exitCode: ExitCode,
  beside?: ProposedMerge,
  lines: readonly string[] = [],
): Outcome<RequestJson> {
  return {
    json: () => requestJson(view, beside),
    text: (paint, now) => `${approvalText(view, paint, now)}${lines.map((line) => `  ${line}\n`).join("")}`,
    exitCode,
    redacted: view.redacted,
  };
}
