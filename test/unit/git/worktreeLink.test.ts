import { expect, test } from "vitest";
import {
  connectWorktree,
  findLostAdmin,
  readWorktreeLink,
  unplacedAdmins,
} from "../../../src/core/git/directory/worktreeLink.ts";
import { baseName } from "../../../src/core/files/paths.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const tree = "/main/.worktrees/WFS-a";
const admin = "/main/.git/worktrees/WFS-a";

function scene(): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  fs.disk.file(`${tree}/.git`, `gitdir: ${admin}\n`);
  fs.disk.file(`${admin}/commondir`, "../..\n");
  fs.disk.file(`${admin}/gitdir`, `${tree}/.git\n`);
  fs.disk.file("/evil/.git/worktrees/WFS-a/commondir", "../..\n");
  fs.disk.file("/evil/.git/worktrees/WFS-a/gitdir", `${tree}/.git\n`);
  return fs;
}

const read = (fs: MemoryFileSystem, movedFrom?: string) => readWorktreeLink(fs, "/main/.git", tree, movedFrom);

test("a worktree and its repository point at each other", async () => {
  expect(await read(scene())).toEqual({ worktree: tree, admin });
});

test("a path with nothing at it has no worktree", async () => {
  const fs = scene();
  await fs.removeTree(tree);
  expect(await read(fs)).toBeUndefined();
});

test.each<[string, (fs: MemoryFileSystem) => void]>([
  [
    "its .git leads to another repository",
    (fs) => fs.disk.file(`${tree}/.git`, "gitdir: /evil/.git/worktrees/WFS-a\n"),
  ],
  [
    "its .git is relative and leads out",
    (fs) => fs.disk.file(`${tree}/.git`, "gitdir: ../../../evil/.git/worktrees/WFS-a"),
  ],
  ["its .git names the repository itself", (fs) => fs.disk.file(`${tree}/.git`, "gitdir: /main/.git\n")],
  [
    "its .git is a directory",
    (fs) => {
      fs.disk.detach(`${tree}/.git`);
      fs.disk.file(`${tree}/.git/config`, "[core]");
    },
  ],
  [
    "its .git is a link",
    (fs) => {
      fs.disk.detach(`${tree}/.git`);
      fs.disk.link(`${tree}/.git`, "/evil/.git");
    },
  ],
  ["its .git is gone", (fs) => fs.disk.detach(`${tree}/.git`)],
  ["its .git is huge", (fs) => fs.disk.file(`${tree}/.git`, `gitdir: ${admin}\n${"x".repeat(10_000)}`)],
  ["its .git is something else", (fs) => fs.disk.file(`${tree}/.git`, "\0\0\0")],
  ["commondir leads elsewhere", (fs) => fs.disk.file(`${admin}/commondir`, "/evil/.git\n")],
  ["commondir is gone", (fs) => fs.disk.detach(`${admin}/commondir`)],
  ["the entry belongs to another worktree", (fs) => fs.disk.file(`${admin}/gitdir`, "/main/.worktrees/WFS-b/.git\n")],
  [
    "the entry is a link to another repository",
    (fs) => {
      fs.disk.detach(admin);
      fs.disk.link(admin, "/evil/.git/worktrees/WFS-a");
    },
  ],
  [
    "the worktree is a link",
    (fs) => {
      fs.disk.move(tree, "/elsewhere");
      fs.disk.link(tree, "/elsewhere");
    },
  ],
  [
    "the directory of worktrees is a link",
    (fs) => {
      fs.disk.move("/main/.worktrees", "/elsewhere");
      fs.disk.link("/main/.worktrees", "/elsewhere");
    },
  ],
])("refused: %s", async (_name, spoil) => {
  const fs = scene();
  spoil(fs);
  await expect(read(fs)).rejects.toMatchObject({ code: "unsafe-path" });
});

test("one that was just moved into place is known by the path it was made at", async () => {
  const fs = scene();
  fs.disk.file(`${admin}/gitdir`, "/main/.worktrees/.adding-00000001/WFS-a/.git\n");
  await expect(read(fs)).rejects.toMatchObject({ code: "unsafe-path" });
  expect(await read(fs, "/main/.worktrees/.adding-00000001/WFS-a")).toEqual({ worktree: tree, admin });
});

test("one that git was killed over is known by the path it was moved from, and by that alone", async () => {
  const fs = scene();
  fs.disk.file(`${admin}/gitdir`, "");
  await expect(read(fs)).rejects.toMatchObject({ code: "unsafe-path" });
  expect(await read(fs, "/main/.worktrees/.adding-00000001/WFS-a")).toEqual({ worktree: tree, admin });
});

test("notes that git was killed over before they named a directory are told from all others", async () => {
  const fs = scene();
  const notes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "cut-off": { gitdir: "", locked: "ours\n" },
    "not-begun": { locked: "ours" },
    "WFS-a": {},
    "WFS-a1": { locked: "" },
    "WFS-a2": { locked: "theirs" },
    "WFS-a3": { locked: "", gitdir: "" },
    "WFS-ab": { locked: "" },
    other: { locked: "" },
    placed: { gitdir: "/main/.worktrees/WFS-b/.git\n", locked: "ours" },
    repaired: { gitdir: "", locked: "ours", HEAD: "ref: refs/heads/session/WFS-b\n", commondir: "../..\n" },
    theirs: { gitdir: "", locked: "theirs" },
    unlocked: { gitdir: "" },
  };
  await fs.removeTree(admin);
  for (const [name, files] of Object.entries(notes)) {
    fs.disk.directory(`/main/.git/worktrees/${name}`);
    for (const [file, text] of Object.entries(files)) fs.disk.file(`/main/.git/worktrees/${name}/${file}`, text);
  }
  const found = await unplacedAdmins(fs, "/main/.git", "WFS-a", "ours");
  expect(found.map(baseName)).toEqual(["WFS-a", "WFS-a1", "WFS-a3", "cut-off", "not-begun"]);
});

/** What `findLostAdmin` answers in the scene with these files, or without the one that is `undefined`. */
async function lost(files: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const fs = scene();
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) fs.disk.detach(path);
    else fs.disk.file(path, text);
  }
  return findLostAdmin(fs, "/main/.git", tree);
}

const movedTree = { [`${admin}/gitdir`]: "/old/.worktrees/WFS-a/.git\n" };
const movedProject = { ...movedTree, [`${tree}/.git`]: "gitdir: /old/.git/worktrees/WFS-a\n" };

test.each([
  ["the worktree was moved", movedTree],
  ["the project was moved", movedProject],
  ["its .git is gone", { [`${tree}/.git`]: undefined }],
])("a worktree is connected again with what was its repository's note: %s", async (_name, files) => {
  expect(await lost(files)).toBe(admin);
});

test.each([
  ["another one stands where it is on file", { ...movedProject, "/old/.worktrees/WFS-a/.git": "gitdir: /x\n" }],
  ["its .git leads to a repository that is there", { [`${tree}/.git`]: "gitdir: /evil/.git/worktrees/WFS-a\n" }],
  ["there is no such note", { [`${tree}/.git`]: "gitdir: /gone/.git/worktrees/WFS-z\n" }],
  ["the note leads elsewhere", { ...movedProject, [`${admin}/commondir`]: "/evil/.git\n" }],
])("and with nothing else: %s", async (_name, files) => {
  expect(await lost(files)).toBeUndefined();
});

test("connecting makes both point at each other", async () => {
  const fs = scene();
  fs.disk.file(`${admin}/gitdir`, "/old/.worktrees/WFS-a/.git\n");
  fs.disk.file(`${tree}/.git`, "gitdir: /old/.git/worktrees/WFS-a\n");
  await expect(read(fs)).rejects.toMatchObject({
    message: expect.stringContaining(`git worktree repair ${tree}`) as string,
  });
  await connectWorktree(fs, { worktree: tree, admin });
  expect(await read(fs)).toEqual({ worktree: tree, admin });
});
