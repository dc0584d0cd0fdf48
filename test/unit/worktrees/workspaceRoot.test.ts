import { describe, expect, it } from "vitest";
import { findWorkspaceRoot, type WorkspaceRoot } from "../../../src/core/worktrees/workspaceRoot.ts";
import { MemoryDisk } from "../../support/fakes/memoryDisk.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

async function find(prepare: (disk: MemoryDisk) => void, start: string, exact = false): Promise<WorkspaceRoot> {
  const disk = new MemoryDisk(() => 0);
  disk.directory(start);
  prepare(disk);
  return await findWorkspaceRoot(new MemoryFileSystem({ disk }), start, { exact, logger: new MemoryLogger() });
}

/** What makes a directory one of git's. */
function gitDirectory(disk: MemoryDisk, path: string): void {
  disk.file(`${path}/HEAD`, "ref: refs/heads/main\n");
  disk.directory(`${path}/objects`);
  disk.directory(`${path}/refs`);
}

const repository = (disk: MemoryDisk): void => gitDirectory(disk, "/repo/.git");

/** A worktree as `git worktree add` makes it. */
function linked(disk: MemoryDisk, worktree: string, name: string): void {
  repository(disk);
  link(disk, "/repo/.git", worktree, name);
}

function link(disk: MemoryDisk, common: string, worktree: string, name: string): void {
  gitDirectory(disk, common);
  disk.file(`${worktree}/.git`, `gitdir: ${common}/worktrees/${name}\n`);
  disk.file(`${common}/worktrees/${name}/HEAD`, "ref: refs/heads/topic\n");
  disk.file(`${common}/worktrees/${name}/commondir`, "../..\n");
  disk.file(`${common}/worktrees/${name}/gitdir`, `${worktree}/.git\n`);
}

const home = (disk: MemoryDisk): void => {
  disk.directory("/home/.workflow");
  gitDirectory(disk, "/home/project/.git");
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

const unusedNested = (disk: MemoryDisk): void => linked(disk, "/repo/app/.worktrees/WFS-fork", "WFS-fork");

const foreignParent = (disk: MemoryDisk): void => {
  linked(disk, "/other/.worktrees/WFS-fork", "WFS-fork");
  gitDirectory(disk, "/other/.git");
  disk.directory("/other/.workflow");
};

const submodule = (disk: MemoryDisk): void => {
  disk.file("/super/.git/modules/lib/config", "[core]\n\tworktree = ../../../lib\n");
  disk.file("/super/lib/.git", "gitdir: ../.git/modules/lib\n");
  link(disk, "/super/.git/modules/lib", "/elsewhere", "elsewhere");
};

const passedOver = (disk: MemoryDisk): void => {
  repository(disk);
  disk.directory("/repo/sub/.git");
  disk.directory("/repo/dangling");
  disk.link("/repo/dangling/.git", "/nowhere");
};

const nestedFork = (disk: MemoryDisk): void => {
  linked(disk, "/repo/app/.worktrees/WFS-fork", "WFS-fork");
  disk.directory("/repo/app/.workflow");
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
        gitDirectory(disk, "/victim/.git");
        disk.file("/repo/.git/worktrees/evil/commondir", "/victim/.git\n");
      },
    ],
    ["a .git file with something else in it", (disk) => disk.file("/evil/.git", "\0\0\0")],
    ["a .git file of 1 MB", (disk) => disk.file("/evil/.git", `gitdir: ${"x".repeat(1 << 20)}`)],
    [
      "a .git file that names what is not a git directory",
      (disk) => {
        disk.file("/evil/.git", "gitdir: /repo/.git/modules/evil\n");
        disk.file("/repo/.git/modules/evil/HEAD", "ref: refs/heads/main\n");
      },
    ],
  ])("stays where it is with %s", async (_, prepare) => {
    expect(await find(prepare, "/evil/src")).toEqual({ root: "/evil" });
  });

  it.each<[string, string, (disk: MemoryDisk) => void]>([
    ["--separate-git-dir", "/store/r", (disk) => disk.file("/r/.git", "gitdir: ../store/r\n")],
    ["a submodule", "/super/.git/modules/r", (disk) => disk.file("/r/.git", "gitdir: /super/.git/modules/r\n")],
    ["a .git that is a link to a directory", "/store/r.git", (disk) => disk.link("/r/.git", "/store/r.git")],
    [
      "a .git that is a link to a .git file",
      "/store/r",
      (disk) => {
        disk.file("/dot/git", "gitdir: ../store/r\n");
        disk.link("/r/.git", "/dot/git");
      },
    ],
  ])("knows the git directory with %s, and finds the workspace from a fork", async (_, common, prepare) => {
    const layout = (disk: MemoryDisk): void => {
      gitDirectory(disk, common);
      prepare(disk);
      link(disk, common, "/r/.worktrees/WFS-fork", "WFS-fork");
    };
    expect(await find(layout, "/r/src")).toEqual({ root: "/r", gitDirectory: common });
    const inside = { root: "/r", here: "WFS-fork", gitDirectory: common };
    expect(await find(layout, "/r/.worktrees/WFS-fork/src")).toEqual(inside);
    expect(await find(layout, "/r/.worktrees/WFS-fork", true)).toEqual(inside);
  });

  it("is the worktree itself where the repository is bare, and that worktree's forks lead to it", async () => {
    for (const common of ["/p/.bare", "/p/.git"]) {
      const bare = (disk: MemoryDisk): void => {
        disk.file(`${common}/config`, "[core]\n\tbare = true\n");
        disk.file("/p/.git/x", "");
        link(disk, common, "/p/main", "main");
        link(disk, common, "/p/main/.worktrees/WFS-fork", "WFS-fork");
      };
      expect(await find(bare, "/p/main/src")).toEqual({ root: "/p/main", gitDirectory: common });
      expect(await find(bare, "/p/main/.worktrees/WFS-fork/src")).toEqual({
        root: "/p/main",
        here: "WFS-fork",
        gitDirectory: common,
      });
    }
  });

  it("is the workspace below the top that a fork lies in", async () => {
    expect(await find(nestedFork, "/repo/app/.worktrees/WFS-fork/app")).toEqual({
      root: "/repo/app",
      here: "WFS-fork",
      ...git,
    });
    expect(await find(unusedNested, "/repo/app/.worktrees/WFS-fork")).toEqual({ root: "/repo", ...git });
    expect(await find(foreignParent, "/other/.worktrees/WFS-fork")).toEqual({ root: "/repo", ...git });
  });

  it("finds a submodule's checkout from a worktree of it by core.worktree, when that leads back", async () => {
    const common = { gitDirectory: "/super/.git/modules/lib" };
    expect(await find(submodule, "/elsewhere")).toEqual({ root: "/super/lib", ...common });
    const forged = (disk: MemoryDisk): void => {
      submodule(disk);
      disk.file("/super/.git/modules/lib/config", "[core]\n\tworktree = /victim\n");
      disk.directory("/victim");
    };
    expect(await find(forged, "/elsewhere")).toEqual({ root: "/elsewhere", ...common });
  });

  it("passes over a .git that git passes over", async () => {
    expect(await find(passedOver, "/repo/sub/deep")).toEqual({ root: "/repo", ...git });
    expect(await find(passedOver, "/repo/dangling")).toEqual({ root: "/repo", ...git });
  });

  it("says so when the start directory does not exist", async () => {
    const fs = new MemoryFileSystem({ disk: new MemoryDisk(() => 0) });
    const looking = findWorkspaceRoot(fs, "/none", { logger: new MemoryLogger() });
    await expect(looking).rejects.toMatchObject({ code: "usage" });
  });
});
