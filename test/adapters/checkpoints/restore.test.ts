import { chmodSync, existsSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

const scenes: CheckpointScene[] = [];
function scene(...options: ConstructorParameters<typeof CheckpointScene>): CheckpointScene {
  const made = new CheckpointScene(...options);
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const made of scenes.splice(0)) made.repository.dispose();
});

describe("restoring a checkpoint", () => {
  it("brings back every file as it was, with a safety checkpoint, and can be undone and redone", async () => {
    const { repository, checkpoints, id } = scene({
      files: { "a.txt": "a", "dir/b.txt": "b", "gone.txt": "gone", ".gitignore": "*.log\n", script: "#!/bin/sh\n" },
    });
    repository.write("untracked.txt", "u");
    repository.link("link", "a.txt");
    mkdirSync(repository.path("hollow"));
    repository.write("x.log", "ignored");
    const first = await checkpoints.take(id);
    const state = repository.tree();
    const user = repository.userState();

    repository.write("a.txt", "edited");
    repository.remove("dir");
    repository.write("dir", "a file now");
    repository.remove("link");
    repository.write("link/inside", "a directory now");
    repository.remove("hollow");
    repository.remove("untracked.txt");
    repository.write("later.txt", "later");
    repository.write("x.log", "still ignored");
    chmodSync(repository.path("script"), 0o755);
    const edited = repository.tree();

    const restored = await checkpoints.restore(id, first.id);
    expect(restored).toMatchObject({ kept: [], safety: { id: 2, created: true } });
    expect(repository.tree()).toEqual({ ...state, "x.log": edited["x.log"] });
    expect(repository.userState()).toEqual(user);
    expect((await checkpoints.show(id, 2)).trigger).toBe("before-restore");

    await checkpoints.undo(id);
    const { "hollow/": hollow, ...undone } = repository.tree();
    expect(undone).toEqual(edited);
    expect(hollow).toBe("directory"); // Empty directories are made, never removed.
    await checkpoints.redo(id);
    expect(repository.tree()).toEqual({ ...state, "x.log": edited["x.log"] });
    await checkpoints.undo(id);
    await expect(checkpoints.undo(id)).rejects.toMatchObject({ code: "not-found" });
    expect(repository.userState()).toEqual(user);
  });

  it("restores chosen paths only, and undoes just those", async () => {
    const { repository, checkpoints, id } = scene({ files: { "src/a": "1", "src/b": "1", "[x]*": "1", c: "1" } });
    const first = await checkpoints.take(id);
    for (const path of ["src/a", "src/b", "[x]*", "c"]) repository.write(path, "2");
    repository.write("x", "untouched");
    expect(await checkpoints.restore(id, first.id, { paths: ["./src/", "[x]*"] })).toMatchObject({ files: 3 });
    expect(["src/a", "src/b", "[x]*", "c", "x"].map((path) => repository.read(path))).toEqual([
      "1",
      "1",
      "1",
      "2",
      "untouched",
    ]);
    repository.write("c", "3");
    await checkpoints.undo(id);
    expect(["src/a", "[x]*", "c"].map((path) => repository.read(path))).toEqual(["2", "2", "3"]);
    await expect(checkpoints.restore(id, first.id, { paths: ["nowhere"] })).rejects.toMatchObject({
      code: "not-found",
    });
    for (const path of ["../x", "/etc/passwd", ".git/config", "a//b", ""]) {
      await expect(checkpoints.restore(id, first.id, { paths: [path] })).rejects.toMatchObject({ code: "usage" });
    }
  });

  it("leaves ignored and left-out files as they are, and names them", async () => {
    const { repository, checkpoints, id } = scene({ settings: { sizeLimit: 1000 } });
    repository.write("out.txt", "was a checkpoint's");
    repository.write("made/file", "was a checkpoint's");
    repository.write("grows.bin", "small");
    const first = await checkpoints.take(id);
    repository.write(".gitignore", "out.txt\nmade\n");
    repository.write("out.txt", "precious");
    repository.remove("made");
    repository.write("made", "precious");
    repository.write("grows.bin", "x".repeat(1001));
    const { kept, replaced } = await checkpoints.restore(id, first.id);
    expect(kept).toEqual([
      { path: "grows.bin", reason: "left-out" },
      { path: "made/file", reason: "ignored" },
    ]);
    expect(replaced).toEqual(["out.txt"]);
    expect(repository.read("out.txt")).toBe("was a checkpoint's");
    expect(repository.read("made")).toBe("precious");
    expect(repository.read("grows.bin")).toHaveLength(1001);
    expect(existsSync(repository.path(".gitignore"))).toBe(false);
  });

  it("names a large file that a restore has brought, and that undoing it cannot take away again", async () => {
    const { repository, checkpoints, id } = scene({ settings: { sizeLimit: 1000 } });
    repository.write("large.bin", "x".repeat(1001));
    repository.git("add", ".");
    await checkpoints.take(id);
    repository.remove("large.bin");
    await checkpoints.restore(id, 1);
    const { kept } = await checkpoints.undo(id);
    expect(kept).toEqual([{ path: "large.bin", reason: "left-out" }]);
    expect(repository.read("large.bin")).toHaveLength(1001);
  });

  it("never replaces a directory that holds ignored files, nor writes into a nested repository", async () => {
    const { repository, checkpoints, id } = scene({ files: { ".gitignore": "*.log\n" } });
    repository.write("thing", "file");
    repository.write("inner/x", "x");
    const first = await checkpoints.take(id);
    repository.remove("thing");
    repository.write("thing/tracked", "t");
    repository.write("thing/a.log", "precious");
    repository.remove("inner");
    repository.write("inner/y", "y");
    repository.gitIn(repository.path("inner"), "init", "--quiet");
    const { kept } = await checkpoints.restore(id, first.id);
    expect(kept.map(({ path }) => path).toSorted()).toEqual(["inner/x", "thing"]);
    expect(repository.read("thing/a.log")).toBe("precious");
    expect(existsSync(repository.path("inner", "x"))).toBe(false);
  });

  it("brings the index back when asked, and back again", async () => {
    const { repository, checkpoints, id } = scene();
    repository.write("README.md", "staged\n");
    repository.git("add", "README.md");
    repository.write("README.md", "working\n");
    const first = await checkpoints.take(id);
    repository.git("reset", "--quiet");
    repository.write("README.md", "other\n");
    await checkpoints.restore(id, first.id);
    expect(repository.git("diff", "--cached", "--name-only")).toBe("");
    await checkpoints.restore(id, first.id, { index: true });
    expect(repository.git("show", ":README.md")).toBe("staged");
    expect(repository.read("README.md")).toBe("working\n");
    await checkpoints.undo(id);
    expect(repository.git("diff", "--cached", "--name-only")).toBe("");
    repository.write(".git/index.lock", "");
    const tree = repository.tree();
    repository.write("README.md", "again\n");
    await expect(checkpoints.restore(id, first.id, { index: true })).rejects.toMatchObject({ reason: "locked" });
    expect(repository.read("README.md")).toBe("again\n");
    expect(Object.keys(repository.tree())).toEqual(Object.keys(tree));
    expect(repository.git("for-each-ref", "refs/workflow/WFS-scene/restoring")).toBe("");
  });

  it("aborts whole when a file is edited between the safety checkpoint and the change", async () => {
    const plain = scene({ files: { a: "1", b: "1" } });
    const { repository, id } = plain;
    const first = await plain.checkpoints.take(id);
    repository.write("a", "2");
    repository.write("b", "2");
    let armed = false;
    const inner = repository.port();
    const git: typeof plain.options.git = {
      async run(request) {
        if (armed && request.args.includes("checkout-index")) repository.write("b", "an edit of the last moment");
        return inner.run(request);
      },
    };
    const { Checkpoints } = await import("../../../src/core/checkpoints/checkpoints.ts");
    const checkpoints = new Checkpoints({ ...plain.options, git });
    armed = true;
    await expect(checkpoints.restore(id, first.id)).rejects.toMatchObject({ code: "conflict" });
    expect([repository.read("a"), repository.read("b")]).toEqual(["2", "an edit of the last moment"]);
    expect(repository.git("for-each-ref", "refs/workflow/WFS-scene/restoring")).toBe("");
    armed = false;
    await checkpoints.restore(id, first.id);
    expect([repository.read("a"), repository.read("b")]).toEqual(["1", "1"]);
  });

  it("gives back line endings and filtered content as they were checked out", async () => {
    const { repository, checkpoints, id } = scene({
      files: { ".gitattributes": "*.txt text eol=crlf\n*.sh text eol=lf\n*.rot filter=rot\n", "x.sh": "a\nb\n" },
    });
    repository.git("config", "filter.rot.clean", "tr a-z n-za-m");
    repository.git("config", "filter.rot.smudge", "tr a-z n-za-m");
    repository.write("w.txt", "one\r\ntwo\r\n");
    repository.write("s.rot", "plain words");
    const first = await checkpoints.take(id);
    expect(repository.git("show", `${first.commit}:s.rot`)).toBe("cynva jbeqf");
    const state = repository.tree();
    repository.write("w.txt", "edited\r\n");
    repository.write("s.rot", "other");
    repository.remove("x.sh");
    await checkpoints.restore(id, first.id);
    expect(repository.tree()).toEqual(state);
  });

  it("refuses a checkpoint of another working tree", async () => {
    const { repository, checkpoints, id } = scene();
    const first = await checkpoints.take(id);
    repository.git("worktree", "add", "--quiet", `.worktrees/${id}`, "-b", `session/${id}`);
    await expect(checkpoints.restore(id, first.id)).rejects.toMatchObject({ code: "refused" });
  });

  it("follows no link out of the work tree", async () => {
    const { repository, checkpoints, id } = scene({ files: { "d/x": "1" } });
    const first = await checkpoints.take(id);
    repository.remove("d");
    mkdirSync(repository.beside("outside"));
    writeFileSync(repository.beside("outside/x"), "outside");
    repository.link("d", repository.beside("outside"));
    await checkpoints.restore(id, first.id);
    expect(lstatSync(repository.path("d")).isDirectory()).toBe(true);
    expect(repository.read("d/x")).toBe("1");
    expect(repository.read("../outside/x")).toBe("outside");
  });
});
