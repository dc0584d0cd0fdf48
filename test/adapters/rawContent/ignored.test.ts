import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let current: CheckpointScene | undefined;
afterEach(() => current?.repository.dispose());

function scene(files: Readonly<Record<string, string>>): CheckpointScene {
  return (current = new CheckpointScene({ files }));
}

describe("a file the checkpoint holds that is ignored now", () => {
  it("is named first, replaced, kept in the safety checkpoint, and comes back by undo", async () => {
    const { repository, checkpoints, id } = scene({ a: "1" });
    repository.write("keys/my.env", "1");
    repository.write("same.env", "1");
    await checkpoints.take(id);
    repository.write(".gitignore", "*.env\n");
    repository.write("keys/my.env", "2");
    const between = repository.tree();
    const preview = await checkpoints.previewRestore(id, 1);
    expect(preview.replaced).toEqual(["keys/my.env"]);
    expect(preview.files.map(({ path, status }) => [path, status])).toEqual([
      [".gitignore", "added"],
      ["keys/my.env", "changed"],
    ]);
    expect(repository.tree()).toEqual(between);
    const { kept, replaced, safety } = await checkpoints.restore(id, 1);
    expect({ kept, replaced }).toEqual({ kept: [], replaced: ["keys/my.env"] });
    expect([repository.read("keys/my.env"), repository.read("same.env")]).toEqual(["1", "1"]);
    expect(repository.git("show", `${safety.commit}:keys/my.env`)).toBe("2");
    await checkpoints.undo(id);
    expect(repository.tree()).toEqual(between);
    await checkpoints.redo(id);
    expect(repository.read("keys/my.env")).toBe("1");
    const next = await checkpoints.take(id);
    expect(repository.git("ls-tree", "-r", "--name-only", next.tree).split("\n")).toContain("keys/my.env");
  });

  it("is in none of the checkpoints that follow", async () => {
    const { repository, checkpoints, id } = scene({ ".gitignore": "", a: "1" });
    repository.write("my.env", "1");
    await checkpoints.take(id);
    repository.write(".git/info/exclude", "*.env\n");
    repository.write("my.env", "2");
    await checkpoints.restore(id, 1);
    expect(repository.read("my.env")).toBe("1");
    repository.write("a", "2");
    const next = await checkpoints.take(id);
    expect(repository.git("ls-tree", "-r", "--name-only", next.tree).split("\n")).toEqual([".gitignore", "a"]);
  });

  it("stays when it is too large to be kept, or a directory is in its place", async () => {
    const { repository, options, checkpoints, id } = scene({ a: "1" });
    repository.write("large.env", "1");
    repository.write("directory.env", "1");
    await checkpoints.take(id);
    repository.write(".git/info/exclude", "*.env\n");
    repository.write("large.env", "x".repeat(2000));
    repository.remove("directory.env");
    repository.write("directory.env/inside", "1");
    const small = new Checkpoints({
      ...options,
      settings: { sizeLimit: 1000 },
    });
    const between = repository.tree();
    const { kept, replaced } = await small.restore(id, 1);
    expect({ kept, replaced }).toEqual({
      kept: [
        { path: "directory.env", reason: "ignored" },
        { path: "large.env", reason: "ignored" },
      ],
      replaced: [],
    });
    expect(repository.tree()).toEqual(between);
  });
});

describe("a file that was ignored when the checkpoint was taken", () => {
  it.each([
    ["a .gitignore that is gone", ".gitignore", "*.env\n"],
    ["the repository's exclude file", ".git/info/exclude", "*.env\n"],
    ["a .gitignore that ignores itself", "out/.gitignore", "*\n"],
  ])("stays as it is, by %s", async (_, rules, text) => {
    const { repository, checkpoints, id } = scene({ a: "1" });
    repository.write(rules, text);
    repository.write("my.env", "secret");
    repository.write("out/my.env", "secret");
    await checkpoints.take(id);
    repository.write(rules, "");
    repository.write("a", "2");
    repository.write("new", "2");
    const { kept } = await checkpoints.restore(id, 1);
    const ignored = rules.startsWith("out/") ? ["out/.gitignore", "out/my.env"] : ["my.env", "out/my.env"];
    expect(kept).toEqual(ignored.map((path) => ({ path, reason: "ignored" })));
    expect([repository.read("a"), repository.read("out/my.env")]).toEqual(["1", "secret"]);
    expect(repository.tree()["new"]).toBeUndefined();
  });
});
