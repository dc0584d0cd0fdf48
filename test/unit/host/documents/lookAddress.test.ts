import { describe, expect, it } from "vitest";
import { branchRef } from "../../../../src/core/git/repository/refName.ts";
import { parseSessionId, type SessionId } from "../../../../src/core/sessions/model/sessionId.ts";
import type { LookTarget } from "../../../../src/core/review/looking/lookedProposal.ts";
import { lookPageId, lookQuery, parseLookPageId, parseLookQuery } from "../../../../src/host/documents/lookAddress.ts";
import { parseReviewQuery } from "../../../../src/host/documents/reviewAddress.ts";

const workspace = "/repo";
const targets: readonly LookTarget[] = [
  { kind: "worktree", path: "/repo.worktrees/a b" },
  { kind: "branch", branch: branchRef("claude/login") },
  { kind: "fork", session: parseSessionId("WFS-a") as SessionId },
  { kind: "changes" },
];

describe("addresses of work without a request", () => {
  it.each(targets)("lead back to it: $kind", (target) => {
    expect(parseLookPageId(lookPageId({ workspace, target }))).toEqual({ workspace, target });
    const file = { workspace, target, layer: "uncommitted", side: "to", path: "src/a.ts" } as const;
    expect(parseLookQuery(lookQuery(file))).toEqual(file);
    expect(parseReviewQuery(lookQuery(file))).toBeUndefined();
  });

  it.each([
    "",
    "{}",
    '["/repo"]',
    '["/repo","branch","claude/login"]',
    '["/repo","branch","refs/heads/--upload-pack=x"]',
    '["/repo","fork","../../etc"]',
    '["/repo","worktree",""]',
    '["/repo","request","x"]',
  ])("are none of ours: %s", (id) => {
    expect(parseLookPageId(id)).toBeUndefined();
  });

  it.each(["../a", "/etc/passwd", "a/../b", "", "a\0b"])("lead out of the tree: %j", (path) => {
    expect(parseLookQuery(JSON.stringify([workspace, "changes", "", "committed", "to", path]))).toBeUndefined();
  });
});
