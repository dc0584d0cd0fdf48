import { describe, expect, it } from "vitest";
import { parseLookArgument } from "../../../../../src/host/reviews/looking/lookArgument.ts";

describe("what a command is to open", () => {
  it.each([
    [
      { kind: "worktree", path: "/repo.worktrees/a", branch: "claude/a" },
      { kind: "worktree", path: "/repo.worktrees/a" },
    ],
    [
      { kind: "branch", path: null, branch: "claude/a" },
      { kind: "branch", branch: "refs/heads/claude/a" },
    ],
    [
      { kind: "branch", branch: "refs/heads/claude/a" },
      { kind: "branch", branch: "refs/heads/claude/a" },
    ],
    [{ kind: "changes", tool: null, ahead: 0, dirty: true }, { kind: "changes" }],
    ["WFS-a", { kind: "fork", session: "WFS-a" }],
    [
      { session: "WFS-a", folder: "/repo" },
      { kind: "fork", session: "WFS-a" },
    ],
  ])("%j", (given, target) => {
    expect(parseLookArgument(given)?.target).toEqual(target);
  });

  it("is asked for without an argument, and in the folder that is named", () => {
    expect(parseLookArgument(undefined)).toBeUndefined();
    expect(parseLookArgument({ folder: "/repo", kind: "changes" })?.folder).toBe("/repo");
  });

  it.each([
    7,
    "not a session",
    { kind: "worktree" },
    { kind: "worktree", path: "" },
    { kind: "branch", branch: "-x" },
    { kind: "branch", branch: "a..b" },
    { kind: "grant" },
    { session: "WFS-a", more: 1 },
  ])("is refused as an argument: %j", (given) => {
    expect(() => parseLookArgument(given)).toThrow(/does not understand its arguments/u);
  });
});
