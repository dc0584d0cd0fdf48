import { say } from "../../../../src/core/base/text.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectId } from "../../../../src/core/git/repository/objectId.ts";
import type { RequestContents } from "../../../../src/core/review/requests/requestFiles.ts";
import {
  requestState,
  isOver,
  isTerminal,
  type Circumstances,
} from "../../../../src/core/review/requests/requestState.ts";
import type { Decision } from "../../../../src/core/gate/decision.ts";
import { receiptOutcomes, type Receipt } from "../../../../src/core/gate/receipt.ts";
import { commitRequest, type CommitRequest } from "../../../../src/core/review/kinds/commit/commitRequest.ts";
import type { CurrentFacts } from "../../../../src/core/review/kinds/common/facts.ts";
import { parseTime } from "../../../../src/core/base/time.ts";
import { runs } from "../../../support/effort.ts";
import { mergeFile, mergeId, mergeRequestOf, source, target } from "../../../support/requests.ts";

const created = parseTime("2026-01-01T10:00:00Z") ?? 0;
const minute = 60_000;
const standing = { source, target };

const decisionOf = (decision: Decision["decision"], digest = "d"): Decision => ({
  version: 1,
  workspace: "/work",
  request: mergeId,
  kind: "merge",
  session: "WFS-a",
  decision,
  reviewer: "Ada",
  reason: decision === "granted" ? "" : "too big",
  fingerprint: null,
  request_digest: digest,
  decided: "2026-01-01T10:01:00Z",
  key: "k",
  signature: "s",
});

const receiptOf = (outcome: Receipt["outcome"], digest = "d"): Receipt => ({
  version: 1,
  workspace: "/work",
  request: mergeId,
  kind: "merge",
  session: "WFS-a",
  request_digest: digest,
  fingerprint: "f",
  outcome,
  message: "So it went.",
  differing: [],
  ref: null,
  from: null,
  to: null,
  safety: null,
  safety_session: null,
  finished: "2026-01-01T10:02:00Z",
  key: "k",
  signature: "s",
});

function contents(change: Partial<RequestContents> = {}): RequestContents {
  return {
    request: { ok: true, value: mergeRequestOf() },
    digest: "d",
    withdrawn: false,
    decision: undefined,
    receipt: undefined,
    ...change,
  };
}

function now(change: Partial<Circumstances> = {}): Circumstances {
  return { facts: standing, archived: false, now: created + minute, maxAgeMinutes: 0, ...change };
}

const asked = (change: Readonly<Record<string, unknown>>): RequestContents =>
  contents({ request: { ok: true, value: mergeRequestOf(change) } });

const other = "9".repeat(40) as ObjectId;

describe("where a request stands", () => {
  it.each<readonly [name: string, state: string, said: string, of: RequestContents, at: Circumstances]>([
    ["as it was asked", "waiting", "", contents(), now()],
    [
      "the source moved",
      "stale",
      "The branch of WFS-a has moved",
      contents(),
      now({ facts: { ...standing, source: other } }),
    ],
    [
      "the target moved",
      "stale",
      "refs/heads/main has moved",
      contents(),
      now({ facts: { ...standing, target: other } }),
    ],
    ["the fork is gone", "stale", "is gone", contents(), now({ facts: { ...standing, source: null } })],
    ["the session is archived", "stale", "is archived", contents(), now({ archived: true })],
    ["the deadline has passed", "expired", "deadline", asked({ deadline: "2026-01-01T10:01:00Z" }), now()],
    ["older than allowed", "expired", "older than the 1 minute the", contents(), now({ maxAgeMinutes: 1 })],
    ["not yet older", "waiting", "", contents(), now({ maxAgeMinutes: 2 })],
    ["a clock was set back", "expired", "clock was set back", contents(), now({ now: created - 10 * minute })],
    ["another machine's clock is a little ahead", "waiting", "", contents(), now({ now: created - 2 * minute })],
    ["withdrawn", "withdrawn", "", contents({ withdrawn: true }), now()],
    ["asked again", "withdrawn", mergeId, contents({ withdrawn: true, replacedBy: mergeId }), now()],
    ["no request", "invalid", "No.", contents({ request: { ok: false, problem: say`No.` } }), now()],
    ["denied", "denied", "too big", contents({ decision: { ok: true, value: decisionOf("denied") } }), now()],
    ["changes", "changes", "too big", contents({ decision: { ok: true, value: decisionOf("changes") } }), now()],
    ["granted", "deciding", "", contents({ decision: { ok: true, value: decisionOf("granted") } }), now()],
    [
      "denied, and rewritten afterwards",
      "forged",
      "not the one that was decided on",
      contents({ decision: { ok: true, value: decisionOf("denied", "another") } }),
      now(),
    ],
    [
      "executed, and rewritten afterwards",
      "forged",
      "not the one that was decided on",
      contents({
        decision: { ok: true, value: decisionOf("granted", "another") },
        receipt: { ok: true, value: receiptOf("executed", "another") },
      }),
      now(),
    ],
    [
      "rewritten between click and last look, which the gate has noticed",
      "refused",
      "So it went.",
      contents({ receipt: { ok: true, value: receiptOf("refused", "another") } }),
      now(),
    ],
    [
      "a forged decision",
      "forged",
      "decision.json is not believed",
      contents({ decision: { ok: false, problem: say`No.` } }),
      now(),
    ],
    [
      "a forged receipt",
      "forged",
      "receipt.json is not believed",
      contents({ receipt: { ok: false, problem: say`No.` } }),
      now(),
    ],
  ])("%s: %s", (_name, state, said, of, at) => {
    const answer = requestState(of, at);
    expect(answer.state).toBe(state);
    expect(answer.reasons.join(" ")).toContain(said);
    if (state === "waiting") expect(answer.reasons).toEqual([]);
  });
});

const commitRequestOf = (tree: string): CommitRequest => {
  const merge = { into: undefined, strategy: undefined, source_commit: undefined, target_commit: undefined };
  return commitRequest.schema.parse(mergeFile({ ...merge, kind: "commit", head: source, tree }));
};

describe("a commit request", () => {
  it.each<readonly [name: string, facts: CurrentFacts, state: string]>([
    ["everything stands", { head: source, tree: target }, "waiting"],
    ["the tree was not looked at", { head: source }, "waiting"],
    ["HEAD has moved", { head: other }, "stale"],
    ["files have changed", { head: source, tree: other }, "stale"],
    ["the working tree is gone", { head: source, tree: null }, "stale"],
  ])("%s", (_name, facts, state) => {
    const request = { ok: true, value: commitRequestOf(target) } as const;
    expect(requestState(contents({ request }), now({ facts })).state).toBe(state);
  });
});

const id: fc.Arbitrary<ObjectId> = fc.constantFrom(source as ObjectId, target as ObjectId, other);
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const parsed = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(
    value.map((one) => ({ ok: true, value: one }) as const),
    fc.constant({ ok: false, problem: say`No.` } as const),
  );
const anyContents: fc.Arbitrary<RequestContents> = fc.record({
  request: parsed(
    fc.record({ deadline: maybe(fc.constant("2026-01-01T10:05:00Z")), source_commit: id }).map(mergeRequestOf),
  ),
  digest: fc.constantFrom("d", "e"),
  withdrawn: fc.boolean(),
  decision: maybe(
    parsed(fc.constantFrom("granted" as const, "denied" as const, "changes" as const).map((one) => decisionOf(one))),
  ),
  receipt: maybe(parsed(fc.constantFrom(...receiptOutcomes).map(receiptOf))),
});
const idOrNone: fc.Arbitrary<ObjectId | null> = fc.option(id);
const anyTime: fc.Arbitrary<Circumstances> = fc.record({
  facts: fc.record({ source: idOrNone, target: idOrNone }),
  archived: fc.boolean(),
  now: fc.integer({ min: created - 60 * minute, max: created + 60 * minute }),
  maxAgeMinutes: fc.integer({ min: 0, max: 30 }),
});

describe("whatever the files, git and the clock say", () => {
  it("only what is whole, undecided, in time and unmoved waits for a person", () => {
    fc.assert(
      fc.property(anyContents, anyTime, (of, at) => {
        const { state, reasons } = requestState(of, at);
        if (state !== "waiting") return;
        expect(reasons).toEqual([]);
        expect([of.request.ok, of.withdrawn, of.decision, of.receipt]).toEqual([true, false, undefined, undefined]);
        expect(at.archived).toBe(false);
        const request = of.request.ok ? of.request.value : undefined;
        expect(request).toMatchObject({ source_commit: at.facts?.["source"] });
      }),
      { numRuns: runs(5000) },
    );
  });

  it("nothing but a believed decision or receipt says that a person has answered, and a decision wins over a withdrawal", () => {
    const answered = new Set<string>(["deciding", "denied", "changes", ...receiptOutcomes]);
    fc.assert(
      fc.property(anyContents, anyTime, fc.boolean(), (of, at, withdrawn) => {
        const { state } = requestState({ ...of, withdrawn }, at);
        if (answered.has(state)) expect(of.decision?.ok === true || of.receipt?.ok === true).toBe(true);
        if (of.decision === undefined && of.receipt === undefined) return;
        expect(requestState({ ...of, withdrawn: !withdrawn }, at).state).toBe(state);
        expect(answered.has(state) || state === "forged").toBe(true);
      }),
      { numRuns: runs(5000) },
    );
  });

  it("later is never fresher: what has expired stays so while the clock goes on", () => {
    fc.assert(
      fc.property(anyContents, anyTime, fc.nat({ max: 60 * minute }), (of, at, later) => {
        fc.pre(at.now >= created);
        const first = requestState(of, at).state;
        if (first === "expired") expect(requestState(of, { ...at, now: at.now + later }).state).toBe("expired");
      }),
      { numRuns: runs(3000) },
    );
  });

  it("a terminal state stays, whatever moves", () => {
    fc.assert(
      fc.property(anyContents, anyTime, anyTime, (of, at, then) => {
        const { state } = requestState(of, at);
        if (isTerminal(state)) expect(requestState(of, then).state).toBe(state);
      }),
      { numRuns: runs(3000) },
    );
  });
});

it("nothing is kept of what is over; what waits, is undecided or needs a person's look is", () => {
  const over = ["expired", "executed", "undone", "refused", "failed", "denied", "changes", "withdrawn"] as const;
  const kept = ["waiting", "stale", "deciding", "indeterminate", "invalid", "forged"] as const;
  expect(over.filter((state) => !isOver(state))).toEqual([]);
  expect(kept.filter(isOver)).toEqual([]);
});

describe("what a file says that nobody here can verify", () => {
  const problem = say`Its key is not known here.`;

  it("takes nothing from a decision that is believed", () => {
    const receipt = { ok: false, problem, claimed: receiptOf("executed") } as const;
    for (const answer of ["denied", "granted"] as const) {
      const decision = { ok: true, value: decisionOf(answer) } as const;
      const { state, claimed } = requestState(contents({ decision, receipt }), now());
      expect([state, claimed]).toEqual([answer === "granted" ? "deciding" : "denied", undefined]);
    }
  });

  it("is a claim where nothing is believed, and forged where one of both is", () => {
    const decision = { ok: false, problem, claimed: decisionOf("granted") } as const;
    const receipt = { ok: false, problem, claimed: receiptOf("executed") } as const;
    expect(requestState(contents({ decision, receipt }), now())).toMatchObject({
      state: "unverified",
      claimed: { decision: "granted", reviewer: "Ada", outcome: "executed" },
    });
    expect(requestState(contents({ decision, receipt: { ok: false, problem } }), now()).state).toBe("forged");
  });
});
