import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JournalState } from "../../../src/core/forks/journal.ts";
import { ageGuard, planSweep, type SweepFacts } from "../../../src/core/forks/sweepPlan.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/sessionId.ts";

const a = sessionIdFromSlug("a");
const old = ageGuard + 1;
const nothing: SweepFacts = {
  root: "/w",
  sessions: new Map(),
  worktrees: [],
  branches: [],
  missing: [],
  journal: new Map(),
};
const plan = (facts: Partial<SweepFacts>): readonly string[] =>
  planSweep({ ...nothing, ...facts }).map(
    ({ code, certain, subject }) => `${certain ? "certain" : "ask"} ${code} ${subject}`,
  );

const worktree = { name: "WFS-a", kind: "directory", age: old, content: "linked", uncommitted: 0 } as const;
const branch = { session: a, head: "1".repeat(40), age: old, own: 0, usedBy: undefined };
const entry = {
  host: "h",
  process: 1,
  started: "",
  operation: "sync",
  from: "1".repeat(40),
  to: "2".repeat(40),
} as const;
const owned = new Map([["WFS-a", { finished: false, fork: true }]]);

test.each<[string, Partial<SweepFacts>, readonly string[]]>([
  ["nothing at all", {}, []],
  ["a worktree that a session owns", { sessions: owned, worktrees: [worktree], branches: [branch] }, []],
  ["a worktree of nobody", { worktrees: [worktree] }, ["ask unowned-worktree /w/.worktrees/WFS-a"]],
  ["a directory of another name", { worktrees: [{ ...worktree, name: "notes" }] }, []],
  ["a link", { worktrees: [{ ...worktree, kind: "symlink" }] }, []],
  [
    "an empty directory",
    { worktrees: [{ ...worktree, content: "empty" }] },
    ["certain broken-worktree /w/.worktrees/WFS-a"],
  ],
  ["a young empty directory", { worktrees: [{ ...worktree, content: "empty", age: ageGuard - 1 }] }, []],
  [
    "a removed worktree, however young",
    { worktrees: [{ ...worktree, name: ".removed-WFS-a-01234567", age: 0 }] },
    ["certain removed-directory /w/.worktrees/.removed-WFS-a-01234567"],
  ],
  ["a branch of nobody in use", { branches: [{ ...branch, usedBy: "/elsewhere" }] }, []],
  [
    "a branch of nobody with commits",
    { branches: [{ ...branch, own: 3 }] },
    ["ask unowned-branch refs/heads/session/WFS-a"],
  ],
  [
    "a branch of a session that is no fork",
    { sessions: new Map([["WFS-a", { finished: false, fork: false }]]), branches: [branch] },
    ["certain unowned-branch refs/heads/session/WFS-a"],
  ],
  ["a fork without a branch", { sessions: owned }, ["ask missing-branch refs/heads/session/WFS-a"]],
  ["a finished fork without a branch", { sessions: new Map([["WFS-a", { finished: true, fork: true }]]) }, []],
  [
    "a living operation",
    {
      sessions: owned,
      worktrees: [{ ...worktree, content: "unlinked" }],
      journal: new Map([[a, { state: "running", entry }]]),
    },
    [],
  ],
  [
    "an abandoned operation hides what it is about",
    {
      sessions: owned,
      worktrees: [{ ...worktree, content: "unlinked" }],
      journal: new Map([[a, { state: "abandoned", entry }]]),
    },
    ["certain unfinished-operation /w/.workflow/.forks/WFS-a.json"],
  ],
  [
    "the place a checkout is made in",
    {
      worktrees: [{ ...worktree, name: ".adding-01234567" }],
      journal: new Map<typeof a, JournalState>([
        [a, { state: "running", entry: { ...entry, operation: "open", adding: ".adding-01234567" } as never }],
      ]),
    },
    [],
  ],
  [
    "an entry that a person has locked",
    { missing: [{ worktree: "/w/.worktrees/WFS-a", age: old, locked: true, keepsCommits: true }] },
    ["ask missing-worktree /w/.worktrees/WFS-a"],
  ],
])("%s", (_name, facts, findings) => {
  expect(plan(facts)).toEqual(findings);
});

test("what holds work of its own is never certain", () => {
  const worktrees = fc.array(
    fc.record({
      name: fc.constantFrom("WFS-a", "WFS-b", "notes"),
      kind: fc.constant("directory" as const),
      age: fc.nat(ageGuard * 2),
      content: fc.constantFrom("linked" as const, "unlinked" as const),
      uncommitted: fc.nat(2),
    }),
  );
  const branches = fc.array(
    fc.record({
      session: fc.constant(a),
      head: fc.constant("1".repeat(40)),
      age: fc.nat(ageGuard * 2),
      own: fc.integer({ min: 1, max: 9 }),
      usedBy: fc.constant(undefined),
    }),
  );
  const sessions = fc.constantFrom(new Map(), owned, new Map([["WFS-a", { finished: true, fork: true }]]));
  fc.assert(
    fc.property(worktrees, branches, sessions, (worktrees, branches, sessions) => {
      const findings = planSweep({ ...nothing, worktrees, branches, sessions });
      expect(findings.filter(({ certain }) => certain)).toEqual([]);
    }),
  );
});
