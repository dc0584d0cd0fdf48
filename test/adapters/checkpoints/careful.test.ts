import { writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { gitFailure } from "../../../src/core/git/repository/gitError.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";

let current: CheckpointScene | undefined;
afterEach(() => current?.repository.dispose());

const files = {
  ".gitattributes": "*.bin filter=fragile\n",
  "a.txt": "1\n",
  "b.bin": "1\n",
  "gone.bin": "1\n",
  "z.txt": "1\n",
};

/** A repository with a filter that fails for content with a chosen word, as one of Git LFS does for an object that is not here. */
function fragile(more: Readonly<Record<string, string>> = {}): CheckpointScene & { fail(word: string): void } {
  const scene = new CheckpointScene({ files: { ...files, ...more } });
  current = scene;
  const { repository } = scene;
  const word = repository.beside("word");
  repository.write(
    "../fragile.sh",
    `text=$(cat; echo .)\ncase $text in *"$(cat '${word}' 2>/dev/null || echo '?')"*) exit 1;; esac\nprintf %s "\${text%.}"\n`,
  );
  repository.git("config", "filter.fragile.clean", "cat");
  repository.git("config", "filter.fragile.smudge", `sh '${repository.beside("fragile.sh")}'`);
  repository.git("config", "filter.fragile.required", "true");
  return Object.assign(scene, { fail: (text: string) => repository.write("../word", text) });
}

async function edited(scene: CheckpointScene): Promise<Readonly<Record<string, string>>> {
  const { repository, checkpoints, id } = scene;
  await checkpoints.take(id);
  for (const path of ["a.txt", "b.bin", "z.txt"]) repository.write(path, "2\n");
  repository.remove("gone.bin");
  repository.write("new.bin", "2\n");
  return repository.tree();
}

describe("a filter that fails", () => {
  it.each([
    ["what comes", "1"],
    ["both sides", "\n"],
  ])("leaves every file as it was, and no journal, when it fails for %s", async (_, word) => {
    const scene = fragile();
    const { repository, checkpoints, id } = scene;
    const before = await edited(scene);
    scene.fail(word);
    const message = /could not make (?:b|gone)\.bin/u;
    await expect(checkpoints.restore(id, 1)).rejects.toMatchObject({ code: "git", message });
    expect(repository.tree()).toEqual(before);
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
    await checkpoints.restore(id, 1, { paths: ["a.txt", "z.txt"] });
    expect([repository.read("a.txt"), repository.read("b.bin")]).toEqual(["1\n", "2\n"]);
  });

  it("is not asked for what goes", async () => {
    const scene = fragile();
    const { repository, checkpoints, id } = scene;
    await edited(scene);
    scene.fail("2");
    await checkpoints.restore(id, 1);
    expect([repository.read("b.bin"), repository.read("gone.bin")]).toEqual(["1\n", "1\n"]);
  });

  it("leaves every file as it was when the rule for it comes with the restore", async () => {
    const scene = fragile();
    const { repository, checkpoints, id } = scene;
    await checkpoints.take(id);
    repository.write(".gitattributes", "");
    repository.write("b.bin", "2\n");
    const before = repository.tree();
    scene.fail("1");
    await expect(checkpoints.restore(id, 1)).rejects.toMatchObject({ code: "git" });
    expect(repository.tree()).toEqual(before);
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  });

  it("makes files by the rules that come with the restore", async () => {
    const { repository, checkpoints, id } = (current = new CheckpointScene({ files: { "a.rot": "plain\n" } }));
    repository.git("config", "filter.rot.clean", "tr a-z n-za-m");
    repository.git("config", "filter.rot.smudge", "tr a-z n-za-m");
    repository.write(".gitattributes", "*.rot filter=rot\n");
    repository.write("a.rot", "secret\n");
    await checkpoints.take(id);
    const before = repository.tree();
    repository.remove(".gitattributes");
    repository.write("a.rot", "other\n");
    const between = repository.tree();
    await checkpoints.restore(id, 1);
    expect(repository.tree()).toEqual(before);
    await checkpoints.undo(id);
    expect(repository.tree()).toEqual(between);
  });

  it("leaves the old or the new file, and no journal, when it fails for what a killed restore left", async () => {
    const scene = fragile();
    const { repository, options, id } = scene;
    await edited(scene);
    const port = repository.port();
    let dead = false;
    const git: Git = {
      async run(request) {
        dead ||= request.args.includes("checkout-index");
        if (dead) throw new Error("killed");
        return port.run(request);
      },
    };
    const killed = { host: "here", pid: 1, alive: () => false };
    const dying = new Checkpoints({ ...options, git, processes: killed });
    await expect(dying.restore(id, 1)).rejects.toThrow("killed");
    const next = new Checkpoints({ ...options, processes: { ...killed, pid: 2 } });
    scene.fail("1");
    await next.recover(id);
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
    expect([repository.read("a.txt"), repository.read("b.bin"), repository.read("z.txt")]).toEqual([
      "1\n",
      "2\n",
      "1\n",
    ]);
  });

  it("is told from a full disk, which leaves every file as it was too", async () => {
    const scene = fragile();
    const { repository, options, id } = scene;
    const before = await edited(scene);
    const port = repository.port();
    const git: Git = {
      async run(request) {
        const result = await port.run(request);
        if (!request.args.includes("checkout-index")) return result;
        const directory = request.args.at(-1)?.replace("--prefix=", "") ?? "";
        writeFileSync(`${directory}a.txt`, "");
        throw gitFailure("checkout-index", 128, `error: unable to write file ${directory}a.txt\n`);
      },
    };
    const message = "git could not write a.txt whole.";
    await expect(new Checkpoints({ ...options, git }).restore(id, 1)).rejects.toMatchObject({ code: "git", message });
    expect(repository.tree()).toEqual(before);
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  });

  it("does not cost an edit of the last moment", async () => {
    const scene = fragile();
    const { repository, options, id } = scene;
    await edited(scene);
    const port = repository.port();
    const git: Git = {
      async run(request) {
        const result = await port.run(request);
        if (request.args.includes("checkout-index")) repository.write("b.bin", "3\n");
        return result;
      },
    };
    await expect(new Checkpoints({ ...options, git }).restore(id, 1)).rejects.toMatchObject({ code: "conflict" });
    expect([repository.read("a.txt"), repository.read("b.bin"), repository.read("z.txt")]).toEqual([
      "2\n",
      "3\n",
      "2\n",
    ]);
  });
});

describe("an edit that git does not see, made while a restore is prepared,", () => {
  it.each([
    ["line endings", "a.txt", "2\r\n"],
    ["what a clean filter strips", "a.nb", "2\noutput of hours\n"],
  ])("is kept: %s", async (_, path, text) => {
    const scene = (current = new CheckpointScene({
      files: { ".gitattributes": "*.txt text\n*.nb filter=strip\n", "a.txt": "1\n", "a.nb": "1\n", "b.txt": "1\n" },
    }));
    const { repository, checkpoints, options, id } = scene;
    repository.git("config", "filter.strip.clean", "sed /^output/d");
    repository.git("config", "filter.strip.smudge", "cat");
    await checkpoints.take(id);
    for (const name of ["a.txt", "a.nb", "b.txt"]) repository.write(name, "2\n");
    const port = repository.port();
    let edited = false;
    const git: Git = {
      async run(request) {
        // The safety checkpoint gets its ref, its files are read.
        if (request.args.includes("update-ref") && !edited) {
          edited = true;
          repository.write(path, text);
        }
        return port.run(request);
      },
    };
    await expect(new Checkpoints({ ...options, git }).restore(id, 1)).rejects.toMatchObject({
      code: "conflict",
      message: `Nothing was restored: ${path} changed while the restore was prepared.`,
    });
    expect([repository.read(path), repository.read("b.txt")]).toEqual([text, "2\n"]);
    const { kept } = await checkpoints.restore(id, 1);
    expect(kept.map((one) => one.path)).toEqual(path === "a.nb" ? ["a.nb"] : []);
    await checkpoints.undo(id);
    expect(repository.read(path)).toBe(text);
  });
});
