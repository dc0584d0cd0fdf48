import { chmodSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectRefused, branchUpdateScenes } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

const lines = (...changed: readonly (readonly [number, string])[]): string =>
  Array.from({ length: 20 }, (_, at) => changed.find(([line]) => line === at)?.[1] ?? `line ${at}`).join("\n") + "\n";

describe("updating a branch in a clean working tree", () => {
  it.each(["sha1", "sha256"] as const)("moves branch, index and files to the commit (%s)", async (format) => {
    const it = scene({
      format,
      files: { "a.txt": "a\n", "dir/b.txt": "b\n", "gone.txt": "gone\n", script: "#!/bin/sh\n" },
    });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.write("a.txt", "landed\n");
      repository.write("new/c.txt", "c\n");
      repository.remove("gone.txt");
      repository.remove("dir");
      repository.write("dir", "a file now\n");
      repository.link("link", "a.txt");
      chmodSync(repository.path("script"), 0o755);
    });
    repository.git("checkout", "--quiet", "--detach", move.to);
    const landed = repository.tree();
    repository.git("checkout", "--quiet", "main");
    const before = repository.tree();
    const objects = repository.git("count-objects", "-v");

    expect(await checkpoints.previewBranchUpdate(id, move)).toEqual({
      conflicts: [],
      obstacles: [],
      files: 7,
      conversions: [],
    });
    expect(repository.git("count-objects", "-v")).toBe(objects);
    const result = await checkpoints.updateBranchAndWorktree(id, move, { reflog: "merge WFS-fork" });

    expect(result).toMatchObject({ files: 7, safety: { created: true } });
    expect(repository.tree()).toEqual(landed);
    expect([it.main, it.status]).toEqual([move.to, []]);
    expect(repository.git("symbolic-ref", "HEAD")).toBe("refs/heads/main");
    expect(repository.git("reflog", "-1", "--format=%gs", "main")).toBe("merge WFS-fork");
    expect(repository.git("reflog", "-1", "--format=%H %gs", "HEAD")).toBe(`${move.to} merge WFS-fork`);
    expect((await checkpoints.show(id, result.safety.id)).trigger).toBe("before-merge");
    expect(readdirSync(repository.path(".git", "workflow")).filter((name) => !name.startsWith("index-"))).toEqual([]);
    expect(repository.git("fsck", "--strict")).not.toMatch(/missing|broken|error/u);

    await checkpoints.revertBranchUpdate(id, { ...move, safety: result.safety.id });
    expect(repository.tree()).toEqual(before);
    expect([it.main, it.status]).toEqual([move.from, []]);
  });
});

describe("updating a branch in a working tree with edits", () => {
  it("keeps edits of other files, of other lines of the same file, and what is staged", async () => {
    const it = scene({
      files: { "same.txt": lines(), "other.txt": "other\n", "both.txt": lines(), ".gitignore": "*.log\n" },
    });
    const { repository, checkpoints, id } = it;
    const move = it.next(() => {
      repository.write("same.txt", lines([2, "landed"]));
      repository.write("both.txt", lines([2, "landed"]));
      repository.write("new.txt", "new\n");
    });
    repository.write("same.txt", lines([17, "mine"]));
    repository.write("other.txt", "mine\n");
    repository.write("both.txt", lines([10, "staged"]));
    repository.git("add", "both.txt");
    repository.write("both.txt", lines([10, "staged"], [17, "mine"]));
    repository.write("untracked.txt", "mine\n");
    repository.write("x.log", "ignored\n");
    const before = [repository.tree(), repository.git("ls-files", "--stage"), it.status];

    const { safety, files } = await checkpoints.updateBranchAndWorktree(id, move);

    expect(files).toBe(3);
    expect(it.main).toBe(move.to);
    expect(repository.read("same.txt")).toBe(lines([2, "landed"], [17, "mine"]));
    expect(repository.read("both.txt")).toBe(lines([2, "landed"], [10, "staged"], [17, "mine"]));
    expect(`${repository.git("show", ":both.txt")}\n`).toBe(lines([2, "landed"], [10, "staged"]));
    expect(repository.read("untracked.txt")).toBe("mine\n");
    expect(repository.read("x.log")).toBe("ignored\n");
    expect(it.status).toEqual(["MM both.txt", " M other.txt", " M same.txt", "?? untracked.txt"]);

    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect([repository.tree(), repository.git("ls-files", "--stage"), it.status]).toEqual(before);
    expect(it.main).toBe(move.from);
  });

  it("is refused whole where edits overlap, with the list of files", async () => {
    const it = scene({ files: { "a.txt": lines(), "b.txt": lines(), "c.txt": "c\n" } });
    const { repository } = it;
    const move = it.next(() => {
      for (const path of ["a.txt", "b.txt"]) repository.write(path, lines([2, "landed"]));
      repository.write("c.txt", "landed\n");
    });
    repository.write("a.txt", lines([2, "mine"]));
    repository.write("b.txt", lines([2, "mine"]));
    repository.git("add", "b.txt");
    await expectRefused(it, move, ["a.txt", "b.txt"]);
  });
});
