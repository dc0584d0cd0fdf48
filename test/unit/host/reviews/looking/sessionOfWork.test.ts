import { describe, expect, it } from "vitest";
import { branchRef, refName } from "../../../../../src/core/git/repository/refName.ts";
import type { LookTarget } from "../../../../../src/core/review/looking/lookedProposal.ts";
import type { SessionId } from "../../../../../src/core/sessions/model/sessionId.ts";
import { sessionOfWork } from "../../../../../src/host/reviews/looking/sessionOfWork.ts";

import { session } from "../../plainSessions.ts";

const login = "WFS-login" as SessionId;
const adopted = { forked_from: { session: "main", commit: "" }, branch: "codex/page" };
const parts = {
  root: "/repo",
  sessions: [
    session("login"),
    session("page", "paused", adopted),
    session("old", "archived", { ...adopted, branch: "codex/old" }),
  ],
};

describe("whose work it is", () => {
  it.each<[string, LookTarget, string | null, SessionId | undefined]>([
    ["a fork's", { kind: "fork", session: login }, null, login],
    ["a branch of a session", { kind: "branch", branch: branchRef("session/WFS-login") }, null, login],
    ["a branch of a session that is gone", { kind: "branch", branch: branchRef("session/WFS-gone") }, null, undefined],
    [
      "a branch that a session was made of",
      { kind: "branch", branch: branchRef("codex/page") },
      null,
      "WFS-page" as SessionId,
    ],
    [
      "the remote's branch of that name",
      { kind: "branch", branch: refName("refs/remotes/origin/codex/page") },
      null,
      "WFS-page" as SessionId,
    ],
    ["the worktree of one", { kind: "worktree", path: "/elsewhere" }, "codex/page", "WFS-page" as SessionId],
    ["a branch of an archived one", { kind: "branch", branch: branchRef("codex/old") }, null, undefined],
    ["another branch", { kind: "branch", branch: branchRef("claude/login") }, null, undefined],
    ["a session's worktree", { kind: "worktree", path: "/repo/.worktrees/WFS-login" }, null, login],
    ["a worktree on its branch", { kind: "worktree", path: "/elsewhere" }, "session/WFS-login", login],
    ["another worktree", { kind: "worktree", path: "/elsewhere/WFS-login" }, "claude/login", undefined],
    ["the main checkout's edits", { kind: "changes" }, "session/WFS-login", undefined],
  ])("%s", (_name, target, branch, expected) => {
    const looked = { branch: branch === null ? null : branchRef(branch) };
    expect(sessionOfWork(target, looked, parts)).toBe(expected);
  });
});
