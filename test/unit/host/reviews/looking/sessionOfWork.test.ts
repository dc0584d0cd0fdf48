import { describe, expect, it } from "vitest";
import { branchRef } from "../../../../../src/core/git/repository/refName.ts";
import type { LookTarget } from "../../../../../src/core/review/looking/lookedProposal.ts";
import type { SessionId } from "../../../../../src/core/sessions/model/sessionId.ts";
import { sessionOfWork } from "../../../../../src/host/reviews/looking/sessionOfWork.ts";

const login = "WFS-login" as SessionId;
const parts = { root: "/repo", known: (id: SessionId) => id === login };

describe("whose work it is", () => {
  it.each<[string, LookTarget, string | null, SessionId | undefined]>([
    ["a fork's", { kind: "fork", session: login }, null, login],
    ["a branch of a session", { kind: "branch", branch: branchRef("session/WFS-login") }, null, login],
    ["a branch of a session that is gone", { kind: "branch", branch: branchRef("session/WFS-gone") }, null, undefined],
    ["another branch", { kind: "branch", branch: branchRef("claude/login") }, null, undefined],
    ["a session's worktree", { kind: "worktree", path: "/repo/.worktrees/WFS-login" }, null, login],
    ["a worktree on its branch", { kind: "worktree", path: "/elsewhere" }, "session/WFS-login", login],
    ["another worktree", { kind: "worktree", path: "/elsewhere/WFS-login" }, "claude/login", undefined],
    ["the main checkout's edits", { kind: "changes" }, "session/WFS-login", undefined],
  ])("%s", (_name, target, branch, session) => {
    const looked = { branch: branch === null ? null : branchRef(branch) };
    expect(sessionOfWork(target, looked, parts)).toBe(session);
  });
});
