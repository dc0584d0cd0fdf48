import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { say } from "../../../src/core/base/text.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import { FoundScene } from "./foundScene.ts";

let scene: FoundScene | undefined;
afterEach(() => scene?.repository.dispose());
function make(...options: ConstructorParameters<typeof FoundScene>): FoundScene {
  return (scene = new FoundScene(...options));
}

const lines = (first: string, last = "8"): string => [first, 2, 3, 4, 5, 6, 7, last, ""].join("\n");

/** Two commits on `topic`. */
function worked(): FoundScene {
  const one = make({ files: { "a.txt": lines("1"), "gone.txt": "1\n" } });
  one.branch("topic", { "a.txt": lines("one"), "new.txt": "new\n" });
  return one;
}

const commit = ({ repository }: FoundScene, message: string): string =>
  repository.git("commit", "--quiet", "--no-gpg-sign", "--allow-empty", "-am", message);

describe("a branch that is merged is not found", () => {
  it.each<[string, (one: FoundScene) => void]>([
    ["fast forward", ({ repository }) => repository.git("merge", "--quiet", "topic")],
    ["by a merge", ({ repository }) => repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "topic")],
    [
      "as a squash",
      (one) => {
        one.repository.git("merge", "--quiet", "--squash", "topic");
        commit(one, "squashed");
      },
    ],
    [
      "as a squash, and main went on with the same file",
      (one) => {
        one.repository.git("merge", "--quiet", "--squash", "topic");
        commit(one, "squashed");
        one.repository.write("a.txt", lines("another", "eight"));
        one.repository.remove("new.txt");
        commit(one, "more");
      },
    ],
    [
      "as a squash on another branch that was merged",
      (one) => {
        one.repository.git("checkout", "--quiet", "-b", "release");
        one.repository.git("merge", "--quiet", "--squash", "topic");
        commit(one, "squashed");
        one.repository.git("checkout", "--quiet", "main");
        one.repository.git("merge", "--quiet", "--no-ff", "-m", "release", "release");
        one.repository.git("branch", "--quiet", "-D", "release");
      },
    ],
    [
      "as commits of their own",
      (one) => {
        commit(one, "between");
        one.repository.git("cherry-pick", "main..topic");
      },
    ],
  ])("%s", async (_name, merge) => {
    const one = worked();
    expect(await one.short()).toEqual(["branch topic +2 -0 2"]);
    merge(one);
    expect(await one.short()).toEqual([]);
    // In a worktree it is shown as what it is, because the worktree is there.
    one.repository.git("worktree", "add", "--quiet", one.repository.beside("w"), "topic");
    expect((await one.short())[0]).toMatch(/^worktree topic \+(?:0 .*|2 .*squashed) dirty 0$/u);
  });

  it.each<[string, (one: FoundScene) => void]>([
    [
      "a part of it is",
      (one) => {
        one.repository.git("checkout", "--quiet", "topic", "--", "new.txt");
        one.repository.git("commit", "--quiet", "-m", "part");
      },
    ],
    [
      "the same files became something else",
      (one) => {
        for (const path of ["a.txt", "new.txt"]) one.repository.write(path, "other\n");
        one.repository.commitAll("other");
      },
    ],
  ])("it is while only %s", async (_name, change) => {
    const one = worked();
    change(one);
    expect(await one.short()).toEqual(["branch topic +2 -1 2"]);
  });

  it.each<[string, (one: FoundScene) => void]>([
    ["at once", () => undefined],
    [
      "after main went on with the same file",
      (one) => {
        one.repository.write("a.txt", lines("one", "eight"));
        commit(one, "more");
      },
    ],
  ])("what main has taken back %s is in progress again, with a worktree and without", async (_name, goOn) => {
    const one = worked();
    const { repository } = one;
    repository.git("merge", "--quiet", "--squash", "topic");
    const squash = (commit(one, "squashed"), repository.git("rev-parse", "HEAD"));
    goOn(one);
    repository.git("revert", "--no-edit", squash);
    const behind = repository.git("rev-list", "--count", "topic..main");
    expect(await one.short()).toEqual([`branch topic +2 -${behind} 2`]);
    repository.git("worktree", "add", "--quiet", repository.beside("w"), "topic");
    expect(await one.short()).toEqual([`worktree topic +2 -${behind} 2 dirty 0`]);
    repository.git("worktree", "remove", repository.beside("w"));
    repository.git("revert", "--no-edit", "HEAD");
    expect(await one.short()).toEqual([]);
  });

  it("a deletion that main has taken back is in progress again, whatever became of the file", async () => {
    const one = make({ files: { "gone.txt": "1\n" } });
    const { repository } = one;
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.git("rm", "--quiet", "gone.txt");
    repository.git("commit", "--quiet", "-m", "gone");
    repository.git("checkout", "--quiet", "main");
    repository.git("rm", "--quiet", "gone.txt");
    repository.git("commit", "--quiet", "-m", "gone, too");
    expect(await one.short()).toEqual([]);
    one.commit(repository.root, "gone.txt", "2\n");
    expect(await one.short()).toEqual(["branch topic +1 -2 1"]);
  });

  it("a deletion and another mode count as any change", async () => {
    const one = worked();
    const { repository } = one;
    repository.git("checkout", "--quiet", "-b", "odd");
    repository.git("rm", "--quiet", "gone.txt");
    repository.git("update-index", "--chmod=+x", "a.txt");
    repository.git("commit", "--quiet", "-m", "odd");
    repository.git("checkout", "--quiet", "--force", "main");
    repository.git("branch", "--quiet", "-D", "topic");
    repository.git("rm", "--quiet", "gone.txt");
    repository.git("commit", "--quiet", "-m", "gone");
    expect(await one.short()).toEqual(["branch odd +1 -1 2"]);
    repository.git("update-index", "--chmod=+x", "a.txt");
    repository.git("commit", "--quiet", "-m", "mode");
    expect(await one.short({ most: 5 })).not.toContain("branch odd +1 -2 2");
  });
});

describe("what work is measured against", () => {
  it("of main and origin/main the newer one, the local one where they went apart", async () => {
    const one = make();
    const { repository } = one;
    repository.git("clone", "--quiet", "--bare", repository.root, repository.beside("origin.git"));
    repository.git("remote", "add", "origin", repository.beside("origin.git"));
    repository.git("fetch", "--quiet", "origin");
    one.branch("topic");
    const against = async (): Promise<string | null> => (await (await one.found()).list()).against;
    expect(await against()).toBe("main");
    one.commit(repository.root, "a.txt");
    expect(await against()).toBe("main");
    expect(await one.short()).toEqual(["branch topic +1 -1 1"]);
    // A pull request was merged there, and not pulled yet.
    repository.git("push", "--quiet", "origin", "main");
    repository.git("checkout", "--quiet", "--detach");
    repository.git("merge", "--quiet", "--no-ff", "-m", "pull", "topic");
    repository.git("push", "--quiet", "origin", "HEAD:main");
    repository.git("checkout", "--quiet", "main");
    expect(await against()).toBe("origin/main");
    expect(await one.short()).toEqual([]);
    one.commit(repository.root, "b.txt");
    expect(await against()).toBe("main");
    expect(await one.short()).toEqual([]);
  });

  it("what the HEAD of the only remote names, whatever that is called", async () => {
    const one = make();
    const { repository } = one;
    repository.git("branch", "--move", "main", "integration");
    const clone = repository.beside("clone");
    repository.git("clone", "--quiet", "--origin", "upstream", repository.root, clone);
    repository.gitIn(clone, "checkout", "--quiet", "-b", "feature");
    one.commit(clone, "f.txt");
    const { found, against } = await (await one.found(clone)).measured();
    expect([against, found.map((work) => one.line(work))]).toEqual(["integration", ["branch feature +1 -0 1"]]);
    repository.gitIn(clone, "branch", "--quiet", "-D", "integration");
    expect((await (await one.found(clone)).list()).against).toBe("upstream/integration");
  });

  it("what origin/HEAD names", async () => {
    const one = make();
    const { repository } = one;
    one.branch("next", { "n.txt": "1\n" });
    repository.git("update-ref", "refs/remotes/origin/next", "next");
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next");
    const { found, against } = await (await one.found()).measured();
    expect([found, against]).toEqual([[], "next"]);
  });
});

/** A clone of two commits of each branch; `feat` has three of its own, and main three since. */
function shallow(): FoundScene {
  const one = make();
  const { repository } = one;
  const names = ["1", "2", "3"];
  one.branch("feat", Object.fromEntries(names.map((name) => [`feat-${name}`, "1\n"])));
  for (const name of names) one.commit(repository.root, `main-${name}`);
  const clone = ["clone", "--quiet", "--depth=2", "--no-single-branch"];
  repository.git(...clone, `file://${repository.root}`, repository.beside("clone"));
  repository.gitIn(repository.beside("clone"), "branch", "--quiet", "feat", "origin/feat");
  return one;
}

describe("a history that is cut off", () => {
  it("what it does not tell is not known, and is once the rest is fetched", async () => {
    const one = shallow();
    const { repository } = one;
    const clone = repository.beside("clone");
    const found = await one.found(clone);
    const [work] = (await found.measured()).found;
    expect(work).toMatchObject({ branch: "feat", ahead: null, behind: null, files: null, squashed: null });
    expect(String(work?.problem)).toContain("shallow clone");
    repository.gitIn(clone, "fetch", "--quiet", "--unshallow");
    expect((await found.measured()).found).toMatchObject([{ ahead: 3, behind: 3, files: 3, problem: null }]);
  });

  it("what it tells is known", async () => {
    const one = shallow();
    const { repository } = one;
    const clone = repository.beside("clone");
    repository.gitIn(clone, "branch", "--quiet", "--delete", "--force", "feat");
    repository.gitIn(clone, "checkout", "--quiet", "-b", "late", "main~1");
    one.commit(clone, "late.txt");
    repository.gitIn(clone, "checkout", "--quiet", "main");
    expect(await one.short({}, clone)).toEqual(["branch late +1 -1 1"]);
  });

  it("of histories that share nothing the files since they parted are not known", async () => {
    const one = make();
    const { repository } = one;
    repository.git("branch", "orphan", repository.git("commit-tree", "-m", "root", "HEAD^{tree}"));
    expect(await one.short()).toEqual(["branch orphan +1 -1 ?"]);
  });
});

describe("what cannot be read", () => {
  it("a commit that is missing is a problem of its own entry, and git is asked for the others", async () => {
    const one = make();
    const { repository } = one;
    one.branch("broken");
    one.branch("whole");
    const id = repository.git("rev-parse", "broken");
    rmSync(repository.path(".git/objects", id.slice(0, 2), id.slice(2)));
    const { found } = await (await one.found()).measured();
    const short = found.map(({ branch, ahead, problem }) => `${branch ?? ""} ${ahead ?? "?"} ${problem === null}`);
    expect(short.toSorted()).toEqual(["broken ? false", "whole 1 true"]);
  });

  it("an index that cannot be read is a problem of its worktree", async () => {
    const one = make();
    const worktree = one.worktree(one.repository.beside("w"), "topic");
    one.commit(worktree, "x.txt");
    writeFileSync(one.repository.path(".git/worktrees/w/index"), "torn");
    const [work] = (await (await one.found()).measured()).found;
    expect(work).toMatchObject({ branch: "topic", ahead: 1, dirty: null });
    expect(String(work?.problem)).toMatch(/index/u);
  });

  it("without git it says so, and looks again once there is one", async () => {
    const one = make();
    one.branch("topic");
    const { repository } = one;
    const real = repository.port();
    let isInstalled = false;
    const git: Git = {
      async run(request) {
        if (!isInstalled) throw new GitError("git-missing", say`git was not found.`);
        return real.run(request);
      },
    };
    const workspace = await openWorkspace(repository.root, { logger: repository.logger, git: () => git });
    const found = await workspace.found?.();
    await expect(found?.list()).rejects.toMatchObject({ code: "git-missing" });
    isInstalled = true;
    expect((await found?.measured())?.found.map((work) => one.line(work))).toEqual(["branch topic +1 -0 1"]);
    // Where git may not be started, nothing offers a look.
    expect((await openWorkspace(repository.root, { logger: repository.logger })).found).toBeUndefined();
  });

  it("a look that was cancelled ends so", async () => {
    const one = make();
    one.branch("topic");
    const found = await one.found();
    const [work] = (await found.list()).found;
    if (work === undefined) throw new Error("There is one.");
    const cancelled = AbortSignal.abort();
    await expect(found.list({ signal: cancelled })).rejects.toMatchObject({ code: "cancelled" });
    await expect(found.measure(work, cancelled)).rejects.toMatchObject({ code: "cancelled" });
    expect(await found.measure(work)).toBeUndefined();
  });
});

describe("huge repositories", () => {
  it("500 worktrees and 5,000 branches: the first hundred, and how many more", { timeout: 120_000 }, async () => {
    const one = make();
    const { repository } = one;
    const base = repository.git("rev-parse", "main");
    const now = Math.floor(Date.now() / 1000);
    const entries = Array.from({ length: 5000 }, (_, at) => {
      const text = `commit ${at}`;
      const ref = at % 100 === 0 ? `claude/t-${at}` : `b-${at}`;
      const from = `from ${base}\nM 100644 inline f-${at}\ndata 1\nx\n`;
      return `commit refs/heads/${ref}\ncommitter Ada <ada@example.org> ${now - at} +0000\ndata ${text.length}\n${text}\n${from}`;
    });
    writeFileSync(repository.beside("import"), entries.join("\n"));
    repository.git("-c", `alias.load=!git fast-import --quiet < '${repository.beside("import")}'`, "load");
    const template = one.worktree(repository.beside("w-0"), "work-0");
    const admin = repository.path(".git/worktrees/w-0");
    expect(readdirSync(template)).toContain("README.md");
    // As git makes them, but for the files that are checked out.
    for (let at = 1; at < 500; at += 1) {
      const [top, own] = [repository.beside(`w-${at}`), repository.path(`.git/worktrees/w-${at}`)];
      repository.write(join("..", `w-${at}`, ".git"), `gitdir: ${own}\n`);
      for (const [name, text] of [
        ["HEAD", `ref: refs/heads/b-${at * 10 + 1}\n`],
        ["gitdir", `${top}/.git\n`],
        ["commondir", "../..\n"],
      ] as const)
        repository.write(join(".git/worktrees", `w-${at}`, name), text);
    }
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(501);
    expect(admin).toContain("w-0");
    const found = await one.found();
    one.asked.length = 0;
    const { found: listed, more } = await found.list();
    expect(one.asked.length).toBeLessThanOrEqual(3);
    expect(listed).toHaveLength(100);
    // 5,000 branches, of which 499 are in worktrees, one worktree on a branch that is merged, and the changes.
    expect(more).toBe(5000 + 1 + 1 - 100);
    expect(listed.every(({ kind, tool }) => kind !== "branch" || tool === "Claude Code")).toBe(true);
    const { found: all } = await found.list({ most: 600 });
    expect(all.filter(({ kind }) => kind === "worktree")).toHaveLength(500);
    expect(all.filter(({ kind, tool }) => kind === "branch" && tool === "Claude Code")).toHaveLength(50);
  });
});

describe("a merge of found work", () => {
  it("names the files in which it would conflict, by its branch or its worktree, and moves nothing", async () => {
    const scene = make({ files: { "a.txt": lines("1") } });
    scene.branch("topic", { "a.txt": lines("one") });
    const worktree = scene.repository.beside("w");
    scene.repository.git("worktree", "add", "--quiet", worktree, "topic");
    const found = await scene.found();
    const main = branchRef("main");
    const [byBranch, byPlace] = [
      { ref: branchRef("topic"), path: null },
      { ref: undefined, path: worktree },
    ];
    expect(await found.conflicts(byBranch, main)).toEqual([]);
    scene.commit(scene.repository.root, "a.txt", lines("uno"));
    const before = scene.repository.userState();
    expect(await found.conflicts(byBranch, main)).toEqual(["a.txt"]);
    expect(await found.conflicts(byPlace, main)).toEqual(["a.txt"]);
    scene.repository.gitIn(worktree, "switch", "--quiet", "--detach");
    expect(await found.conflicts(byPlace, main)).toEqual(["a.txt"]);
    expect(scene.repository.userState()).toEqual(before);
  });
});
