import { expect, it } from "vitest";
import type { RunState } from "../../../../src/core/runs/model/run.ts";
import { fits, requireFits } from "../../../../src/host/runs/fittingRuns.ts";
import { type Renewal, renewalQuestion } from "../../../../src/host/runs/renewalText.ts";
import { plainWording } from "../plainWording.ts";

const question = (parts: Partial<Renewal>): string => {
  const run = { task: "fix", record: { attempt: 2 } } as Renewal["run"];
  const { message, detail } = renewalQuestion(
    { act: "reset", run, ignored: [], waiting: [], ...parts },
    plainWording.t,
  );
  return `${message}\n${detail}`;
};

const view = (state: RunState, worktree: string | null = "/w"): Parameters<typeof requireFits>[1] => ({
  task: "fix",
  state,
  worktree,
});

it("says what a reset keeps and what goes for good, by name", () => {
  expect(question({ ignored: [".env", "build/"], waiting: ["Merge fix into main"] })).toBe(
    `
Reset the run fix?
Its commits and its changed and new files are kept in a pinned checkpoint first.
Its branch and its worktree go back to the base; attempt 2 goes on.

Its scratch files are deleted, and these ignored files, which nothing keeps:
  .env
  build/
Requests that become stale:
  Merge fix into main`.trim(),
  );
});

it("says so of a retry, also where nobody could look, and names hostile files as text", () => {
  expect(question({ act: "retry", ignored: undefined })).toMatch(
    /^Retry the run fix\?[^]*Attempt 3 begins[^]*could not be looked at; they are deleted/u,
  );
  const many = Array.from({ length: 30 }, (_, n) => `\u202e${n}${"x".repeat(300)}`);
  expect(question({ ignored: many })).not.toMatch(/\u202e|x{200}/u);
  expect(question({ ignored: many })).toContain("22 more");
});

it("offers of each run only what can be done with it", () => {
  for (const act of ["reset", "retry"] as const) {
    expect((["ready", "needs-review", "running", "queued", "removed"] as const).map((s) => fits(act, view(s)))).toEqual(
      [true, true, false, false, false],
    );
    expect(() => requireFits(act, view("running"))).toThrow("A program runs in the run fix.");
    expect(() => requireFits(act, view("queued"))).toThrow("waits for its turn");
  }
  expect([fits("openTerminal", view("queued", null)), fits("tearDown", view("queued", null))]).toEqual([false, true]);
});
