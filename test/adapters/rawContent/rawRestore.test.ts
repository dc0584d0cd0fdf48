import { chmodSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";

let current: CheckpointScene | undefined;
afterEach(() => current?.repository.dispose());

const attributes =
  "* text=auto\n*.wide text working-tree-encoding=UTF-16\n*.id ident\n*.bin -text\nfiltered* filter=nowhere\n";

/** Files whose bytes git's conversion does not bring back, and one with which it does. */
const kinds: Readonly<Record<string, string | Uint8Array>> = {
  "mixed.txt": "one\r\ntwo\n",
  "crlf.txt": "one\r\ntwo\r\n",
  "deep/er/mixed.txt": "one\n\r\ntwo\r\n",
  "w.wide": new Uint8Array([0xfe, 0xff, 0, 0x61, 0, 0x0a]),
  "x.id": "$Id: of another checkout $\n",
  "plain.bin": "one\r\ntwo\n",
  'odd\nname "\\.txt': "one\r\n",
  "ends with a return\r": "one\r\n",
  "ends with a return": "another\r\n",
  "filtered by nothing.txt": "one\r\ntwo\n",
};

/** Other content that the same rules allow. */
function other(old: string | Uint8Array): string | Uint8Array {
  return typeof old === "string" ? "other\n" : new Uint8Array([0xfe, 0xff, 0, 0x62, 0, 0x0a]);
}

function scene(): CheckpointScene {
  return (current = new CheckpointScene({ files: { ".gitattributes": attributes, tracked: "1\n" } }));
}

function write({ repository }: CheckpointScene, content: (old: string | Uint8Array) => string | Uint8Array): void {
  for (const [path, old] of Object.entries(kinds)) repository.write(path, content(old));
}

describe("bytes that git's conversion would change", () => {
  it.each<readonly [string, (at: CheckpointScene) => void]>([
    ["when the files are gone", ({ repository }) => Object.keys(kinds).forEach((path) => repository.remove(path))],
    ["when they are others", (at) => write(at, other)],
    [
      "when nothing but the bytes changed",
      (at) =>
        write(at, (old) =>
          typeof old === "string" ? old.replaceAll("\r", "") : new Uint8Array([0xff, 0xfe, 0x61, 0, 0x0a, 0]),
        ),
    ],
    [
      "when the rules changed too",
      (at) => {
        at.repository.write(".gitattributes", "* -text\n");
        write(at, other);
      },
    ],
  ])("come back %s, and those of between by undo", async (_, change) => {
    const at = scene();
    const { repository, checkpoints, id } = at;
    write(at, (old) => old);
    await checkpoints.take(id);
    const before = repository.tree();
    // git tells times apart by whole seconds, and takes a file of the same size for the same when it means the same.
    await sleep(1100);
    change(at);
    const between = repository.tree();
    const { kept } = await checkpoints.restore(id, 1);
    expect(kept).toEqual([]);
    expect(repository.tree()).toEqual(before);
    await checkpoints.undo(id);
    expect(Object.entries(repository.tree()).filter(([, kind]) => kind !== "directory")).toEqual(
      Object.entries(between).filter(([, kind]) => kind !== "directory"),
    );
    await checkpoints.redo(id);
    expect(repository.tree()).toEqual(before);
    expect((await checkpoints.restore(id, 1)).files).toBe(0);
  });

  it("come back alone when their path is named", async () => {
    const at = scene();
    const { repository, checkpoints, id } = at;
    write(at, (old) => old);
    await checkpoints.take(id);
    write(at, other);
    await checkpoints.restore(id, 1, { paths: ["deep"] });
    expect([repository.read("deep/er/mixed.txt"), repository.read("mixed.txt")]).toEqual([
      "one\n\r\ntwo\r\n",
      "other\n",
    ]);
  });

  it("are looked at again before they are replaced", async () => {
    const at = scene();
    const { repository, options, id } = at;
    write(at, (old) => old);
    await at.checkpoints.take(id);
    repository.write("mixed.txt", "other\r\n\n");
    const port = repository.port();
    const git: Git = {
      async run(request) {
        // Only the line ends, which git itself would not see.
        if (request.args.includes("hash-object")) repository.write("mixed.txt", "other\n\r\n");
        return port.run(request);
      },
    };
    await expect(new Checkpoints({ ...options, git }).restore(id, 1)).rejects.toMatchObject({ code: "conflict" });
    expect(repository.read("mixed.txt")).toBe("other\n\r\n");
  });

  it("come back when a branch update is taken back, where nothing of it was edited since", async () => {
    const at = new BranchUpdateScene({ files: { ".gitattributes": "* text=auto\n", a: "1\n2\n3\n", b: "1\n" } });
    const { repository, checkpoints, id } = at;
    current = at;
    repository.write("a", "1\r\n2\n3\n");
    repository.write("b", "1\r\n");
    const move = at.next(() => {
      repository.write("a", "1\n2\n3\nlanded\n");
      repository.write("new", "landed\n");
    });
    repository.write("a", "1\r\n2\n3\n");
    repository.write("b", "1\r\n");
    const before = repository.tree();
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect([repository.read("a"), repository.read("b")]).toEqual(["1\n2\n3\nlanded\n", "1\r\n"]);
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect(repository.tree()).toEqual(before);
  });
});

describe("execute bits where git does not look at them", () => {
  it("come back, also alone, and go again", async () => {
    const { repository, checkpoints, id } = scene();
    repository.git("config", "core.fileMode", "false");
    repository.write("new.sh", "x\n", 0o755);
    repository.write("plain.sh", "x\n", 0o644);
    await checkpoints.take(id);
    const before = repository.tree();
    // git tells times apart by whole seconds, and an execute bit changes nothing else that it looks at.
    await sleep(1100);
    chmodSync(repository.path("new.sh"), 0o644);
    chmodSync(repository.path("plain.sh"), 0o755);
    const between = repository.tree();
    await checkpoints.restore(id, 1);
    expect(repository.tree()).toEqual(before);
    await checkpoints.undo(id);
    expect(repository.tree()).toEqual(between);
    repository.remove("new.sh");
    repository.write("plain.sh", "y\n");
    await checkpoints.restore(id, 1);
    expect(repository.tree()).toEqual(before);
  });
});
