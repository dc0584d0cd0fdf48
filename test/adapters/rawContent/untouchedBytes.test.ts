import { chmodSync, lstatSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let scene: CheckpointScene | undefined;
afterEach(() => scene?.repository.dispose());
function make(
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
): CheckpointScene {
  scene = new CheckpointScene({ files: {} });
  const { repository } = scene;
  repository.git("config", "core.safecrlf", "false");
  for (const [key, value] of Object.entries(settings)) repository.git("config", key, value);
  for (const [path, content] of Object.entries(files)) repository.write(path, content);
  age(repository.root, Object.keys(files));
  repository.commitAll("files");
  return scene;
}

/** Makes files older than any index: git does not look into them again. */
function age(root: string, paths: readonly string[]): void {
  const then = Date.now() / 1000 - 60;
  for (const path of paths) utimesSync(join(root, path), then, then);
}

/** Removes these files after a checkpoint, and restores it. */
async function lose({ repository, checkpoints, id }: CheckpointScene, ...paths: readonly string[]): Promise<void> {
  const before = repository.tree();
  const { id: taken } = await checkpoints.take(id);
  for (const path of paths) repository.remove(path);
  await checkpoints.restore(id, taken);
  expect(repository.tree()).toEqual(before);
}

function inode(path: string): number | undefined {
  return scene && lstatSync(scene.repository.path(path)).ino;
}

const crlf = "one\r\ntwo\r\n";
const mixed = "one\r\ntwo\n";
const lf = "one\ntwo\n";

describe("bytes of files that git takes for unchanged", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ["mixed ends that were added as text", { ".gitattributes": "* text=auto\n", a: mixed, b: crlf, c: lf }, {}],
    [
      "mixed ends under eol=crlf",
      { ".gitattributes": "*.bat text eol=crlf\n", "a.bat": mixed, "b.bat": crlf, "c.bat": lf },
      {},
    ],
    ["line feeds under autocrlf", { a: lf, b: crlf, c: mixed }, { "core.autocrlf": "true" }],
    ["returns under autocrlf=input", { a: lf, b: crlf, c: mixed }, { "core.autocrlf": "input" }],
    ["line feeds under core.eol", { ".gitattributes": "* text\n", a: lf, b: crlf }, { "core.eol": "crlf" }],
    ["an identifier of elsewhere", { ".gitattributes": "* ident\n", a: "$Id: elsewhere $\n" }, {}],
    ["deep attributes", { "deep/.gitattributes": "* text eol=crlf\n", "deep/a": lf, b: lf }, {}],
  ])("come back: %s", async (_, files, settings) => {
    await lose(make(files, settings), ...Object.keys(files).filter((path) => !path.endsWith(".gitattributes")));
  });

  it("come back where only line ends were added between two checkpoints", async () => {
    const it = make({ ".gitattributes": "* text=auto\n", a: lf, b: lf });
    await it.checkpoints.take(it.id);
    it.repository.write("a", mixed);
    it.repository.git("add", "a");
    await lose(it, "a", "b");
    it.repository.write("new", crlf);
    it.repository.git("add", "new");
    await lose(it, "a", "b", "new");
  });

  it("come back where git knows them by attributes of its own, or no longer", async () => {
    const it = make({ a: lf, b: lf });
    const { repository, checkpoints, id } = it;
    await checkpoints.take(id);
    repository.write(".git/info/attributes", "a text eol=crlf\n");
    await lose(it, "a", "b");
    repository.write("a", crlf);
    repository.git("add", "a");
    repository.write(".git/info/attributes", "");
    await lose(it, "a", "b");
  });

  it("come back where attributes came, changed and went while the files lay there", async () => {
    const it = make({ a: lf, b: lf });
    const { repository, checkpoints, id } = it;
    await checkpoints.take(id);
    for (const [at, attributes] of ["a text eol=crlf\n", "b text eol=crlf\n", "a text\n"].entries()) {
      repository.write(".gitattributes", attributes);
      if (at === 1) repository.git("add", ".");
      await lose(it, "a", "b");
    }
    repository.remove(".gitattributes");
    await lose(it, "a", "b");
  });

  it("come back where core.autocrlf came and went while the files lay there", async () => {
    const it = make({ a: lf, b: crlf });
    const { repository, checkpoints, id } = it;
    await checkpoints.take(id);
    repository.git("config", "core.autocrlf", "true");
    repository.write("new", "1\r\n");
    await lose(it, "a", "b", "new");
    repository.git("config", "core.autocrlf", "false");
    repository.write("newer", "1\r\n");
    await lose(it, "a", "b", "new", "newer");
  });

  it.each([false, true])(
    "come back where only the index still has the attributes they were written by (sparse checkout: %s)",
    async (isSparse) => {
      const { repository, checkpoints, id } = make({ ".gitattributes": "* -text\n", a: lf, "deep/b": lf, "out/c": lf });
      if (isSparse) repository.git("sparse-checkout", "set", "deep");
      const { id: taken } = await checkpoints.take(id);
      const before = repository.tree();
      repository.git("config", "core.autocrlf", "true");
      repository.remove(".gitattributes");
      repository.write("a", crlf);
      repository.write("deep/b", crlf);
      const between = repository.tree();
      await checkpoints.restore(id, taken);
      expect(repository.tree()).toEqual(before);
      await checkpoints.undo(id);
      expect(repository.tree()).toEqual(between);
      await checkpoints.redo(id);
      expect(repository.tree()).toEqual(before);
    },
  );

  it("come back with the execute bits that were added where git does not look at them", async () => {
    const it = make({ "a.sh": "run\n", "b.sh": "run\n" });
    const { repository } = it;
    repository.git("config", "core.fileMode", "false");
    await sleep(1100);
    chmodSync(repository.path("a.sh"), 0o755);
    repository.git("add", "a.sh");
    await lose(it, "a.sh", "b.sh");
  });

  it("are no longer kept raw once they are as git has them, whatever the rules are", async () => {
    const it = make({ f: crlf, ".gitattributes": "* text=auto\n" });
    const { repository, checkpoints, id } = it;
    repository.git("rm", "--quiet", ".gitattributes");
    await checkpoints.take(id);
    expect((await checkpoints.list(id))[0]?.aside).toBeDefined();
    repository.write("new", "1");
    repository.git("add", "new");
    await lose(it, "f");
    repository.write("f", lf);
    repository.git("add", "f");
    await lose(it, "f", "new");
  });

  it("come back where attributes are new, and not added", async () => {
    const it = make({ "f.t": lf, "g.u": Buffer.from("hi\n", "utf16le").toString("latin1") });
    const { repository } = it;
    repository.write(".gitattributes", "*.t text eol=crlf\n*.u text working-tree-encoding=UTF-16LE\n");
    await lose(it, "f.t", "g.u");
  });

  it("come back where the newest checkpoint is of another working tree, or knows another object", async () => {
    const it = make({ f: lf });
    const { repository, checkpoints, options, id } = it;
    repository.write("new", crlf);
    await sleep(3100);
    await checkpoints.take(id);
    repository.git("-c", "core.autocrlf=input", "add", "new");
    await lose(it, "new");
    const root = repository.path(".worktrees", id);
    repository.git("-c", "core.autocrlf=true", "worktree", "add", "--quiet", root, "-b", `session/${id}`);
    age(root, ["f"]);
    repository.gitIn(root, "-c", "core.autocrlf=true", "update-index", "--refresh");
    const there = new Checkpoints(options);
    const { id: taken } = await there.take(id);
    rmSync(join(root, "f"));
    await there.restore(id, taken);
    expect(readFileSync(join(root, "f"), "utf8")).toBe(crlf);
  });

  it("come back by attributes that a sparse checkout leaves in the index, and secrets stay secret", async () => {
    const it = make({ ".gitattributes": "*.sec filter=enc\n*.t text\n", "d/kept": "1", base: "1" });
    const { repository, checkpoints, id } = it;
    repository.git("config", "filter.enc.clean", "tr a-z n-za-m");
    repository.git("config", "filter.enc.smudge", "tr a-z n-za-m");
    repository.git("sparse-checkout", "set", "--no-cone", "/base", "/d/");
    repository.write("d/new.t", mixed);
    repository.write("d/new.sec", "secret\r\nplain\n");
    const plain = repository.git("hash-object", "--no-filters", "d/new.sec");
    repository.git("config", "core.autocrlf", "true");
    await lose(it, "d/new.t");
    expect(() => repository.git("cat-file", "-e", plain)).toThrow("Command failed");
    expect(await checkpoints.list(id)).toHaveLength(2);
  });

  it("cost no second copy where a checkout writes them so", async () => {
    const { repository, checkpoints, id } = make({
      ".gitattributes": "* text=auto\n*.bat eol=crlf\n",
      a: lf,
      "b.bat": crlf,
    });
    await checkpoints.take(id);
    const [newest] = await checkpoints.list(id);
    expect([newest?.aside, newest?.lines]).toEqual([undefined, "autocrlf=false eol=native"]);
    repository.write("a", "other\n");
    repository.commitAll("second");
    await checkpoints.take(id);
    expect((await checkpoints.list(id))[0]?.aside).toBeUndefined();
  });
});

/** Takes a checkpoint, then changes rules and files; the files as they were. */
async function between(at: CheckpointScene, change: () => void): Promise<ReturnType<typeof at.repository.tree>> {
  await at.checkpoints.take(at.id);
  const before = at.repository.tree();
  change();
  return before;
}

describe("rules of conversion that changed since a checkpoint", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, (at: CheckpointScene) => void]>([
    ["core.autocrlf came", {}, ({ repository }) => repository.git("config", "core.autocrlf", "true")],
    [
      "core.autocrlf went",
      { "core.autocrlf": "true" },
      ({ repository }) => repository.git("config", "core.autocrlf", "false"),
    ],
    ["core.eol changed", { "core.eol": "crlf" }, ({ repository }) => repository.git("config", "core.eol", "lf")],
    ["attributes came", {}, ({ repository }) => repository.write("sub/.gitattributes", "* text eol=crlf\n")],
  ])("are those of then for files that come back: %s", async (_, settings, change) => {
    const at = make({ ".gitattributes": "sub/t* text\n", "sub/t": lf, "sub/u": lf, a: lf }, settings);
    const { repository, checkpoints, id } = at;
    const before = await between(at, () => {
      for (const path of ["sub/t", "sub/u", "a"]) repository.remove(path);
      repository.git("checkout", "--", ".");
    });
    change(at);
    for (const path of ["sub/t", "sub/u", "a"]) repository.write(path, "other\n");
    await checkpoints.restore(id, 1, { paths: ["sub/t", "sub/u"] });
    for (const path of ["sub/t", "sub/u"]) expect([path, repository.tree()[path]]).toEqual([path, before[path]]);
    await checkpoints.restore(id, 1);
    expect(repository.tree()).toEqual(before);
  });

  it("bring back what was written anew by the rules of now, and undo brings that back", async () => {
    const at = make({ "a.bat": lf, b: lf, "sub/c.bat": lf });
    const { repository, checkpoints, id } = at;
    const before = await between(at, () => {
      repository.write(".gitattributes", "*.bat text eol=crlf\n* text=auto\n");
      for (const path of ["a.bat", "b", "sub/c.bat"]) repository.remove(path);
      repository.git("checkout", "--", ".");
    });
    const changed = repository.tree();
    expect(repository.read("a.bat")).toBe(crlf);
    const { files } = await checkpoints.previewRestore(id, 1);
    expect(files.map(({ path }) => path)).toEqual([".gitattributes", "a.bat", "sub/c.bat"]);
    const stood = inode("b");
    expect((await checkpoints.restore(id, 1)).files).toBe(3);
    expect(repository.tree()).toEqual(before);
    expect(inode("b")).toBe(stood);
    await checkpoints.undo(id);
    expect(repository.tree()).toEqual(changed);
  });

  it("do not make files be written that stay the same", async () => {
    const at = make({ a: lf });
    const { repository, checkpoints, id } = at;
    await between(at, () => repository.write(".gitattributes", "* text eol=crlf\n"));
    const stood = inode("a");
    expect((await checkpoints.restore(id, 1)).files).toBe(1);
    expect(inode("a")).toBe(stood);
  });

  it("do not make files look edited that nobody has touched", async () => {
    const at = make({ changes: crlf, goes: crlf, stays: crlf });
    const { repository, checkpoints, id } = at;
    repository.write("changes", "other\n");
    repository.remove("goes");
    const before = await between(at, () => {
      repository.git("checkout", "--", ".");
      age(repository.root, ["changes", "goes", "stays"]);
      repository.git("status");
    });
    repository.write(".gitattributes", "* text\n");
    const changed = repository.tree();
    await checkpoints.restore(id, 1);
    expect(repository.tree()).toEqual(before);
    await checkpoints.undo(id);
    expect(repository.tree()).toEqual(changed);
  });
});
