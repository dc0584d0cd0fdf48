import { describe, expect, it } from "vitest";
import { GitError, gitFailure, reasonOfMessage } from "../../../src/core/git/repository/gitError.ts";
import { nulFields, outputText, toNulBytes } from "../../../src/core/git/repository/nulText.ts";
import { isObjectId, isZeroId, parseObjectId, zeroId } from "../../../src/core/git/repository/objectId.ts";
import { branchRef, isRefName, refName } from "../../../src/core/git/repository/refName.ts";
import { parseRawDiff } from "../../../src/core/git/objects/treeDiff.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("object ids", () => {
  it("are full and in lower case, nothing else", () => {
    expect([40, 64].every((length) => isObjectId("a".repeat(length)))).toBe(true);
    for (const text of ["", "abc", "A".repeat(40), "g".repeat(40), "a".repeat(41), "--all", `${"a".repeat(40)}\n`]) {
      expect(isObjectId(text)).toBe(false);
    }
    expect(parseObjectId(`${"a".repeat(40)}\n`)).toBe("a".repeat(40));
    expect(() => parseObjectId("fatal: no")).toThrow(GitError);
    expect(isZeroId(zeroId("sha1")) && zeroId("sha256").length === 64).toBe(true);
  });
});

describe("ref names", () => {
  it.each([
    "refs/heads/main",
    "refs/heads/session/WFS-a.b",
    "refs/workflow/WFS-x/checkpoints/12",
    "refs/heads/ü",
    "refs/heads/feature/-x",
  ])("takes %j", (name) => {
    expect(isRefName(name)).toBe(true);
    expect(refName(name)).toBe(name);
  });

  it.each([
    "HEAD",
    "main",
    "refs/heads",
    "refs/heads/",
    "refs/heads/-x",
    "refs/heads/.x",
    "refs/heads/x.lock",
    "refs/heads/x.lock/y",
    "refs/heads/a..b",
    "refs/heads/a//b",
    "refs/heads/a b",
    "refs/heads/a\nb",
    "refs/heads/a~1",
    "refs/heads/a^{}",
    "refs/heads/a:b",
    "refs/heads/a?",
    "refs/heads/a*",
    "refs/heads/a[b",
    "refs/heads/a\\b",
    "refs/heads/a@{1}",
    "refs/heads/a.",
    "refs/heads/a\u0000",
    "--upload-pack=x",
    `refs/heads/${"a".repeat(1100)}`,
  ])("refuses %j", (name) => {
    expect(isRefName(name)).toBe(false);
    expect(() => refName(name)).toThrow(expect.objectContaining({ code: "invalid-name" }));
  });

  it("makes full names of branches", () => {
    expect(branchRef("session/WFS-a")).toBe("refs/heads/session/WFS-a");
    expect(() => branchRef("-x")).toThrow();
  });
});

describe("fields that end with NUL", () => {
  it("come back byte for byte, with what is behind the last one", () => {
    const fields = ["a", "", "line\nbreak", "\uFEFFmark", "\u{1F600}"];
    expect(nulFields(toNulBytes(fields)).map(({ text }) => text)).toEqual(fields);
    expect(nulFields(bytes("a\0rest")).map(({ text }) => text)).toEqual(["a", "rest"]);
    expect(nulFields(new Uint8Array())).toEqual([]);
  });

  it("say when they are not UTF-8", () => {
    expect(nulFields(new Uint8Array([0xe9, 0, 0x61, 0]))).toEqual([
      { text: "\uFFFD", exact: false },
      { text: "a", exact: true },
    ]);
  });

  it("lose one line feed at the end of text, no more", () => {
    expect(outputText(bytes("a\n\n"))).toBe("a\n");
    expect(outputText(bytes("a"))).toBe("a");
  });
});

describe("a raw diff", () => {
  const id = "1".repeat(40);
  const zero = "0".repeat(40);

  it("gives modes, ids and paths", () => {
    const output = `:100644 100755 ${id} ${zero} M\0a b\0:000000 120000 ${zero} ${id} A\0l\nx\0:160000 000000 ${id} ${zero} D\0s\0`;
    expect(parseRawDiff(bytes(output))).toEqual([
      { path: "a b", exact: true, status: "changed", oldMode: "100644", newMode: "100755", oldId: id, newId: zero },
      { path: "l\nx", exact: true, status: "added", oldMode: "000000", newMode: "120000", oldId: zero, newId: id },
      { path: "s", exact: true, status: "deleted", oldMode: "160000", newMode: "000000", oldId: id, newId: zero },
    ]);
    expect(parseRawDiff(new Uint8Array())).toEqual([]);
  });

  it.each([
    "nonsense",
    `:100644 100644 ${id} ${id} M`,
    `:100644 100644 ${id} ${id} X\0a\0`,
    `:100664 100644 ${id} ${id} M\0a\0`,
    `:100644 100644 abc ${id} M\0a\0`,
    ":\0\0",
  ])("is refused when it is anything else: %j", (output) => {
    expect(() => parseRawDiff(bytes(output))).toThrow(expect.objectContaining({ reason: "corrupt" }));
  });
});

describe("reasons", () => {
  it.each([
    ["fatal: not a git repository (or any of the parent directories): .git", "not-a-repository"],
    ["fatal: detected dubious ownership in repository at '/x'", "dubious-ownership"],
    ["fatal: this operation must be run in a work tree", "bare"],
    ["fatal: Unable to create '/x/.git/index.lock': File exists.\n\nAnother git process seems to be running", "locked"],
    ["fatal: cannot lock ref 'refs/heads/a': is at 1 but expected 2", "ref-changed"],
    ["fatal: prepare: cannot lock ref 'refs/x/y': reference already exists", "ref-exists"],
    ["fatal: cannot lock ref 'refs/x/y': unable to resolve reference 'refs/x/y'", "ref-changed"],
    ["fatal: cannot lock ref 'refs/x/y': 'refs/x' exists; cannot create 'refs/x/y'", "ref-exists"],
    ["error: Entry 'a' not uptodate. Cannot merge.", "would-overwrite"],
    ["error: Untracked working tree file 'a' would be overwritten by merge.", "would-overwrite"],
    ["error: unable to write file a: No space left on device", "no-space"],
    ["fatal: Unable to create 'x.lock': Read-only file system", "read-only"],
    [
      "error: open(\"a\"): Permission denied\nerror: unable to index file 'a'\nfatal: Unable to process path a",
      "unreadable-file",
    ],
    ["fatal: Not a valid object name abc", "unknown-object"],
    ["fatal: prepare: cannot lock ref 'refs/x/y': unable to create directory for .git/refs/x/y", "not-permitted"],
    ["fatal: bad config line 1 in file .git/config", "bad-config"],
    ["error: object file .git/objects/aa/bb is empty", "corrupt"],
    ["fatal: 'session/x' is already checked out at '/y'", "branch-in-use"],
    ["fatal: unknown repository extension found:\n\trefstorage", "repository-too-new"],
    ["fatal: Expected git repo version <= 1, found 2", "repository-too-new"],
    [
      "git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.\nfatal: could not fetch 1 from promisor remote",
      "not-fetched",
    ],
    ["fatal: invalid reference: session/WFS-a", "unknown-object"],
    ["fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree.", "no-commits"],
    ["fatal: ambiguous argument 'HEAD': both revision and filename", "failed"],
    ["something new", "failed"],
  ])("%s", (message, reason) => {
    expect(reasonOfMessage(message)).toBe(reason);
  });

  it("become errors that say what git said and what to do", () => {
    const error = gitFailure("update-ref", 128, "warning: x\nfatal: cannot lock ref 'a': reference already exists\n");
    expect(error).toMatchObject({ code: "exists", reason: "ref-exists", exitCode: 128 });
    expect(error.message).toBe("git update-ref: cannot lock ref 'a': reference already exists");
    expect(error.hint).not.toBe("");
    expect(gitFailure("x", 1, "").message).toBe("git x ended with exit code 1.");
  });

  it.each([
    [
      "names what follows a colon",
      "fatal: unknown repository extensions found:\n\ta\n\tb\n",
      "unknown repository extensions found: a, b",
    ],
    [
      "names some of many",
      `error: The following untracked working tree files would be overwritten by merge:\n${"\tf\n".repeat(9)}Please move them.\nAborting\n`,
      "The following untracked working tree files would be overwritten by merge: f, f, f, f, 5 more",
    ],
    [
      "has what comes before the end of it",
      "warning: x\nerror: open(\"a\"): Permission denied\nerror: unable to index file 'a'\nfatal: Unable to process path a\n",
      "open(\"a\"): Permission denied; unable to index file 'a'; Unable to process path a",
    ],
    [
      "has what a program said that git started",
      "one\nhint: y\nssh: Could not resolve hostname host\r\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\nfatal: could not fetch 1 from promisor remote\n",
      "ssh: Could not resolve hostname host; Could not read from remote repository; could not fetch 1 from promisor remote",
    ],
    ["keeps the end of many", ["a", "b", "c", "d", "e", "e"].map((word) => `error: ${word}\n`).join(""), "a; b; c; e"],
    ["is the first line where git gives no reason", "usage: git x\n   or: git y\n", "usage: git x"],
  ])("become a message that %s", (_name, stderr, message) => {
    expect(gitFailure("x", 1, stderr).message).toBe(`git x: ${message}`);
  });

  it("of another owner say the command that git says", () => {
    const said =
      "fatal: detected dubious ownership in repository at '/a b'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory '/a b'\n";
    const { message, hint } = gitFailure("rev-parse", 128, said);
    expect(message).toBe("git rev-parse: detected dubious ownership in repository at '/a b'");
    expect(hint).toContain("run “git config --global --add safe.directory '/a b'”.");
  });
});
