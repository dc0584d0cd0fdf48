import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JournalState } from "../../../src/core/forks/model/forkJournal.ts";
import { ageGuard, planSweep, type SweepFacts } from "../../../src/core/forks/sweep/sweepPlan.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";

const a = sessionIdFromSlug("a");
const old = ageGuard + 1;
const nothing: SweepFacts = {
  root: "/w",
  sessions: new Map(),
  worktrees: [],
  branches: new Set(),
  missing: [],
  lost: [],
  journal: new Map(),
};
const plan = (facts: Partial<SweepFacts>): readonly string[] =>
  planSweep({ ...nothing, ...facts }).map(
    ({ code, certain, subject }) => `${certain ? "certain" : "ask"} ${code} ${subject}`,
  );

const ref = "refs/heads/session/WFS-a";
const worktree = {
  name: "WFS-a",
  kind: "directory",
  age: old,
  content: "linked",
  branch: ref,
  uncommitted: 0,
} as const;
const missing = { worktree: "/w/.worktrees/WFS-a", age: old, locked: false, honoured: true, keepsCommits: true };
const entry = {
  host: "h",
  process: 1,
  started: "",
  operation: "sync",
  from: "1".repeat(40),
  to: "2".repeat(40),
} as const;
const branch = refName("refs/heads/session/WFS-a");
const owned = new Map([["WFS-a", { finished: false, fork: true, branch }]]);
const finished = new Map([["WFS-a", { finished: true, fork: true, branch }]]);

test.each<[string, Partial<SweepFacts>, readonly string[]]>([
  ["nothing at all", {}, []],
  ["a worktree that a session owns", { sessions: owned, worktrees: [worktree], branches: new Set(["WFS-a"]) }, []],
  ["a worktree of nobody", { worktrees: [worktree] }, []],
  ["a worktree of nobody on a branch that is not ours", { worktrees: [{ ...worktree, branch: "refs/heads/x" }] }, []],
  [
    "lost sessions",
    {
      lost: [
        { session: { id: a, branch: true, worktree: "/w/.worktrees/WFS-a", checkpoints: 1 } },
        { session: { id: sessionIdFromSlug("b"), branch: true, checkpoints: 0 } },
        { session: { id: sessionIdFromSlug("c"), branch: false, checkpoints: 2 } },
      ],
    },
    [
      "ask lost-session /w/.worktrees/WFS-a",
      "ask lost-session refs/heads/session/WFS-b",
      "ask lost-session /w/.workflow/WFS-c",
    ],
  ],
  [
    "a worktree of a lost session that is not there",
    { missing: [{ ...missing, honoured: false }], lost: [{ session: { id: a, branch: true, checkpoints: 0 } }] },
    ["ask lost-session refs/heads/session/WFS-a"],
  ],
  ["a directory of another name", { worktrees: [{ ...worktree, name: "notes" }] }, []],
  ["a link", { worktrees: [{ ...worktree, kind: "symlink" }] }, []],
  [
    "an empty directory",
    { worktrees: [{ ...worktree, content: "empty" }] },
    ["certain broken-worktree /w/.worktrees/WFS-a"],
  ],
  [
    "one whose project was just moved",
    { worktrees: [{ ...worktree, content: "moved", age: 0 }] },
    ["ask moved-worktree /w/.worktrees/WFS-a"],
  ],
  ["one being made", { worktrees: [{ ...worktree, name: ".adding-WFS-a-01234567", content: "moved", age: 0 }] }, []],
  ["a young empty directory", { worktrees: [{ ...worktree, content: "empty", age: ageGuard - 1 }] }, []],
  [
    "a removed worktree, however young",
    { worktrees: [{ ...worktree, name: ".removed-WFS-a-01234567", age: 0 }] },
    ["certain removed-directory /w/.worktrees/.removed-WFS-a-01234567"],
  ],
  [
    "a removed worktree that git has on file, without its removal",
    { worktrees: [{ ...worktree, name: ".removed-WFS-a-01234567" }], missing: [missing] },
    ["ask removed-directory /w/.worktrees/.removed-WFS-a-01234567", "ask missing-worktree /w/.worktrees/WFS-a"],
  ],
  [
    "a removed worktree that somebody has locked",
    { worktrees: [{ ...worktree, name: ".removed-WFS-a-01234567" }], missing: [{ ...missing, locked: true }] },
    ["ask missing-worktree /w/.worktrees/WFS-a"],
  ],
  ["branches that no session here has", { branches: new Set(["WFS-a", "WFS-b"]) }, []],
  ["a fork without a branch", { sessions: owned }, ["ask missing-branch refs/heads/session/WFS-a"]],
  [
    "an adopted fork without its branch",
    { sessions: new Map([["WFS-a", { finished: false, fork: true, branch: refName("refs/heads/claude/a") }]]) },
    ["ask missing-branch refs/heads/claude/a"],
  ],
  ["a finished fork without a branch", { sessions: finished }, []],
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
  ["an entry that git still waits for", { missing: [missing] }, ["ask missing-worktree /w/.worktrees/WFS-a"]],
  [
    "an entry that git would give up",
    { missing: [{ ...missing, honoured: false }] },
    ["certain missing-worktree /w/.worktrees/WFS-a"],
  ],
  [
    "an entry that git would give up, with commits on it alone",
    { missing: [{ ...missing, honoured: false, keepsCommits: false }] },
    ["ask missing-worktree /w/.worktrees/WFS-a"],
  ],
  [
    "an empty directory where a worktree is on file",
    { worktrees: [{ ...worktree, content: "empty" }], missing: [missing] },
    ["ask missing-worktree /w/.worktrees/WFS-a"],
  ],
  [
    "a worktree that has lost its .git",
    { worktrees: [{ ...worktree, content: "moved" }], missing: [missing] },
    ["ask moved-worktree /w/.worktrees/WFS-a"],
  ],
  [
    "a worktree of another repository",
    { worktrees: [{ ...worktree, content: "foreign" }] },
    ["ask broken-worktree /w/.worktrees/WFS-a"],
  ],
])("%s", (_name, facts, findings) => {
  expect(plan(facts)).toEqual(findings);
});

test("only a person can settle a worktree that leads elsewhere, and a lost session", () => {
  const lost = [{ session: { id: sessionIdFromSlug("b"), branch: true, checkpoints: 0 } }];
  for (const content of ["foreign", "misled"] as const) {
    const findings = planSweep({ ...nothing, worktrees: [{ ...worktree, content }], lost });
    expect(findings.map(({ code, repair }) => [code, repair])).toEqual([
      ["broken-worktree", null],
      ["lost-session", null],
    ]);
  }
});

test("a fork whose branch was renamed is told which one its worktree is on", () => {
  const worktrees = [{ ...worktree, branch: "refs/heads/feature/login" }];
  const [finding] = planSweep({ ...nothing, sessions: owned, worktrees });
  expect(finding).toMatchObject({ code: "missing-branch", certain: false });
  expect(String(finding?.message)).toContain("git branch -m feature/login session/WFS-a");
});

test("what holds work of its own, or git still waits for, is never certain", () => {
  const content = fc.constantFrom(...(["linked", "moved", "misled", "foreign", "unlinked"] as const));
  const worktrees = fc.array(
    fc.record({
      name: fc.constantFrom("WFS-a", "WFS-b", "notes"),
      kind: fc.constant("directory" as const),
      age: fc.nat(ageGuard * 2),
      content,
      branch: fc.constantFrom(undefined, ref),
      uncommitted: fc.nat(2),
    }),
  );
  const waiting = fc.array(fc.record({ age: fc.nat(ageGuard * 2) }));
  const sessions = fc.constantFrom(new Map(), owned, finished);
  fc.assert(
    fc.property(worktrees, waiting, sessions, (worktrees, waiting, sessions) => {
      const findings = planSweep({
        ...nothing,
        worktrees,
        missing: waiting.map(({ age }) => ({ ...missing, age })),
        sessions,
      });
      expect(findings.filter(({ certain }) => certain)).toEqual([]);
    }),
  );
});
