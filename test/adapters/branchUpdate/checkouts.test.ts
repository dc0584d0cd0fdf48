import { existsSync, renameSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { expectRefused, branchUpdateScenes } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

describe("updating a branch in a fork's worktree", () => {
  it("moves the fork's branch, index and files, and leaves the main checkout alone", async () => {
    const it = scene({ files: { a: "1\n", b: "1\n" } });
    const { repository, checkpoints, id } = it;
    const commit = it.next(() => repository.write("a", "landed\n"));
    repository.git("worktree", "add", "--quiet", `.worktrees/${id}`, "-b", `session/${id}`);
    const move: BranchUpdate = { ...commit, ref: refName(`refs/heads/session/${id}`) };
    const root = repository.path(".worktrees", id);
    writeFileSync(`${root}/b`, "mine\n");
    repository.write("a", "dirty in main\n");
    const main = repository.git("reflog", "HEAD");

    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);

    expect(repository.gitIn(root, "status", "--porcelain")).toBe(" M b");
    expect(repository.gitIn(root, "rev-parse", "HEAD")).toBe(move.to);
    expect(repository.gitIn(root, "reflog", "-1", "--format=%gs", "HEAD")).toBe("workflow: WFS-scene landed");
    expect([it.main, repository.read("a"), repository.git("reflog", "HEAD")]).toEqual([
      move.from,
      "dirty in main\n",
      main,
    ]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect(repository.gitIn(root, "status", "--porcelain")).toBe(" M b");
    expect(repository.gitIn(root, "rev-parse", "HEAD")).toBe(move.from);
  });
});

describe("where a branch is checked out", () => {
  it("tells the main checkout, a fork, another worktree and nowhere apart", async () => {
    const { repository, checkpoints, id } = scene();
    const find = async (name: string): ReturnType<typeof checkpoints.findCheckout> =>
      checkpoints.findCheckout(refName(`refs/heads/${name}`));
    repository.git("worktree", "add", "--quiet", `.worktrees/${id}`, "-b", `session/${id}`);
    repository.git("worktree", "add", "--quiet", repository.beside("other place"), "-b", "else/where");
    repository.git("worktree", "add", "--quiet", repository.beside("detached"), "--detach");
    repository.git("branch", "nowhere");
    expect(await find("main")).toEqual({ root: repository.root, session: undefined, kind: "main" });
    expect(await find(`session/${id}`)).toEqual({ root: repository.path(".worktrees", id), session: id, kind: "fork" });
    expect(await find("else/where")).toEqual({
      root: repository.beside("other place"),
      session: undefined,
      kind: "other",
    });
    expect(await find("nowhere")).toBeUndefined();
    expect(await find("missing")).toBeUndefined();

    renameSync(repository.beside("other place"), repository.beside("taken away"));
    expect(await find("else/where")).toBeUndefined();
    repository.git("worktree", "lock", repository.beside("other place"));
    expect(await find("else/where")).toMatchObject({ kind: "other" });
    writeFileSync(repository.path(".worktrees", id, ".git"), `gitdir: ${repository.beside("evil")}\n`);
    await expect(find(`session/${id}`)).rejects.toMatchObject({ code: "unsafe-path" });
  });
});

describe("previewing a commit that is not published yet", () => {
  it("reads it from the other objects directory and leaves no object behind", async () => {
    const it = scene({ files: { a: "1\n", b: "1\n" } });
    const { repository, checkpoints, id } = it;
    const from = repository.git("rev-parse", "HEAD");
    const vault = repository.beside("a “vault”, with; odd:name");
    repository.git("clone", "--quiet", "--bare", "--no-local", repository.root, vault);
    const clone = repository.beside("clone");
    repository.git("clone", "--quiet", vault, clone);
    writeFileSync(`${clone}/a`, "landed\n");
    repository.gitIn(clone, "commit", "--quiet", "-am", "landed");
    repository.gitIn(clone, "push", "--quiet");
    const move: BranchUpdate = {
      ref: refName("refs/heads/main"),
      from: parseObjectId(from),
      to: parseObjectId(repository.gitIn(vault, "rev-parse", "main")),
    };
    repository.write("b", "mine\n");
    await checkpoints.take(id);
    const objects = repository.git("count-objects", "-v");

    await expect(checkpoints.previewBranchUpdate(id, move)).rejects.toMatchObject({ code: "not-found" });
    expect(await checkpoints.previewBranchUpdate(id, move, { objects: `${vault}/objects` })).toEqual({
      conflicts: [],
      obstacles: [],
      files: 1,
      conversions: [],
    });
    repository.write("a", "overlaps\n");
    await checkpoints.take(id);
    const dirty = repository.git("count-objects", "-v");
    expect(await checkpoints.previewBranchUpdate(id, move, { objects: `${vault}/objects` })).toEqual({
      conflicts: ["a"],
      obstacles: [expect.objectContaining({ reason: "edits" }) as unknown],
      files: 0,
      conversions: [],
    });
    expect(repository.git("count-objects", "-v")).toBe(dirty);
    expect(dirty).not.toBe(objects);
    expect(existsSync(repository.path(".git/objects", move.to.slice(0, 2), move.to.slice(2)))).toBe(false);
    expect(repository.git("fsck", "--strict")).not.toMatch(/missing|broken|error/u);
  });
});

describe("a repository that names merge drivers", () => {
  it("runs none of them, whatever their names, and calls what they would merge an overlap", async () => {
    const text = Array.from({ length: 12 }, (_, at) => `line ${at}\n`).join("");
    const it = scene({ files: { a: text, b: text, ".gitattributes": "a merge=plain\nb merge=od=d\n" } });
    const { repository } = it;
    const driver = repository.beside("driver.sh");
    writeFileSync(driver, `#!/bin/sh\ntouch "${repository.beside("ran")}"\n`, { mode: 0o755 });
    for (const name of ["plain", "od=d"]) repository.git("config", `merge.${name}.driver`, `${driver} %A`);
    const move = it.next(() => {
      for (const path of ["a", "b"]) repository.write(path, text.replace("line 2", "landed"));
    });
    for (const path of ["a", "b"]) repository.write(path, text.replace("line 9", "mine"));
    await expectRefused(it, move, ["a", "b"]);
    expect(existsSync(repository.beside("ran"))).toBe(false);
    // The trap is armed: git itself would run it.
    repository.git("config", "--unset", "merge.plain.driver");
    const mine = repository.commitAll("mine");
    expect(() => repository.git("merge-tree", "--write-tree", mine, move.to)).not.toThrow();
    expect(existsSync(repository.beside("ran"))).toBe(true);
  });
});
