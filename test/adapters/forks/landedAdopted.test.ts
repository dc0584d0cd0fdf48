import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { branchRef, refName } from "../../../src/core/git/repository/refName.ts";
import type { ForkView } from "../../../src/core/forks/model/fork.ts";
import { ForkScene } from "./forkScene.ts";

const branch = "claude/x";
const remoteMain = refName("refs/remotes/origin/main");

let scene: ForkScene;
beforeEach(async () => {
  scene = await ForkScene.make({ files: { "a.txt": "a\n" } });
});
afterEach(() => scene.repository.dispose());

const git = (...args: readonly string[]): string => scene.repository.git(...args);

function commit(path: string): string {
  scene.repository.write(path, `${path}\n`);
  git("add", path);
  git("commit", "--quiet", "-m", `change ${path}`);
  return git("rev-parse", "HEAD");
}

/** A bare remote that main is published to. */
function withRemote(): void {
  const remote = scene.repository.beside("remote.git");
  git("init", "--quiet", "--bare", "--initial-branch=main", remote);
  git("remote", "add", "origin", remote);
  git("push", "--quiet", "origin", "main");
  git("fetch", "--quiet");
}

/** What another tool has done on a branch of its own, made as `how` says; main is checked out again after that. */
async function adopt(how: readonly string[], baseline = branchRef("main")): Promise<string> {
  git("checkout", "--quiet", ...how);
  const head = commit("x.txt");
  git("checkout", "--quiet", "main");
  await scene.forks().adoptBranch({ branch, baseline });
  return head;
}

async function view(): Promise<ForkView> {
  const [fork, ...more] = await scene.forks().list();
  if (fork === undefined || more.length > 0) throw new Error("not exactly one fork");
  return fork;
}

function squash(): void {
  git("merge", "--quiet", "--squash", branch);
  git("commit", "--quiet", "-m", "Squashed (#1)");
}

describe("a branch that follows what it goes into", () => {
  it("is merged once that has it, after a fetch", async () => {
    withRemote();
    await adopt(["-b", branch, "--track", "origin/main"], remoteMain);
    expect(git("rev-parse", "--abbrev-ref", `${branch}@{upstream}`)).toBe("origin/main");
    expect(await view()).toMatchObject({ merged: false, merged_into: null });
    git("checkout", "--quiet", "--detach", "origin/main");
    squash();
    git("push", "--quiet", "origin", "HEAD:main");
    git("checkout", "--quiet", "main");
    expect(await view()).toMatchObject({ merged: true, merged_into: { ref: remoteMain, how: "squash" } });
  });

  it("is merged into a branch here that it follows", async () => {
    await adopt(["-b", branch, "--track", "main"]);
    git("merge", "--quiet", "--no-ff", "--no-edit", branch);
    expect(await view()).toMatchObject({ merged: true, merged_into: { ref: "refs/heads/main", how: "ancestor" } });
  });

  it("is not merged by being pushed, under its own name or another one, whatever is checked out", async () => {
    withRemote();
    await adopt(["-b", branch, "main"]);
    git("push", "--quiet", "--set-upstream", "origin", branch);
    expect((await view()).merged_into).toBe(null);
    git("push", "--quiet", "--set-upstream", "origin", `${branch}:proposal`);
    git("fetch", "--quiet");
    git("checkout", "--quiet", "-b", "look", "--track", `origin/${branch}`);
    expect((await view()).merged_into).toBe(null);
  });
});

it("a fork beside a remote branch is merged into the one here of that name, whatever is checked out", async () => {
  withRemote();
  await adopt(["-b", branch, "--no-track", "origin/main"], remoteMain);
  git("checkout", "--quiet", "-b", "feature", "main");
  git("push", "--quiet", ".", `${branch}:main`);
  expect(await view()).toMatchObject({ merged: true, merged_into: { ref: "refs/heads/main", how: "ancestor" } });
});

describe("looking at a fork's work merges nothing:", () => {
  it.each<[string, readonly (readonly string[])[]]>([
    ["a branch made of it", [["checkout", "--quiet", "-b", "try", branch]]],
    ["a branch made of its commit", [["checkout", "--quiet", "-b", "try", "COMMIT"]]],
    [
      "a branch made while its commit was checked out",
      [
        ["checkout", "--quiet", "--detach", branch],
        ["checkout", "--quiet", "-b", "try"],
      ],
    ],
    [
      "a branch made of a branch made of it",
      [
        ["branch", "try", branch],
        ["checkout", "--quiet", "-b", "again", "try"],
      ],
    ],
    ["its commit, on no branch", [["checkout", "--quiet", "--detach", branch]]],
  ])("%s, also with a commit on top", async (_what, steps) => {
    const head = await adopt(["-b", branch, "main"]);
    for (const step of steps) git(...step.map((word) => (word === "COMMIT" ? head : word)));
    expect(await view()).toMatchObject({ merged: false, merged_into: null, ahead: 1 });
    commit("mine.txt");
    expect(await view()).toMatchObject({ merged: false, merged_into: null, ahead: 1 });
  });

  it("but a branch made of main after a merge has it", async () => {
    await adopt(["-b", branch, "main"]);
    git("merge", "--quiet", "--ff-only", branch);
    git("checkout", "--quiet", "-b", "next");
    git("push", "--quiet", "--force", ".", "main~1:main");
    expect((await view()).merged_into).toMatchObject({ ref: "refs/heads/next" });
  });
});

describe("work that was thrown away is merged nowhere:", () => {
  it.each<[string, readonly (readonly string[])[]]>([
    [
      "the branch was made anew of main",
      [
        ["branch", "--quiet", "-D", branch],
        ["branch", branch, "main"],
      ],
    ],
    ["the branch was set to main", [["branch", "--force", branch, "main"]]],
    [
      "the branch was checked out anew at main",
      [
        ["checkout", "--quiet", "-B", branch, "main"],
        ["checkout", "--quiet", "main"],
      ],
    ],
    [
      "its checkout was reset to main",
      [
        ["checkout", "--quiet", branch],
        ["reset", "--quiet", "--hard", "main"],
        ["checkout", "--quiet", "main"],
      ],
    ],
  ])("%s", async (_what, steps) => {
    await adopt(["-b", branch, "main"]);
    commit("main.txt");
    // Git's logs count in seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    for (const step of steps) git(...step);
    expect(await view()).toMatchObject({ ahead: 0, behind: 0, merged: false, merged_into: null });
    commit("more.txt");
    expect(await view()).toMatchObject({ ahead: 0, behind: 1, merged: false, merged_into: null });
  });

  it("but not where the branch was fetched again", async () => {
    withRemote();
    const head = await adopt(["-b", branch, "main"]);
    git("push", "--quiet", "origin", branch);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    git("branch", "--quiet", "-D", branch);
    git("branch", branch, `origin/${branch}`);
    commit("main.txt");
    squash();
    expect(git("rev-parse", branch)).toBe(head);
    expect(await view()).toMatchObject({ merged: true, merged_into: { how: "squash" } });
  });
});

describe("a list leaves nothing behind", () => {
  it("in the repository, nor among temporary files", async () => {
    await adopt(["-b", branch, "main"]);
    commit("main.txt");
    squash();
    rmSync(scene.repository.path(".git/workflow"), { recursive: true, force: true });
    const temporary = scene.repository.beside("temporary");
    mkdirSync(temporary);
    const modes: number[] = [];
    const fs = new (class extends NodeFileSystem {
      override async makeDirectory(...asked: Parameters<NodeFileSystem["makeDirectory"]>): Promise<boolean> {
        const isMade = await super.makeDirectory(...asked);
        if (dirname(asked[0]) === temporary) modes.push(statSync(asked[0]).mode & 0o777);
        return isMade;
      }
    })(new SystemRandom());
    const [fork] = await scene.forks({ temporary, fs }).list({ status: false });
    expect(new Set(modes)).toEqual(new Set([0o700]));
    expect(fork).toMatchObject({ merged: true, merged_into: { how: "squash" }, problem: null });
    expect(existsSync(scene.repository.path(".git/workflow"))).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("and says of a fork what it could not ask for want of room for that", async () => {
    const head = await adopt(["-b", branch, "main"]);
    const temporary = scene.repository.beside("absent");
    const [fork] = await scene.forks({ temporary }).list();
    expect(fork).toMatchObject({ head, ahead: 1, merged: null, merged_into: null });
    expect(String(fork?.problem)).toContain(temporary);
  });
});
