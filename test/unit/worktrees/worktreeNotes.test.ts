import { expect, test } from "vitest";
import { forkWorkedOnAt, lookForWorktree, worktreeNotes } from "../../../src/core/worktrees/worktreeNotes.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const place = { root: "/main", commonDirectory: "/main/.git" };
const a = sessionIdFromSlug("a");
const own = "/main/.worktrees/WFS-a";

/** A linked worktree, with files of its git directory. */
function add(fs: MemoryFileSystem, name: string, worktree: string, files: Readonly<Record<string, string>>): void {
  const admin = `/main/.git/worktrees/${name}`;
  const all = { commondir: "../..\n", gitdir: `${worktree}/.git\n`, ...files };
  for (const [file, text] of Object.entries(all)) fs.disk.file(`${admin}/${file}`, text);
  fs.disk.file(`${worktree}/.git`, `gitdir: ${admin}\n`);
}

test.each([
  [{ HEAD: "ref: refs/heads/session/WFS-a\n" }, "refs/heads/session/WFS-a"],
  [{ HEAD: `${"1".repeat(40)}\n` }, undefined],
  [{ HEAD: "1", "rebase-merge/head-name": "refs/heads/session/WFS-a\n" }, "refs/heads/session/WFS-a"],
  [{ HEAD: "1", "rebase-apply/head-name": "refs/heads/x\n" }, "refs/heads/x"],
  [{ HEAD: "1", BISECT_START: "session/WFS-a\n" }, "refs/heads/session/WFS-a"],
  [{ HEAD: "1", BISECT_START: `${"1".repeat(40)}\n` }, undefined],
  [{ HEAD: "1", "rebase-merge/head-name": "detached HEAD\n" }, undefined],
  [{ HEAD: "1", "rebase-merge/head-name": "detached HEAD\n", BISECT_START: "x\n" }, "refs/heads/x"],
])("what a worktree works on is read from %j", async (files, branch) => {
  const fs = new MemoryFileSystem();
  add(fs, "x", "/home/x", files);
  expect(await worktreeNotes(fs, place.commonDirectory)).toMatchObject([{ worktree: "/home/x", branch }]);
});

test("notes that name no path are left out, relative paths are resolved", async () => {
  const fs = new MemoryFileSystem();
  fs.disk.file("/main/.git/worktrees/a/locked", "");
  fs.disk.file("/main/.git/worktrees/b/gitdir", "");
  fs.disk.file("/main/.git/worktrees/c/gitdir", "../../../.worktrees/c/.git\n");
  expect(await worktreeNotes(fs, place.commonDirectory)).toEqual([
    { worktree: "/main/.worktrees/c", admin: "/main/.git/worktrees/c", branch: undefined },
  ]);
});

test("a fork's worktree is at its own path, else where its branch is checked out", async () => {
  const fs = new MemoryFileSystem();
  const onBranch = { HEAD: "ref: refs/heads/session/WFS-a\n" };
  const worktree = async (): Promise<string | undefined> => (await lookForWorktree(fs, place, a)).link?.worktree;
  expect(await worktree()).toBeUndefined();
  // One that is just being made.
  add(fs, "WFS-a", "/main/.worktrees/.adding-01234567/WFS-a", onBranch);
  expect(await worktree()).toBeUndefined();
  add(fs, "other", "/home/other", { HEAD: "ref: refs/heads/session/WFS-b\n" });
  add(fs, "mine", "/home/mine", onBranch);
  expect(await worktree()).toBe("/home/mine");
  add(fs, "own", own, { HEAD: `${"1".repeat(40)}\n` });
  expect(await worktree()).toBe(own);
  await fs.removeTree(own);
  expect(await worktree()).toBe("/home/mine");
  await fs.removeTree("/home/mine");
  const { link, missing } = await lookForWorktree(fs, place, a);
  expect([link, missing.map((note) => note.worktree).toSorted()]).toEqual([undefined, ["/home/mine", own]]);
});

test("a fork's worktree elsewhere that leads to another repository is refused", async () => {
  const fs = new MemoryFileSystem();
  add(fs, "mine", "/home/mine", { HEAD: "ref: refs/heads/session/WFS-a\n" });
  fs.disk.file("/home/mine/.git", "gitdir: /evil/.git/worktrees/mine\n");
  fs.disk.file("/evil/.git/worktrees/mine/commondir", "../..\n");
  await expect(lookForWorktree(fs, place, a)).rejects.toMatchObject({ code: "unsafe-path" });
});

test("a directory is the fork's whose branch it works on, if this workspace has that session", async () => {
  const fs = new MemoryFileSystem();
  add(fs, "mine", "/home/mine", { HEAD: "ref: refs/heads/session/WFS-a\n" });
  expect(await forkWorkedOnAt(fs, place, "/home/mine")).toBeUndefined();
  fs.disk.directory("/main/.workflow/WFS-a");
  expect(await forkWorkedOnAt(fs, place, "/home/mine")).toBe(a);
  expect(await forkWorkedOnAt(fs, place, "/home/other")).toBeUndefined();
});
