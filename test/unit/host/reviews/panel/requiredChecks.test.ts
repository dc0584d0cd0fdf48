import { describe, expect, it } from "vitest";
import { say } from "../../../../../src/core/base/text.ts";
import { parseObjectId } from "../../../../../src/core/git/repository/objectId.ts";
import type { CheckResult } from "../../../../../src/core/review/checks/checkResult.ts";
import { readRequiredChecks } from "../../../../../src/core/review/checks/requiredCheck.ts";
import { grantQuestion, missingChecks } from "../../../../../src/host/reviews/panel/grantQuestion.ts";
import { checksOnRecord, claimedRows, mostClaims } from "../../../../../src/host/reviews/snapshot/checkRows.ts";
import type { CheckFact, CheckFacts } from "../../../../../src/host/reviews/snapshot/checkFacts.ts";
import { hostMessageSchema } from "../../../../../src/messages/review.ts";
import { plainWording } from "../../plainWording.ts";
import { file, prepared, ReviewScene } from "../reviewScene.ts";

const [tree, other] = [parseObjectId("5".repeat(40)), parseObjectId("6".repeat(40))];

function result(name: string, more: Partial<CheckResult> = {}): CheckResult {
  return {
    version: 1,
    session: "WFS-a",
    request: "r",
    commit: parseObjectId("4".repeat(40)),
    tree,
    name,
    command: "ab".repeat(32),
    status: "passed",
    exit: 0,
    timeout: false,
    at: "2025-09-07T11:58:00Z",
    seconds: 3,
    output: "said\n",
    ...more,
  };
}

function fact(name: string, more: Partial<CheckFact> = {}): CheckFact {
  const check = { name, command: `make ${name}`, seconds: 60, kinds: ["merge"] as const };
  return { check, result: undefined, earlier: undefined, doing: undefined, problem: undefined, ...more };
}

const facts = (checks: readonly CheckFact[], unreadable: readonly number[] = []): CheckFacts => ({
  subject: { session: "WFS-a", request: "r", commit: parseObjectId("4".repeat(40)), tree },
  checks,
  unreadable,
});

const passed = fact("Tests", { result: result("Tests") });
const failed = fact("Lint", { result: result("Lint", { status: "failed", exit: 2 }) });
const stale = fact("Types", { earlier: result("Types", { tree: other }) });

async function opened(required: CheckFacts | undefined): Promise<ReviewScene> {
  const scene = new ReviewScene();
  scene.required = required;
  scene.action = prepared({ files: [file("src/a.ts"), file("test/a.test.ts"), file("package.json")] });
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  expect(hostMessageSchema.safeParse({ type: "snapshot", snapshot: scene.snapshot }).success).toBe(true);
  await scene.load("src/a.ts", "test/a.test.ts", "package.json");
  return scene;
}

/** The button that grants. */
const ask = (unopened: number, required: CheckFacts | undefined) =>
  grantQuestion(
    prepared(),
    { viewed: 0, unopened: Array.from({ length: unopened }, () => file("a")), unresolved: 0, required },
    plainWording.t,
  ).buttons[1];

describe("a check that has passed before", () => {
  it("does not stand as passed while it runs again, or where it could not be run again", () => {
    const again = fact("Tests", { result: result("Tests"), doing: "running" });
    const broken = fact("Tests", { result: result("Tests"), problem: "No shell." });
    expect(ask(0, facts([passed]))).toBe("Grant");
    for (const one of [again, broken]) {
      expect(ask(0, facts([one]))).toBe("Grant Although 1 Required Check Has Not Passed");
      expect(checksOnRecord(facts([one]))).not.toContain("passed");
    }
  });

  it("is not the other one of its name", () => {
    const twin = fact("Tests", { check: { name: "Tests", command: "other", seconds: 60, kinds: ["merge"] } });
    const keys = missingChecks(facts([passed, twin]), plainWording.t).map(({ key }) => key);
    expect(keys).not.toContain(missingChecks(facts([fact("Tests")]), plainWording.t)[0]?.key);
  });
});

it("a setting that names no kind of request, or time that is no whole second, is looked at", () => {
  const entry = { name: "Tests", command: "true" };
  expect(readRequiredChecks([{ ...entry, in: [] }]).unreadable).toEqual([1]);
  expect(readRequiredChecks([{ ...entry, timeout: 1.001 }]).checks[0]?.seconds).toBe(1.001);
});

it("of any number of claims the page gets the first, and how many it does not", () => {
  const claims = Array.from({ length: 5000 }, (_, at) => ({ task: "a", name: `${at}`, status: "passed" as const }));
  expect(claimedRows(claims, undefined, plainWording.t)).toHaveLength(mostClaims);
});

it("claims that cannot be read are said on the page and in the question, where nobody says then that there are none", async () => {
  const scene = new ReviewScene();
  scene.action = prepared({ checks: [], unreadChecks: 2 });
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  expect(scene.snapshot).toMatchObject({ checks: [], checksLeft: 0, checksUnread: 2 });
  const looked = { viewed: 0, unopened: [], unresolved: 0, required: undefined };
  const detailOf = (unreadChecks: number): string =>
    grantQuestion(prepared({ checks: [], unreadChecks }), looked, plainWording.t).detail;
  expect(detailOf(2)).toContain("Runs whose claims cannot be read: 2");
  expect(detailOf(2)).not.toContain("No checks were recorded.");
  expect(detailOf(0)).toContain("No checks were recorded.");
});

describe("the page", () => {
  it("is told of required checks with how each stands for the very tree", async () => {
    const scene = await opened(facts([passed, failed, stale, fact("Build", { doing: "running" })], [3]));
    const { required } = scene.snapshot;
    expect(required?.rows.map(({ name, state, says }) => [name, state, says])).toEqual([
      ["Tests", "passed", ""],
      ["Lint", "failed", "Exit code 2"],
      ["Types", "earlier", "It has passed for an earlier state."],
      ["Build", "running", ""],
      ["Entry 3", "unreadable", expect.stringContaining("workflowSessions.checks.required")],
    ]);
    expect(required?.can).toEqual({ run: false, cancel: true });
    expect(required?.on).toContain("4444444");
  });

  it("has no group where the person requires nothing, and claims say whose they are and of which tree", async () => {
    const scene = await opened(facts([]));
    scene.action = prepared({
      checks: [
        { task: "T-1", name: "pytest", status: "passed", by: "agent-1", command: "pytest", tree },
        { task: "T-1", name: "lint", status: "failed", tree: other },
        { task: "T-2", name: "old", status: "skipped" },
      ],
    });
    await scene.review.renew();
    await scene.recheck();
    expect(scene.snapshot.required).toBeNull();
    expect(scene.snapshot.checks.map(({ name, by, on, command }) => [name, by, on, command])).toEqual([
      ["pytest", "agent-1", "this", "pytest"],
      ["lint", null, "another", null],
      ["old", null, "unknown", null],
    ]);
  });

  it("marks files that are tests or say how checks run", async () => {
    const { snapshot } = await opened(undefined);
    expect(snapshot.files.map(({ path, checks }) => [path, checks])).toEqual([
      ["src/a.ts", null],
      ["test/a.test.ts", "test"],
      ["package.json", "setup"],
    ]);
  });

  it("only asks that they run or end", async () => {
    const scene = await opened(facts([passed]));
    await scene.conversation.receive({ type: "check", id: 5, what: "run" });
    await scene.conversation.receive({ type: "check", id: 6, what: "cancel" });
    await scene.conversation.receive({ type: "check", id: 7, what: "pass" });
    expect([scene.checked, scene.answer(5), scene.answer(7)]).toEqual([
      ["run", "cancel"],
      { type: "done", id: 5 },
      undefined,
    ]);
  });
});

describe("the question before a grant", () => {
  it("names required checks that have not passed, on its second button, too", async () => {
    const scene = await opened(facts([passed, failed, stale], [2]));
    await scene.act("grant");
    const [question] = scene.questions;
    expect(question?.detail).toContain("Required checks that have not passed: Lint, Types, Entry 2");
    expect(question?.buttons).toEqual(["Review Again", "Grant Although 3 Required Checks Have Not Passed"]);
    expect(scene.granted).toEqual([]);
  });

  it("says of one, and of files that nobody has opened", () => {
    expect(ask(0, facts([failed]))).toBe("Grant Although 1 Required Check Has Not Passed");
    expect(ask(3, facts([failed, stale]))).toBe(
      "Grant Without Having Seen 3 Files Although 2 Required Checks Have Not Passed",
    );
    expect(ask(0, facts([passed]))).toBe("Grant");
    expect(ask(0, undefined)).toBe("Grant");
  });

  it("says that all have passed, and puts on record how they stood", async () => {
    const scene = await opened(facts([passed]));
    scene.confirms = () => Promise.resolve(true);
    await scene.act("grant");
    expect(scene.questions[0]?.detail).toContain("All required checks have passed.");
    expect(scene.noted).toEqual([`Required checks for tree ${tree}: Tests: passed.`]);
  });

  it("does not count where a check has failed since it was asked", async () => {
    const scene = await opened(facts([passed]));
    scene.confirms = () => {
      scene.required = facts([fact("Tests", { result: result("Tests", { status: "failed" }) })]);
      return Promise.resolve(true);
    };
    await scene.act("grant", 9);
    expect(scene.granted).toEqual([]);
    expect(scene.answer(9)).toMatchObject({
      type: "failed",
      message: expect.stringContaining("required check") as string,
    });
  });

  it("is not asked where nobody can tell how they stand", async () => {
    const scene = await opened(facts([passed]));
    scene.requiredFails = say`The reviewer's key cannot be read.`;
    await scene.act("grant", 9);
    expect([scene.questions, scene.answer(9)]).toEqual([[], expect.objectContaining({ type: "failed" })]);
  });
});

describe("the person's setting", () => {
  it("is read entry by entry; what nobody understands is a check that cannot pass", () => {
    const long = "x".repeat(10_000);
    expect(
      readRequiredChecks([
        { name: "Tests", command: "npm test" },
        { name: "Lint", command: " npm run lint ", timeout: 5, in: ["publish"] },
        { name: "", command: "true" },
        { name: "Typo", comand: "true" },
        { name: "Long", command: long },
        "npm test",
        { name: "Never", command: "true", timeout: -1 },
        { name: "Kind", command: "true", in: ["teardown"] },
      ]),
    ).toEqual({
      checks: [
        { name: "Tests", command: "npm test", seconds: 600, kinds: ["merge", "commit", "publish"] },
        { name: "Lint", command: "npm run lint", seconds: 5, kinds: ["publish"] },
      ],
      unreadable: [3, 4, 5, 6, 7, 8],
    });
    for (const none of [undefined, null, []]) {
      expect(readRequiredChecks(none)).toEqual({ checks: [], unreadable: [] });
    }
    for (const odd of ["npm test", {}, 3, Array.from({ length: 51 }, () => ({ name: "a", command: "true" }))]) {
      expect(readRequiredChecks(odd)).toEqual({ checks: [], unreadable: [0] });
    }
  });
});
