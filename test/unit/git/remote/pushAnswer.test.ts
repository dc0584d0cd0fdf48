import { describe, expect, it } from "vitest";
import { parsePushAnswer } from "../../../../src/core/git/remote/pushCommit.ts";
import { refName } from "../../../../src/core/git/repository/refName.ts";

const ref = refName("refs/heads/main");
const line = (flag: string, summary: string): string =>
  `To https://example.org/shop.git\n${flag}\tabc:refs/heads/main\t${summary}\nDone`;

describe("what git says of a push", () => {
  it.each([
    ["*", "[new branch]"],
    [" ", "1a2b3c..4d5e6f"],
    ["+", "1a2b3c...4d5e6f (forced update)"],
    ["=", "[up to date]"],
  ])("%s is done", (flag, summary) => {
    expect(parsePushAnswer(line(flag, summary), "", ref).kind).toBe("done");
  });

  it.each([
    ["[rejected] (stale info)", "", "moved"],
    ["[rejected] (fetch first)", "", "moved"],
    ["[remote rejected] (incorrect old value provided)", "", "moved"],
    ["[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)", "", "moved"],
    ["[remote rejected] (protected branch hook declined)", "", "protected"],
    [
      "[remote rejected] (pre-receive hook declined)",
      "remote: error: GH006: Protected branch update failed",
      "protected",
    ],
    [
      "[remote rejected] (pre-receive hook declined)",
      "remote: GitLab: You are not allowed to push code to protected branches",
      "protected",
    ],
    [
      "[remote rejected] (pre-receive hook declined)",
      "remote: TF402455: Pushes to this branch are not permitted",
      "protected",
    ],
    ["[remote rejected] (permission denied)", "", "no-access"],
    ["[remote rejected] (pre-receive hook declined)", "remote: No secrets, please", "declined"],
    ["[remote rejected] (pre-receive hook declined)", "remote: commit 9d1403f lacks a sign-off", "declined"],
    [
      "[remote rejected] (pre-receive hook declined)",
      "remote: The changelog is not allowed to shrink (see docs/read-only.md).",
      "declined",
    ],
    ["[remote rejected] (pre-receive hook declined)", "remote: HTTP 403: go away", "no-access"],
    ["[remote rejected] (pre-receive hook declined)", "remote: You don't have permission for this.", "no-access"],
    ["[remote rejected] (403)", "", "no-access"],
    ["[remote rejected] (branch is currently checked out)", "", "declined"],
    ["[remote failure] (remote failed to report status)", "", "unknown"],
  ] as const)("! %s %s", (summary, said, kind) => {
    expect(parsePushAnswer(line("!", summary), said, ref).kind).toBe(kind);
  });

  it("goes by the ref that was pushed, and knows nothing without it", () => {
    expect(parsePushAnswer("!\tabc:refs/heads/other\t[rejected] (stale info)", "", ref).kind).toBe("unknown");
    expect(parsePushAnswer("", "", ref).kind).toBe("unknown");
    expect(
      parsePushAnswer("!\tabc:refs/heads/other/refs/heads/main\t[rejected] (x)", "", refName("refs/heads/x")).kind,
    ).toBe("unknown");
  });

  it("keeps the remote's own words apart from git's", () => {
    const stderr = "remote: First.\nremote: Second.   \nerror: failed to push some refs";
    expect(parsePushAnswer(line("!", "[remote rejected] (hook declined)"), stderr, ref).words).toBe(
      "[remote rejected] (hook declined)\nFirst.\nSecond.",
    );
  });
});
