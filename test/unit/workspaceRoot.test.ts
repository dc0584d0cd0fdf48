import { describe, expect, it } from "vitest";
import { findWorkspaceRoot, type WorkspaceRoot } from "../../src/core/workspaceRoot.ts";
import { MemoryDisk } from "../support/memoryDisk.ts";
import { MemoryFileSystem } from "../support/memoryFileSystem.ts";
import { MemoryLogger } from "../support/memoryLogger.ts";

async function find(prepare: (disk: MemoryDisk) => void, start: string, exact = false): Promise<WorkspaceRoot> {
  const disk = new MemoryDisk(() => 0);
  disk.directory(start);
  prepare(disk);
  return await findWorkspaceRoot(new MemoryFileSystem({ disk }), start, { exact, logger: new MemoryLogger() });
}

const repository = (disk: MemoryDisk): void => disk.directory("/repo/.git");

/** A worktree as `git worktree add` makes it. */
function linked(disk: MemoryDisk, worktree: string, name: string): void {
  repository(disk);
  disk.file(`${worktree}/.git`, `gitdir: /repo/.git/worktrees/${name}\n`);
  disk.file(`/repo/.git/worktrees/${name}/commondir`, "../..\n");
  disk.file(`/repo/.git/worktrees/${name}/gitdir`, `${worktree}/.git\n`);
}

const home = (disk: MemoryDisk): void => {
  disk.directory("/home/.workflow");
  disk.directory("/home/project/.git");
};

const linkedDirectory = (disk: MemoryDisk): void => {
  disk.directory("/elsewhere");
  disk.link("/plain/a/.workflow", "/elsewhere");
};

const fork = (disk: MemoryDisk): void => {
  linked(disk, "/repo/.worktrees/WFS-fork", "WFS-fork");
  disk.directory("/repo/.worktrees/WFS-fork/.workflow");
};

const relative = (disk: MemoryDisk): void => {
  linked(disk, "/repo/.worktrees/WFS-fork", "WFS-fork");
  disk.file("/repo/.worktrees/WFS-fork/.git", "gitdir: ../../.git/worktrees/WFS-fork\n");
  disk.link("/short", "/repo/.worktrees/WFS-fork");
};

const git = { gitDirectory: "/repo/.git" };

describe("findWorkspaceRoot", () => {
  it("is the directory itself when nothing is around", async () => {
    expect(await find(() => undefined, "/some/where")).toEqual({ root: "/some/where" });
  });

  it("is the nearest ancestor with .git or .workflow", async () => {
    expect(await find(repository, "/repo/src/deep")).toEqual({ root: "/repo", ...git });
    const nested = (disk: MemoryDisk): void => {
      repository(disk);
      disk.directory("/repo/packages/one/.workflow");
    };
    expect(await find(nested, "/repo/packages/one/src")).toEqual({ root: "/repo/packages/one", ...git });
    expect(await find(nested, "/repo/packages/two")).toEqual({ root: "/repo", ...git });
    expect(await find((disk) => disk.directory("/plain/.workflow"), "/plain/a/b")).toEqual({ root: "/plain" });
  });

  it("does not look for .workflow beyond the repository", async () => {
    expect((await find(home, "/home/project/src")).root).toBe("/home/project");
  });

  it("takes no link and no file for .workflow", async () => {
    expect((await find(linkedDirectory, "/plain/a")).root).toBe("/plain/a");
    expect((await find(linkedDirectory, "/plain/a/b")).root).toBe("/plain/a/b");
  });

  it("is the directory itself when asked for exactly that", async () => {
    expect(await find(repository, "/repo/sub", true)).toEqual({ root: "/repo/sub", ...git });
  });

  it("is the main checkout inside a linked worktree, and the fork is named", async () => {
    const found = { root: "/repo", here: "WFS-fork", ...git };
    expect(await find(fork, "/repo/.worktrees/WFS-fork/src")).toEqual(found);
    expect(await find(fork, "/repo/.worktrees/WFS-fork", true)).toEqual(found);
    expect(await find((disk) => linked(disk, "/other/tree", "tree"), "/other/tree/x")).toEqual({
      root: "/repo",
      ...git,
    });
  });

  it("follows relative paths in git's files and links on the way", async () => {
    expect(await find(relative, "/repo/.worktrees/WFS-fork")).toMatchObject({ root: "/repo", here: "WFS-fork" });
    const disk = new MemoryDisk(() => 0);
    relative(disk);
    const options = { logger: new MemoryLogger() };
    expect(await findWorkspaceRoot(new MemoryFileSystem({ disk }), "/short", options)).toMatchObject({ root: "/repo" });
  });

  it.each<[string, (disk: MemoryDisk) => void]>([
    [
      "a .git file that names another repository",
      (disk) => disk.file("/evil/.git", "gitdir: /repo/.git/worktrees/x\n"),
    ],
    [
      "a worktree the repository does not know",
      (disk) => {
        linked(disk, "/repo/.worktrees/x", "x");
        disk.file("/evil/.git", "gitdir: /repo/.git/worktrees/x\n");
      },
    ],
    [
      "a commondir that leads elsewhere",
      (disk) => {
        linked(disk, "/evil", "evil");
        disk.directory("/victim/.git");
        disk.file("/repo/.git/worktrees/evil/commondir", "/victim/.git\n");
      },
    ],
    ["a .git file with something else in it", (disk) => disk.file("/evil/.git", "\0\0\0")],
    ["a .git file of 1 MB", (disk) => disk.file("/evil/.git", `gitdir: ${"x".repeat(1 << 20)}`)],
    [
      "a submodule",
      (disk) => {
        disk.file("/evil/.git", "gitdir: /repo/.git/modules/evil\n");
        disk.file("/repo/.git/modules/evil/HEAD", "ref: refs/heads/main\n");
      },
    ],
  ])("stays where it is with %s", async (_, prepare) => {
    expect(await find(prepare, "/evil/src")).toEqual({ root: "/evil" });
  });

  it("says so when the start directory does not exist", async () => {
    const fs = new MemoryFileSystem({ disk: new MemoryDisk(() => 0) });
    const looking = findWorkspaceRoot(fs, "/none", { logger: new MemoryLogger() });
    await expect(looking).rejects.toMatchObject({ code: "usage" });
  });
});
