import { expect, it } from "vitest";
import { isForkBranch, isForkWorktree } from "../../../src/core/found/model/ownWork.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

it.each([
  ["session/WFS-a", true],
  ["session/feature", false],
  ["session/WFS-a/b", false],
  ["WFS-a", false],
])("the branch %s is a fork's: %s", (branch, expected) => {
  expect(isForkBranch(`refs/heads/${branch}`)).toBe(expected);
});

const plainRecord = {
  project: "A page",
  type: "simple",
  current_phase: "PLAN",
  status: "paused",
  progress: { completed_phases: [], current_tasks: [] },
  meta: { created: "2026-01-01T00:00:00Z", updated: "2026-01-01T00:00:00Z" },
};
const record = (id: string, more: object): string => JSON.stringify({ ...plainRecord, session_id: id, ...more });

it.each<[string, string | undefined, boolean]>([
  // On a fork's branch, wherever it was moved
  ["/elsewhere/w", "session/WFS-a", true],
  // While it is made and removed
  ["/main/.worktrees/.adding-0123abcd/WFS-new", "topic", true],
  ["/main/.worktrees/.removed-WFS-a-0123abcd", undefined, true],
  // In the place of an open fork, here and in another workspace, whatever is checked out in it, also where its record cannot be read
  ["/main/.worktrees/WFS-there", "topic", true],
  ["/main/.worktrees/WFS-there", undefined, true],
  ["/main/app/.worktrees/WFS-below", "topic", true],
  ["/main/.worktrees/WFS-torn", "topic", true],
  // Nobody shows what only is called like a session, or like one in the archive
  ["/main/.worktrees/WFS-plain", "topic", false],
  ["/main/.worktrees/WFS-plain", undefined, false],
  ["/main/.worktrees/WFS-done", "topic", false],
  // Of a lost session: shown as that
  ["/main/.worktrees/WFS-lost", undefined, true],
  // Other tools use that directory as well
  ["/main/.worktrees/WFS-lost", "topic", false],
  ["/main/.worktrees/topic", "topic", false],
  ["/main/.worktrees/topic", undefined, false],
  ["/other/.worktrees/WFS-lost", undefined, false],
  ["/main/.claude/worktrees/WFS-there", "topic", false],
])("the worktree %s on %s is a fork's: %s", (worktree, branch, expected) => {
  const fs = new MemoryFileSystem();
  const fork = { forked_from: { session: "WFS-plain", commit: "1".repeat(40) } };
  fs.disk.file("/main/.workflow/WFS-there/workflow-session.json", record("WFS-there", fork));
  fs.disk.file("/main/app/.workflow/WFS-below/workflow-session.json", record("WFS-below", fork));
  fs.disk.file("/main/.workflow/WFS-torn/workflow-session.json", "{");
  fs.disk.file("/main/.workflow/WFS-plain/workflow-session.json", record("WFS-plain", {}));
  fs.disk.file("/main/.workflow/completed/WFS-done/workflow-session.json", record("WFS-done", fork));
  const note = { worktree, branch: branch === undefined ? undefined : `refs/heads/${branch}` };
  expect(isForkWorktree(fs, "/main", note)).toBe(expected);
});
