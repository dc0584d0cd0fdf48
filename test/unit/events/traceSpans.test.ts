import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { otlpTrace } from "../../../src/core/events/trace/otlp.ts";
import type { WorkflowEvent } from "../../../src/core/events/model/event.ts";
import { traceSchema } from "../../../src/wire/schemas/trace.ts";
import { runs } from "../../support/effort.ts";
import { began, event, run, spansOf, twoAttempts } from "./traceScene.ts";

const ids = (events: readonly WorkflowEvent[]): readonly string[] => spansOf(events).map(({ id }) => id);
const phases = (events: readonly WorkflowEvent[], session: string): readonly unknown[] =>
  spansOf(events, { session })
    .flatMap((span) => span.events.map(({ attributes }) => attributes["wfs.phase"]))
    .filter(Boolean);

const seconds = (at: number): number => (at - began) / 1000;

describe("the spans of a run", () => {
  it("are its attempts, and in each its calls of tools", () => {
    const spans = spansOf(twoAttempts);
    expect(spans.map(({ name, start, end, status }) => [name, seconds(start), seconds(end), status])).toEqual([
      ["invoke_agent claude-code", 10, 20, "ok"],
      ["execute_tool npm", 11, 15, "error"],
      ["invoke_agent claude-code", 40, 3600, "unset"],
      ["execute_tool npm", 41, 44, "ok"],
      ["execute_tool sh", 45, 3600, "unset"],
    ]);
    expect(new Set(spans.map(({ trace }) => trace)).size).toBe(1);
    expect(spans.map(({ parent }) => spans.findIndex(({ id }) => id === parent))).toEqual([-1, 0, -1, 2, 2]);
  });

  it("say whose they are, what changed and which permit was used, and no command line unless it is asked for", () => {
    const [attempt, failed, , passed] = spansOf(twoAttempts, { agent: { name: "codex", conversation: "conv-1" } });
    expect(attempt?.attributes).toMatchObject({
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "codex",
      "gen_ai.conversation.id": "conv-1",
      "wfs.session.id": "WFS-a",
      "wfs.task.id": "fix",
      "wfs.attempt": 1,
      "wfs.lane": "repo-fix",
      "wfs.enforcement": "none",
      "wfs.result": "needs_review",
      "wfs.changed_files": ["a.ts"],
    });
    expect(passed?.attributes).toMatchObject({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "npm",
      "gen_ai.tool.call.id": "c2",
      "wfs.permit.id": "P1",
      "wfs.changed_files": ["a.ts", "b.ts"],
      "wfs.changed_files.more": 3,
    });
    expect(failed?.attributes).toMatchObject({ "process.exit.code": 1, "error.type": "exit 1" });
    expect(JSON.stringify(spansOf(twoAttempts))).not.toContain("--token");
    const [, told] = spansOf(twoAttempts, { commands: true });
    expect(told?.attributes["gen_ai.tool.call.arguments"]).toBe('{"command":"npm test --token=…"}');
  });

  it("carry what happened meanwhile, and what was decided about an attempt later", () => {
    const [first, , second] = spansOf(twoAttempts);
    expect(first?.events.map(({ name }) => name)).toEqual([
      "session.created",
      "run.queued",
      "run.started",
      "phase.entered",
      "run.finished",
      "request.decided",
    ]);
    expect(first?.events.at(-1)?.attributes).toMatchObject({ "wfs.decision": "changes", "wfs.request.id": "R1" });
    expect(second?.events.map(({ name }) => name)).toEqual(["run.retried"]);
  });

  it("have checks that name no attempt where the last one began, also where its beginning is not on record", () => {
    const check = event(46, "check.ended", {
      task: "fix",
      name: "npm test",
      status: "passed",
      tree: "t",
      by: "claimed",
    });
    for (const events of [twoAttempts, twoAttempts.filter(({ type }) => type !== "run.retried")]) {
      const attempts = spansOf([...events, check]).filter(({ parent }) => parent === undefined);
      expect(attempts.map((span) => span.events.some(({ name }) => name === "check.ended"))).toEqual([false, true]);
    }
  });

  it("end with the last of several finishes, whenever they were torn down", () => {
    const events = [
      ...twoAttempts.slice(0, 7),
      event(25, "run.finished", { ...run(), result: "needs_review", head: "d".repeat(40) }),
      event(30, "run.removed", { ...run(), checkpoint: 2 }),
    ];
    const [attempt] = spansOf(events);
    expect(seconds(attempt?.end ?? 0)).toBe(25);
    expect(attempt?.attributes["wfs.head"]).toBe("d".repeat(40));
    const [torn] = spansOf(events.filter(({ type }) => type !== "run.finished"));
    expect(seconds(torn?.end ?? 0)).toBe(30);
  });

  it("have the same ids each time, and others after a teardown", () => {
    expect(ids(twoAttempts)).toEqual(ids(twoAttempts));
    const again = [
      ...twoAttempts,
      event(100, "run.removed", { ...run(2), checkpoint: 2 }),
      event(110, "run.started", { ...run(), base: "b", worktree: "/w", enforcement: "none" }),
      event(111, "tool.started", { ...run(), call: "c1", tool: "npm" }),
    ];
    expect(new Set(ids(again)).size).toBe(7);
    // Of a task that has had several runs it is the last.
    expect(spansOf(again, { task: "fix" }).map(({ start }) => seconds(start))).toEqual([110, 111]);
    expect(spansOf(again, { task: "other" })).toEqual([]);
  });

  it("are told of a session without runs as one", () => {
    const spans = spansOf([event(0, "session.created"), event(60, "request.asked", { request: "R1", kind: "merge" })]);
    expect(spans.map(({ name, start, end }) => [name, seconds(start), seconds(end)])).toEqual([
      ["invoke_agent", 0, 60],
    ]);
    expect(spansOf([])).toEqual([]);
  });
});

describe("a session that was renamed", () => {
  const events = [
    event(0, "session.created", {}, "WFS-a"),
    event(1, "phase.entered", { phase: "PLAN" }, "WFS-a"),
    event(2, "session.renamed", { from: "WFS-a" }, "WFS-b"),
    event(3, "phase.entered", { phase: "REVIEW" }, "WFS-b"),
    event(4, "session.created", {}, "WFS-a"),
    event(5, "phase.entered", { phase: "IMPLEMENT" }, "WFS-a"),
  ];

  it("keeps what it did under its earlier name, and leaves what another of that name does", () => {
    expect(phases(events, "WFS-b")).toEqual(["PLAN", "REVIEW"]);
    expect(phases(events, "WFS-a")).toEqual(["IMPLEMENT"]);
  });

  it("is found by its earlier name, while no other session has it", () => {
    expect(phases(events.slice(0, 4), "WFS-a")).toEqual(["PLAN", "REVIEW"]);
    const [before] = spansOf(events.slice(0, 2));
    const [after] = spansOf(events.slice(0, 4), { session: "WFS-b" });
    expect(after?.trace).toBe(before?.trace);
  });

  it("ends where it was deleted", () => {
    const deleted = [...events.slice(0, 4), event(6, "session.deleted", {}, "WFS-b")];
    expect(phases(deleted, "WFS-b")).toEqual(["PLAN", "REVIEW"]);
    expect(phases([...deleted, event(7, "phase.entered", { phase: "PLAN" }, "WFS-b")], "WFS-b")).toEqual(["PLAN"]);
  });
});

describe("hostile events", () => {
  const types = [
    "run.queued",
    "run.started",
    "run.retried",
    "run.finished",
    "run.removed",
    "run.reset",
    "tool.started",
    "tool.ended",
    "session.renamed",
    "session.created",
    "session.deleted",
    "request.decided",
    "check.ended",
    "\u202e",
  ];
  const names = [
    "task",
    "attempt",
    "call",
    "tool",
    "exit",
    "ms",
    "changed",
    "more",
    "from",
    "lane",
    "decision",
    "permit",
    "command",
    "result",
    "n",
    "checkpoint",
    "__proto__",
    "resolved",
  ];
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      "fix",
      "c1",
      "WFS-a",
      "WFS-b",
      1,
      2,
      -1,
      1e300,
      Number.POSITIVE_INFINITY,
      0.5,
      null,
      true,
      "\ud800",
      "x".repeat(5000),
    ),
    fc.jsonValue(),
  );
  const hostile = fc
    .tuple(
      fc.constantFrom(
        "0001-01-01T00:00:00Z",
        "2026-01-01T10:00:00Z",
        "9999-12-31T23:59:60Z",
        "2025-12-31T10:00:00.123456789Z",
      ),
      fc.constantFrom("WFS-a", "WFS-b", "", null),
      fc.constantFrom(...types),
      fc.dictionary(fc.constantFrom(...names), value),
    )
    .map(([at, session, type, members]) => ({ ...members, at, session, actor: "", type }));

  it("make a trace that every reader of OTLP takes", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 30 }), fc.constantFrom(undefined, "fix"), (events, task) => {
        const spans = spansOf(events, { task, commands: true });
        const { error } = traceSchema.safeParse(JSON.parse(JSON.stringify(otlpTrace(spans))));
        expect(error).toBeUndefined();
        expect(spans.every(({ start, end }) => end >= start)).toBe(true);
        expect(new Set(spans.map(({ id }) => id)).size).toBe(spans.length);
        expect(JSON.stringify(spans).isWellFormed()).toBe(true);
      }),
      { numRuns: runs(2000) },
    );
  });

  it("take a time that grows with their number alone", () => {
    const many = Array.from({ length: 20_000 }, (_, n) => [
      event(n, "run.started", { task: `t${n}`, attempt: n, lane: "x" }),
      event(n, "session.renamed", { from: "WFS-a" }),
      event(n, "tool.started", { task: "t0", attempt: -n - 1, call: `c${n}`, tool: "sh" }),
    ]).flat();
    expect(spansOf(many).length).toBe(60_000);
  });
});
