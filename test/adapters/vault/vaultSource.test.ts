import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import type { Git } from "../../../src/core/base/ports.ts";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import { Canary } from "../../support/scenes/armedRepository.ts";
import type { GitRepository } from "../../support/gitRepository.ts";
import { squash, VaultScene } from "../../support/scenes/vaultScene.ts";

let scene: VaultScene | undefined;
afterEach(() => scene?.dispose());

function withTopic(): VaultScene {
  scene = new VaultScene({ files: { "a.txt": "one\n", "b.txt": "same\n" } });
  const { source } = scene;
  source.git("checkout", "--quiet", "-b", "topic");
  source.write("a.txt", "two\n");
  source.write("copy.txt", "same\n");
  source.commitAll("topic");
  source.git("checkout", "--quiet", "main");
  return scene;
}

/** Puts another content under an object's name, as a loose file. */
function forge(source: GitRepository, id: string, content = "evil\n"): void {
  const path = source.path(".git/objects", id.slice(0, 2), id.slice(2));
  rmSync(path, { force: true });
  mkdirSync(source.path(".git/objects", id.slice(0, 2)), { recursive: true });
  writeFileSync(path, deflateSync(`blob ${content.length}\0${content}`));
}

/** The git port of a vault, which does `before` to the repository when the import begins. */
function racing(git: Git, before: () => void): Git {
  return {
    async run(request) {
      if (request.args.includes("fetch")) before();
      return git.run(request);
    },
  };
}

function append(source: GitRepository, name: string, text: string): void {
  writeFileSync(source.path(".git", name), text, { flag: "a" });
}

function elsewhere(source: GitRepository, name: string): void {
  renameSync(source.path(".git", name), source.beside("elsewhere"));
  symlinkSync(source.beside("elsewhere"), source.path(".git", name));
}

describe("a source that cannot be read safely is refused with the reason", () => {
  test.each<readonly [what: string, change: (source: GitRepository) => void, message: string]>([
    ["commondir", (source) => append(source, "commondir", "/tmp\n"), "leads the repository to another one"],
    ["a link as objects", (source) => elsewhere(source, "objects"), "symbolic link"],
    ["a link as refs", (source) => elsewhere(source, "refs"), "symbolic link"],
    ["a link as config", (source) => elsewhere(source, "config"), "symbolic link"],
    [
      "a shallow history",
      (source) => append(source, "shallow", `${source.git("rev-parse", "main")}\n`),
      "shallow clone",
    ],
    ["a promisor", (source) => append(source, "config", '[remote "x"]\n\tpromisor = true\n'), "partial clone"],
    [
      "a partial clone",
      (source) => append(source, "config", '[remote "x"]\n\tpartialCloneFilter = blob:none\n'),
      "partial clone",
    ],
    [
      "an included promisor",
      (source) => {
        writeFileSync(source.beside("more"), '[remote "x"]\n\tpromisor = true\n');
        append(source, "config", `[include]\n\tpath = ${source.beside("more")}\n`);
      },
      "partial clone",
    ],
    ["a promised pack", (source) => append(source, "objects/pack/pack-1.promisor", ""), "partial clone"],
    ["no HEAD", (source) => rmSync(source.path(".git/HEAD")), "HEAD is missing"],
  ])("%s", async (_what, change, message) => {
    const { source } = withTopic();
    const wanted = scene?.id("topic");
    const repository = await source.open();
    const vault = await scene?.open(repository);
    change(source);
    if (wanted === undefined || vault === undefined) throw new Error("There is a scene.");
    await expect(vault.import([{ ref: refName("refs/workflow/x/1"), id: wanted }])).rejects.toThrow(message);
    expect(await vault.hasObject(wanted)).toBe(false);
  });
});

describe("what changes after the source was looked at", () => {
  test("a partial clone whose missing objects would be fetched by a program: nothing runs", async () => {
    const { source } = withTopic();
    const id = scene?.id("topic");
    const blob = source.git("rev-parse", "topic:a.txt");
    const canary = new Canary(source.beside("canary"));
    const git = racing(source.port(), () => {
      rmSync(source.path(".git/objects", blob.slice(0, 2), blob.slice(2)));
      writeFileSync(
        source.path(".git/config"),
        `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = x\n[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n[remote "x"]\n\turl = ext::${canary.program} %S\n\tpromisor = true\n\tuploadpack = ${canary.program}\n\tvcs = ext\n[core]\n\tsshCommand = ${canary.program}\n`,
      );
    });
    const vault = await scene?.open(await source.open(), git);
    if (vault === undefined || id === undefined) throw new Error("There is a scene.");
    await expect(vault.import([{ ref: refName("refs/workflow/x/1"), id }])).rejects.toMatchObject({ code: "conflict" });
    expect(canary.ran).toBe("");
    expect(await vault.kept()).toEqual([]);
  });

  test.each(["commondir", "a .git inside"])("a redirection by %s leads nowhere", async (name) => {
    const { source } = withTopic();
    const id = scene?.id("topic");
    const other = new VaultScene({ files: { "a.txt": "other\n" } });
    try {
      const foreign = other.id("HEAD");
      const git = racing(source.port(), () => {
        if (name === "commondir") writeFileSync(source.path(".git/commondir"), `${other.source.path(".git")}\n`);
        else if (!existsSync(source.path(".git/.git")))
          symlinkSync(other.source.path(".git"), source.path(".git/.git"));
      });
      const vault = await scene?.open(await source.open(), git);
      if (vault === undefined || id === undefined) throw new Error("There is a scene.");
      await vault.import([{ ref: refName("refs/workflow/x/1"), id }]);
      rmSync(source.path(".git/commondir"), { force: true });
      await expect(vault.import([{ ref: refName("refs/workflow/x/2"), id: foreign }])).rejects.toMatchObject({
        code: "conflict",
      });
      expect(await vault.hasObject(foreign)).toBe(false);
    } finally {
      other.dispose();
    }
  });

  test("a history that became shallow is not taken for whole", async () => {
    const { source } = withTopic();
    const id = scene?.id("topic");
    const root = scene?.id("main");
    const git = racing(source.port(), () => {
      writeFileSync(source.path(".git/shallow"), `${id}\n`);
    });
    const vault = await scene?.open(await source.open(), git);
    if (vault === undefined || id === undefined || root === undefined) throw new Error("There is a scene.");
    await vault.import([{ ref: refName("refs/workflow/x/1"), id }]);
    expect(await vault.hasObject(root)).toBe(true);
  });
});

describe("objects that are not what their names say", () => {
  test("a forged blob in the source fails the import, and an honest one works afterwards", async () => {
    const { source } = withTopic();
    const id = scene?.id("topic");
    const vault = await scene?.open();
    if (vault === undefined || id === undefined) throw new Error("There is a scene.");
    const blob = source.git("rev-parse", "topic:a.txt");
    forge(source, blob);
    const wanted = [{ ref: refName("refs/workflow/x/1"), id }];
    await expect(vault.import(wanted)).rejects.toMatchObject({
      code: "conflict",
      hint: expect.stringContaining("git fsck"),
    });
    expect(await vault.kept()).toEqual([]);
    forge(source, blob, "two\n");
    await vault.import(wanted);
    expect(await vault.kept()).toEqual(wanted);
    await vault.repository.read(["fsck", "--full", "--strict"]);
  });

  test("a missing object and an unknown commit fail the import", async () => {
    const { source } = withTopic();
    const id = scene?.id("topic");
    const vault = await scene?.open();
    if (vault === undefined || id === undefined) throw new Error("There is a scene.");
    const unknown = "ab".repeat(20) as typeof id;
    await expect(vault.import([{ ref: refName("refs/workflow/x/1"), id: unknown }])).rejects.toMatchObject({
      code: "conflict",
    });
    const tree = source.git("rev-parse", "topic^{tree}");
    rmSync(source.path(".git/objects", tree.slice(0, 2), tree.slice(2)));
    await expect(vault.import([{ ref: refName("refs/workflow/x/1"), id }])).rejects.toMatchObject({ code: "conflict" });
  });

  test.each(["a.txt", "copy.txt"])("a forged %s in the target refuses the publication", async (path) => {
    const { source } = withTopic();
    const [target, topic] = [scene?.id("main"), scene?.id("topic")];
    if (target === undefined || topic === undefined) throw new Error("There is a scene.");
    const vault = await scene?.holding(target, topic);
    const merged = await vault?.merge(target, topic, squash);
    if (vault === undefined || merged?.kind !== "clean") throw new Error("It merges.");
    const blob = source.git("rev-parse", `topic:${path}`);
    forge(source, blob);
    const repository = await source.open();
    await expect(vault.publish(repository, merged.result, target)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(blob),
    });
    forge(source, blob, path === "a.txt" ? "two\n" : "same\n");
    await vault.publish(repository, merged.result, target);
    forge(source, blob);
    expect(source.git("cat-file", "blob", blob)).toBe(path === "a.txt" ? "two" : "same");
  });
});

test("a linked worktree shares the vault of its repository", async () => {
  const { source } = withTopic();
  source.git("worktree", "add", "--quiet", source.beside("linked"), "topic");
  const id = scene?.id("topic");
  const vault = await scene?.holding(id ?? "");
  const linked = await openRepository(source.port(), source.beside("linked"));
  const same = await scene?.open(linked);
  expect(same?.sourceDirectory).toBe(vault?.sourceDirectory);
  expect(await same?.kept()).toEqual(await vault?.kept());
});

test("a path with every odd character is read", async () => {
  scene = new VaultScene({ files: { a: "a\n" } });
  const odd = scene.source.beside("a %41 ?#ü'\"&;$(x) \\b");
  cpSync(scene.source.root, odd, { recursive: true });
  const repository = await openRepository(scene.source.port(), odd);
  const id = (await repository.head()).commit;
  if (id === undefined) throw new Error("It has a commit.");
  const vault = await scene.open(repository, scene.source.port());
  await vault.import([{ ref: refName("refs/workflow/x/1"), id }]);
  expect(await vault.hasObject(id)).toBe(true);
});

test("what real old repositories hold is imported: odd dates, names and modes", async () => {
  scene = new VaultScene({ files: { "a.txt": "one\n" } });
  const { source } = scene;
  const tree = source.git("rev-parse", "HEAD^{tree}");
  const write = (text: string): string => {
    const path = source.beside("object");
    writeFileSync(path, text);
    return source.git("hash-object", "-t", "commit", "-w", "--literally", path);
  };
  const odd = write(`tree ${tree}\nauthor  <> 99999999999999999999 +051800\ncommitter Ada ada@x 012 +0000\n\nold\n`);
  const vault = await scene.holding(odd);
  expect((await vault.kept()).map(({ id }) => id)).toEqual([odd]);
});
