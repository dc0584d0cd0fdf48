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

it.each<[string, string | undefined, boolean]>([
  // On a fork's branch, wherever it was moved
  ["/elsewhere/w", "session/WFS-a", true],
  // While it is made and removed
  ["/main/.worktrees/.adding-0123abcd/WFS-new", "topic", true],
  ["/main/.worktrees/.removed-WFS-a-0123abcd", undefined, true],
  // In the place of a fork whose session there is, here and in another workspace, whatever is checked out in it
  ["/main/.worktrees/WFS-there", "topic", true],
  ["/main/.worktrees/WFS-there", undefined, true],
  ["/main/app/.worktrees/WFS-below", "topic", true],
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
  fs.disk.file("/main/.workflow/WFS-there/workflow-session.json", "{}");
  fs.disk.file("/main/app/.workflow/WFS-below/workflow-session.json", "{}");
  const note = { worktree, branch: branch === undefined ? undefined : `refs/heads/${branch}` };
  expect(isForkWorktree(fs, "/main", note)).toBe(expected);
});
