import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { expectRefused, type BranchUpdateScene, branchUpdateScenes } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

/** Expects that the branch cannot be updated, and that the refusal says what is in progress. */
async function expectWaiting(
  { repository, checkpoints, id }: BranchUpdateScene,
  move: BranchUpdate,
  said: string,
): Promise<void> {
  const before = [repository.userState(), repository.tree()];
  const refusal = { code: "conflict", message: expect.stringContaining(said) as string };
  await expect(checkpoints.previewBranchUpdate(id, move)).rejects.toMatchObject(refusal);
  await expect(checkpoints.updateBranchAndWorktree(id, move)).rejects.toMatchObject(refusal);
  expect([repository.userState(), repository.tree()]).toEqual(before);
}

describe("an operation of git that waits to be continued", () => {
  it("stands in the way: merge, cherry-pick, revert, bisect, rebase", async () => {
    const it = scene({ files: { a: "1\n" } });
    const { repository } = it;
    const move = it.next(() => repository.write("new", "landed"));
    repository.git("checkout", "--quiet", "-b", "side");
    repository.write("a", "side\n");
    repository.commitAll("side");
    repository.git("checkout", "--quiet", "main");
    repository.write("a", "main\n");
    const standing = { ...move, from: parseObjectId(repository.commitAll("main")) };
    const begin = (...args: readonly string[]): void => expect(() => repository.git(...args)).toThrow("Command failed");

    begin("merge", "side");
    await expectWaiting(it, standing, "A merge is in progress");
    repository.git("merge", "--abort");
    begin("cherry-pick", "side");
    await expectWaiting(it, standing, "A cherry-pick is in progress");
    repository.git("cherry-pick", "--abort");
    begin("revert", "--no-edit", "side");
    await expectWaiting(it, standing, "A revert is in progress");
    repository.git("revert", "--abort");
    repository.git("bisect", "start");
    await expectWaiting(it, standing, "A bisect is in progress");
    repository.git("bisect", "reset");
    begin("rebase", "side");
    await expectWaiting(it, standing, "A rebase is in progress");
    repository.git("rebase", "--abort");

    expect(
      await it.checkpoints.updateBranchAndWorktree(it.id, { ...move, from: standing.from, to: standing.from }),
    ).toMatchObject({
      files: 0,
    });
  });
});

describe("a branch without a commit", () => {
  it("is told from one that stands somewhere", async () => {
    const it = scene({ files: { a: "1\n" } });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => repository.write("a", "landed\n"));
    repository.git("checkout", "--quiet", "--orphan", "unborn");
    repository.write("mine", "mine\n");
    const before = [repository.userState(), repository.tree()];
    const unborn = { ...move, ref: refName("refs/heads/unborn") };
    await expect(checkpoints.updateBranchAndWorktree(id, unborn)).rejects.toMatchObject({ reason: "ref-changed" });
    await expect(checkpoints.updateBranchAndWorktree(id, move)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("not what is checked out") as string,
    });
    expect([repository.userState(), repository.tree()]).toEqual(before);
  });
});

describe("a workspace that is a person's own worktree", () => {
  it("is updated, and the main checkout stays as it is", async () => {
    const it = scene({ files: { a: "1\n", b: "1\n" } });
    const { repository, id, options } = it;
    const commit = it.next(() => repository.write("a", "landed\n"));
    const root = repository.beside("own worktree");
    repository.git("worktree", "add", "--quiet", root, "-b", "own");
    writeFileSync(`${root}/b`, "mine\n");
    repository.write("b", "of the main checkout\n");
    const main = [repository.tree(), it.status, it.main];
    const checkpoints = new Checkpoints({ ...options, root });
    const move = { ...commit, ref: refName("refs/heads/own") };

    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect(repository.gitIn(root, "status", "--porcelain", "--branch")).toBe("## own\n M b");
    expect([repository.gitIn(root, "rev-parse", "HEAD"), readFileSync(`${root}/a`, "utf8")]).toEqual([
      move.to,
      "landed\n",
    ]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([repository.gitIn(root, "rev-parse", "HEAD"), readFileSync(`${root}/a`, "utf8")]).toEqual([
      move.from,
      "1\n",
    ]);
    expect(readFileSync(`${root}/b`, "utf8")).toBe("mine\n");
    expect([repository.tree(), it.status, it.main]).toEqual(main);
    await expect(checkpoints.updateBranchAndWorktree(id, commit)).rejects.toMatchObject({
      message: expect.stringContaining("main is not what is checked out") as string,
    });
  });
});

describe("a submodule that is checked out", () => {
  it("keeps its own edits when something else comes, and is named when it would have to move", async () => {
    const inner = new GitRepository({ files: { inside: "1\n" } });
    try {
      const it = scene({ files: { a: "1\n" } });
      const { repository, checkpoints, id } = it;
      repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.root, "sub");
      repository.commitAll("with a submodule");
      const other = it.next(() => repository.write("a", "landed\n"));
      const moving = it.next(() => {
        repository.gitIn(repository.path("sub"), "commit", "--quiet", "--allow-empty", "-m", "inside");
      });
      repository.git("submodule", "--quiet", "update");
      repository.write("sub/inside", "mine\n");
      await expectRefused(it, moving, ["sub"], "submodule");
      await checkpoints.updateBranchAndWorktree(id, other);
      expect([repository.read("a"), repository.read("sub/inside"), it.status]).toEqual([
        "landed\n",
        "mine\n",
        [" M sub"],
      ]);
    } finally {
      inner.dispose();
    }
  });
});

describe("a clean submodule that stands where the branch says", () => {
  it("stays as it is while its number moves, back too, and is in the way anywhere else", async () => {
    const inner = new GitRepository({ files: { inside: "1\n" } });
    try {
      const [one, two, three] = [1, 2, 3].map((n) => {
        inner.write("inside", `${n}\n`);
        return inner.commitAll(`commit ${n}`);
      }) as [string, string, string];
      const it = scene({ files: { a: "1\n" } });
      const { repository, checkpoints, id } = it;
      const sub = repository.path("sub");
      repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.root, "sub");
      repository.gitIn(sub, "checkout", "--quiet", one);
      repository.commitAll("with a submodule");
      const bump = it.next(() => void repository.gitIn(sub, "checkout", "--quiet", two));
      repository.git("submodule", "--quiet", "update");
      const { safety } = await checkpoints.updateBranchAndWorktree(id, bump);
      const state = (): unknown => [it.main, repository.gitIn(sub, "rev-parse", "HEAD"), it.status];
      expect(state()).toEqual([bump.to, one, [" M sub"]]);
      repository.git("submodule", "--quiet", "update");
      expect(state()).toEqual([bump.to, two, []]);
      await checkpoints.revertBranchUpdate(id, { ...bump, safety: safety.id });
      expect(state()).toEqual([bump.from, two, [" M sub"]]);
      await checkpoints.updateBranchAndWorktree(id, bump);
      expect(state()).toEqual([bump.to, two, []]);

      const on = it.next(() => void repository.gitIn(sub, "checkout", "--quiet", three));
      repository.gitIn(sub, "checkout", "--quiet", one);
      const inTheWay = async (): Promise<unknown> =>
        (await checkpoints.previewBranchUpdate(id, on)).obstacles.map(({ reason, paths }) => [reason, ...paths]);
      expect(await inTheWay()).toEqual([["submodule", "sub"]]);
      await expect(checkpoints.updateBranchAndWorktree(id, on)).rejects.toThrow(
        /Submodules that have work of their own/u,
      );
      repository.gitIn(sub, "checkout", "--quiet", two);
      repository.write("sub/untracked", "mine\n");
      expect(await inTheWay()).toEqual([["submodule", "sub"]]);
      repository.remove("sub/untracked");
      await checkpoints.updateBranchAndWorktree(id, on);
      expect(it.main).toBe(on.to);
    } finally {
      inner.dispose();
    }
  });
});

describe("a sparse checkout with a sparse index", () => {
  it("takes what comes inside of it, and names what would come outside", async () => {
    const it = scene({ files: { "in/a": "1\n", "out/deep/b": "1\n" } });
    const { repository, checkpoints, id } = it;
    const inside = it.next(() => repository.write("in/a", "landed\n"));
    const outside = it.next(() => repository.write("out/deep/b", "landed\n"));
    repository.git("sparse-checkout", "set", "--cone", "--sparse-index", "in");
    await expectRefused(it, outside, ["out/deep/b"], "sparse");
    const { safety } = await checkpoints.updateBranchAndWorktree(id, inside);
    expect([repository.read("in/a"), it.status, existsSync(repository.path("out"))]).toEqual(["landed\n", [], false]);
    await checkpoints.revertBranchUpdate(id, { ...inside, safety: safety.id });
    expect([repository.read("in/a"), it.status, existsSync(repository.path("out"))]).toEqual(["1\n", [], false]);
  });
});
