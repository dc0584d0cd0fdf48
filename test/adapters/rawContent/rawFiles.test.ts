import { chmodSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { readRaw } from "../../../src/core/checkpoints/rawContent/aside.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let scene: CheckpointScene | undefined;
afterEach(() => scene?.repository.dispose());
function make(files: Readonly<Record<string, string>>): CheckpointScene {
  scene = new CheckpointScene({ files });
  return scene;
}

/** The raw files of the newest checkpoint: mode and content. */
async function rawOf({ repository, checkpoints, id }: CheckpointScene): Promise<Readonly<Record<string, string>>> {
  const [newest] = await checkpoints.list(id);
  const raw = await readRaw(await repository.open(), newest?.aside);
  return Object.fromEntries(
    [...raw].map(([path, entry]) => [
      path,
      `${entry.mode} ${JSON.stringify(repository.git("cat-file", "blob", entry.id))}`,
    ]),
  );
}

describe("files that git would bring back with other bytes", () => {
  it("are kept as they are: line ends, encodings, identifiers, and names of every kind", async () => {
    const it = make({
      ".gitattributes":
        "*.txt text=auto\n*.crlf text eol=crlf\n*.rc text working-tree-encoding=UTF-16LE\n*.id ident\n*.bin -text\n",
    });
    const { repository, checkpoints, id } = it;
    repository.write("lf.txt", "a\nb\n");
    repository.write("crlf.txt", "a\r\nb\r\n");
    repository.write("mixed.txt", "a\r\nb\n");
    repository.write("nul.txt", "a\0\r\n");
    repository.write('odd "\n\\.txt', "a\r\nb");
    repository.write("good.crlf", "a\r\nb\r\n");
    repository.write("bad.crlf", "a\nb\r\n");
    repository.write("good.rc", Buffer.from("a\n", "utf16le"));
    repository.write("bad.rc", Buffer.from("a\r\n", "utf16le"));
    repository.write("plain.id", "no identifier\n");
    repository.write("expanded.id", "$Id: somebody's $\n");
    repository.write("x.bin", "a\r\nb\n");
    repository.write("none", "a\r\nb\n");
    await checkpoints.take(id);
    expect(await rawOf(it)).toEqual({
      "crlf.txt": '100644 "a\\r\\nb\\r"',
      "mixed.txt": '100644 "a\\r\\nb"',
      'odd "\n\\.txt': '100644 "a\\r\\nb"',
      "bad.crlf": '100644 "a\\nb\\r"',
      "bad.rc": '100644 "a\\u0000\\r\\u0000\\n\\u0000"',
      "expanded.id": '100644 "$Id: somebody\'s $"',
    });
  });

  it("are none of those a filter is for", async () => {
    const it = make({ ".gitattributes": "*.up filter=up text=auto\n" });
    const { repository, checkpoints, id } = it;
    repository.git("config", "filter.up.clean", "tr a-z A-Z");
    repository.write("secret.up", "plain\r\n");
    await checkpoints.take(id);
    expect(await rawOf(it)).toEqual({});
    const [plain] = [repository.git("hash-object", "--no-filters", "secret.up")];
    expect(() => repository.git("cat-file", "-e", plain)).toThrow("Command failed");
  });

  it("are what core.autocrlf asks for", async () => {
    const it = make({ a: "1" });
    const { repository, checkpoints, id } = it;
    repository.git("config", "core.autocrlf", "true");
    repository.write("crlf", "a\r\n");
    repository.write("lf", "a\n");
    await checkpoints.take(id);
    expect(await rawOf(it)).toEqual({ lf: '100644 "a"' });
  });

  it("stay while nothing happens to them, and go when they are as git has them, also with another index", async () => {
    const it = make({ ".gitattributes": "* text=auto\n" });
    const { repository, checkpoints, id } = it;
    for (const path of ["a", "b", "c"]) repository.write(path, "x\r\n");
    const first = await checkpoints.take(id);
    expect(await checkpoints.take(id)).toEqual({ ...first, created: false });
    repository.write("d", "1");
    repository.remove("c");
    await checkpoints.take(id);
    expect(Object.keys(await rawOf(it))).toEqual(["a", "b"]);
    repository.write("a", "x\n");
    expect((await checkpoints.take(id)).created).toBe(true);
    expect(Object.keys(await rawOf(it))).toEqual(["b"]);
    repository.write("e", "y\r\n");
    repository.commitAll("second");
    await checkpoints.take(id);
    expect(Object.keys(await rawOf(it))).toEqual(["b", "e"]);
    repository.write("b", "x\n");
    repository.git("add", "b");
    await checkpoints.take(id);
    expect(Object.keys(await rawOf(it))).toEqual(["e"]);
  });
});

describe("execute bits git does not look at", () => {
  it("are kept where the tree says another one", async () => {
    const it = make({ "known.sh": "1" });
    const { repository, checkpoints, id } = it;
    repository.git("config", "core.fileMode", "false");
    repository.write("new.sh", "run\r\n", 0o755);
    repository.write("plain", "x");
    await checkpoints.take(id);
    expect(await rawOf(it)).toEqual({ "new.sh": '100755 "run\\r"' });
    await wait(1100); // git looks at whole seconds of a file's times.
    chmodSync(repository.path("known.sh"), 0o755);
    expect((await checkpoints.take(id)).created).toBe(true);
    expect(Object.keys(await rawOf(it))).toEqual(["known.sh", "new.sh"]);
    await wait(1100);
    chmodSync(repository.path("new.sh"), 0o644);
    await checkpoints.take(id);
    expect(Object.keys(await rawOf(it))).toEqual(["known.sh"]);
  });

  it("say nothing on a disk where every file has them", async () => {
    const it = make({});
    const { repository, checkpoints, id } = it;
    repository.git("config", "core.fileMode", "false");
    chmodSync(repository.path(".git/HEAD"), 0o777);
    repository.write("new.sh", "run", 0o777);
    await checkpoints.take(id);
    expect(await rawOf(it)).toEqual({});
  });
});
