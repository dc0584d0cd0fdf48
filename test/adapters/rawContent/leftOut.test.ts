import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { SkippedFile, TakenCheckpoint } from "../../../src/core/checkpoints/model/checkpoint.ts";
import { asNobody } from "../../support/asNobody.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import type { GitRepository } from "../../support/gitRepository.ts";

const scenes: CheckpointScene[] = [];
function scene(...options: ConstructorParameters<typeof CheckpointScene>): CheckpointScene {
  const made = new CheckpointScene(...options);
  scenes.push(made);
  return made;
}
afterEach(() => {
  for (const made of scenes.splice(0)) made.repository.dispose();
});

function filesOf({ repository }: CheckpointScene, { commit }: Pick<TakenCheckpoint, "commit">): readonly string[] {
  return repository
    .git("ls-tree", "-r", "-z", "--name-only", commit)
    .split("\0")
    .filter((path) => path !== "");
}

function names(skipped: readonly SkippedFile[]): readonly string[] {
  return skipped.map(({ path, reason }) => `${path} ${reason}`);
}

function makeInner(repository: GitRepository, path: string, file = "file"): void {
  repository.write(`${path}/${file}`, "x");
  repository.gitIn(repository.path(path), "init", "--quiet");
}

describe("another repository in the working tree", () => {
  it("is what git takes for one, wherever it lies; what merely looks like one is held", async () => {
    const it = scene({ files: { "tracked/a": "1", "tracked/b": "1" } });
    const { repository, checkpoints, id } = it;
    repository.write("dead/.git", "gitdir: /nowhere\n");
    repository.write("dead/work", "precious");
    mkdirSync(repository.path("empty/.git"), { recursive: true });
    repository.write("empty/work", "precious");
    makeInner(repository, "unborn");
    makeInner(repository, "new/deep/inner");
    repository.write("new/own", "x");
    makeInner(repository, "tracked/inner");
    makeInner(repository, "born");
    repository.gitIn(repository.path("born"), "add", "file");
    repository.gitIn(repository.path("born"), "commit", "--quiet", "-m", "x");
    const taken = await checkpoints.take(id);
    expect(filesOf(it, taken)).toEqual(["dead/work", "empty/work", "new/own", "tracked/a", "tracked/b"]);
    expect(names(taken.skipped)).toEqual([
      "born/ nested-repository",
      "new/deep/inner/ nested-repository",
      "tracked/inner/ nested-repository",
      "unborn/ nested-repository",
    ]);
    expect((await checkpoints.show(id, taken.id)).skipped).toEqual(taken.skipped);
  });

  it("is not made of a tracked directory by `git init`", async () => {
    const it = scene({ files: { "tracked/a": "1", "tracked/b": "1" } });
    const { repository, checkpoints, id } = it;
    await checkpoints.take(id);
    repository.gitIn(repository.path("tracked"), "init", "--quiet");
    repository.remove("tracked/a");
    repository.write("tracked/b", "2");
    repository.write("tracked/new", "x");
    const taken = await checkpoints.take(id);
    expect([filesOf(it, taken), taken.skipped]).toEqual([["tracked/b", "tracked/new"], []]);
  });

  it("is named as soon as it is there, and in a checkpoint of its own", async () => {
    const { repository, checkpoints, id } = scene();
    await checkpoints.take(id);
    makeInner(repository, "web");
    const named = await checkpoints.take(id);
    expect([named.created, names(named.skipped)]).toEqual([true, ["web/ nested-repository"]]);
    expect(await checkpoints.take(id)).toEqual({ ...named, created: false });
  });

  it("is named in the log where no one is answered", async () => {
    const { repository, checkpoints, id } = scene();
    makeInner(repository, "web");
    await checkpoints.take(id, { trigger: "timer" });
    expect(repository.logger.lines.join("\n")).toContain("does not hold web/ (nested-repository)");
  });

  it("is not named when a rule ignores it", async () => {
    const { repository, checkpoints, id } = scene({ files: { ".gitignore": "web/\n" } });
    makeInner(repository, "web");
    expect((await checkpoints.take(id)).skipped).toEqual([]);
  });
});

function withSubmodule(): CheckpointScene {
  const source = scene({ files: { a: "1" } }).repository;
  const it = scene();
  const { repository } = it;
  repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", source.root, "sub");
  repository.commitAll("submodule");
  return it;
}

describe("a submodule", () => {
  const commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--all", "-m"];

  it.each<[string, (repository: GitRepository) => void, readonly string[]]>([
    ["is clean", () => undefined, []],
    [
      "is not checked out",
      (repository) => {
        repository.remove("sub");
        mkdirSync(repository.path("sub"));
      },
      [],
    ],
    ["is gone", (repository) => repository.remove("sub"), []],
    ["has an edit", (repository) => repository.write("sub/a", "2"), ["sub/ submodule"]],
    ["has an untracked file", (repository) => repository.write("sub/new", "2"), ["sub/ submodule"]],
    [
      "has a commit only it has",
      (repository) => {
        repository.write("sub/a", "2");
        repository.gitIn(repository.path("sub"), ...commit, "own");
      },
      ["sub/ submodule"],
    ],
    [
      "has a commit on another branch",
      (repository) => {
        const sub = repository.path("sub");
        repository.gitIn(sub, "checkout", "--quiet", "-b", "own");
        repository.write("sub/a", "2");
        repository.gitIn(sub, ...commit, "own");
        repository.gitIn(sub, "checkout", "--quiet", "main");
      },
      ["sub/ submodule"],
    ],
    [
      "has edits put away",
      (repository) => {
        repository.write("sub/a", "2");
        repository.gitIn(repository.path("sub"), "stash", "--quiet");
      },
      ["sub/ submodule"],
    ],
    ["has lost its repository", (repository) => repository.write("sub/.git", "gitdir: /nowhere\n"), ["sub/ submodule"]],
    ["has files and no repository", (repository) => repository.remove("sub/.git"), ["sub/ submodule"]],
    [
      "is a file now",
      (repository) => {
        repository.remove("sub");
        repository.write("sub", "x");
      },
      ["sub/ submodule"],
    ],
  ])("that %s", async (_, change, expected) => {
    const { repository, checkpoints, id } = withSubmodule();
    change(repository);
    const taken = await checkpoints.take(id);
    expect(names(taken.skipped)).toEqual(expected);
    // The same from the index that is kept.
    repository.write("x", "x");
    expect(names((await checkpoints.take(id)).skipped)).toEqual(expected);
    expect(repository.git("ls-tree", taken.commit, "sub")).toMatch(/^160000 commit/u);
  });

  it("inside of another one counts", async () => {
    const { repository, checkpoints, id } = withSubmodule();
    const inner = scene({ files: { a: "1" } }).repository;
    const sub = repository.path("sub");
    repository.gitIn(sub, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.root, "inner");
    repository.gitIn(sub, ...commit, "inner");
    repository.gitIn(sub, "push", "--quiet", "origin", "HEAD:refs/heads/pushed");
    repository.git("add", "sub");
    repository.git("commit", "--quiet", "-m", "moved");
    expect((await checkpoints.take(id)).skipped).toEqual([]);
    repository.write("sub/inner/a", "2");
    expect(names((await checkpoints.take(id)).skipped)).toEqual(["sub/ submodule"]);
  });

  it("is looked at without a program its own configuration names", async () => {
    const { repository, checkpoints, id } = withSubmodule();
    const sub = repository.path("sub");
    const trace = repository.beside("sprung");
    repository.gitIn(sub, "config", "filter.own.clean", `touch ${trace}; cat`);
    repository.gitIn(sub, "config", "core.fsmonitor", `touch ${trace}; false`);
    repository.write(".git/modules/sub/info/attributes", "* filter=own\n");
    repository.write("sub/a", "1");
    await checkpoints.take(id);
    expect(existsSync(trace)).toBe(false);
    repository.gitIn(sub, "status");
    expect(existsSync(trace)).toBe(true); // The trap is real.
  });
});

describe("one odd file", () => {
  it("with a name no tree can hold is named, and the rest is held", async () => {
    const it = scene();
    const { repository, checkpoints, id } = it;
    symlinkSync("README.md", repository.path(".gitmodules"));
    repository.write("new", "x");
    const taken = await checkpoints.take(id);
    expect([filesOf(it, taken), names(taken.skipped)]).toEqual([["README.md", "new"], [".gitmodules name"]]);
  });

  it.each([
    ["UTF-16", "plain utf-8\n"],
    ["no-such-encoding", "text\n"],
  ])("that is not %s is named, and the rest is held", async (encoding, text) => {
    const it = scene({ files: { ".gitattributes": `*.rc text working-tree-encoding=${encoding}\n` } });
    const { repository, checkpoints, id } = it;
    for (const path of ["a.rc", "deep/b.rc", "m", "z"]) repository.write(path, text);
    const taken = await checkpoints.take(id);
    expect(filesOf(it, taken)).toEqual([".gitattributes", "m", "z"]);
    expect(names(taken.skipped)).toEqual(["a.rc encoding", "deep/b.rc encoding"]);
  });

  it("with an encoding that has no name is named, and the rest is held", async () => {
    const it = scene({ files: { ".gitattributes": "*.rc working-tree-encoding\n" } });
    const { repository, checkpoints, id } = it;
    for (const path of ["a.rc", "b.rc", "z"]) repository.write(path, "x");
    const taken = await checkpoints.take(id);
    expect(filesOf(it, taken)).toEqual([".gitattributes", "z"]);
    expect(names(taken.skipped)).toEqual(["a.rc encoding", "b.rc encoding"]);
  });

  it.each([
    ["clean", "no-such-program clean"],
    ["process", "no-such-program"],
    ["process", "exit 3"],
    ["process", "echo nonsense"],
  ])("whose filter cannot run (%s: %s) is named, and the rest is held", async (key, program) => {
    const it = scene({ files: { ".gitattributes": "*.bin filter=own\n" } });
    const { repository, checkpoints, id } = it;
    repository.git("config", `filter.own.${key}`, program);
    repository.git("config", "filter.own.required", "true");
    for (const path of ["a.bin", "b.bin", "a", "z"]) repository.write(path, "x".repeat(200_000));
    const taken = await checkpoints.take(id);
    expect(filesOf(it, taken)).toEqual([".gitattributes", "a", "z"]);
    expect(names(taken.skipped)).toEqual(["a.bin filter", "b.bin filter"]);
  });

  it("that was held before is what the user's index has", async () => {
    const it = scene({ files: { ".gitattributes": "", "a.rc": "old\n" } });
    const { repository, checkpoints, id } = it;
    repository.write("new.rc", "x");
    await checkpoints.take(id);
    repository.write(".gitattributes", "*.rc working-tree-encoding=UTF-16\n");
    repository.write("a.rc", "newer\n");
    repository.write("new.rc", "newer\n");
    const taken = await checkpoints.take(id);
    expect(filesOf(it, taken)).toEqual([".gitattributes", "a.rc"]);
    expect(repository.git("show", `${taken.commit}:a.rc`)).toBe("old");
  });

  it("deeper than the system goes is named, and the rest is held", async () => {
    const it = scene();
    const { repository, checkpoints, id } = it;
    const name = "d".repeat(250);
    const deep = Array.from({ length: 30 }, () => name);
    const cwd = process.cwd();
    try {
      process.chdir(repository.root);
      for (const part of deep) {
        mkdirSync(part);
        process.chdir(part);
      }
    } finally {
      process.chdir(cwd);
    }
    repository.write("new", "x");
    const taken = await checkpoints.take(id);
    expect(filesOf(it, taken)).toEqual(["README.md", "new"]);
    expect(taken.skipped).toHaveLength(1);
    expect(taken.skipped[0]?.path.endsWith(`${name}/`)).toBe(true);
    expect(taken.skipped[0]?.reason).toBe("unreadable");
  });
});

/** What root may always read has to be asked for as somebody else. */
describe.skipIf(process.getuid?.() !== 0)("what this user may not read", () => {
  it.each([0o000, 0o400, 0o100])(
    "is named, and counts as the user's index has it (directory with mode %o)",
    async (mode) => {
      const it = scene({ files: { "t/known": "1", a: "1" } });
      const { repository, checkpoints, id } = it;
      repository.write("t/held", "1");
      repository.write("new/deep/file", "1");
      repository.write("new/other", "1");
      await asNobody(it.repository, async () => checkpoints.take(id));
      repository.write("t/known", "2");
      repository.write("a", "2");
      repository.write("x/y", "2");
      repository.write("x/z/inside", "2");
      for (const directory of ["t", "new/deep", "x"]) chmodSync(repository.path(directory), mode);
      const taken = await asNobody(it.repository, async () => checkpoints.take(id));
      for (const directory of ["t", "new/deep", "x"]) chmodSync(repository.path(directory), 0o755);
      expect(taken.skipped.every(({ reason }) => reason === "unreadable")).toBe(true);
      const named = names(taken.skipped).map((text) => text.replace(" unreadable", ""));
      const held = filesOf(it, taken);
      expect(held).toContain("t/known");
      expect(held).toContain("new/other");
      expect(repository.git("show", `${taken.commit}:a`)).toBe("2");
      for (const path of ["t/known", "t/held", "new/deep/file", "x/y", "x/z/inside"]) {
        const isHeld =
          held.includes(path) && repository.git("show", `${taken.commit}:${path}`) === repository.read(path);
        expect([
          path,
          isHeld || named.some((one) => path === one || (one.endsWith("/") && path.startsWith(one))),
        ]).toEqual([path, true]);
      }
      if (mode === 0) {
        expect(named).toEqual(["new/deep/", "t/", "x/"]);
        expect(held).toEqual(["a", "new/other", "t/known"]);
        expect(repository.git("show", `${taken.commit}:t/known`)).toBe("1");
      }
    },
  );

  it("is named, file by file, and the rest is held", async () => {
    const it = scene({ files: { "locked-known": "1", a: "1" } });
    const { repository, checkpoints, id } = it;
    repository.write("locked-known", "2", 0o600);
    repository.write("deep/locked-new", "2", 0o600);
    repository.write("z", "2");
    const taken = await asNobody(it.repository, async () => checkpoints.take(id), ["locked-known", "deep/locked-new"]);
    expect(names(taken.skipped)).toEqual(["deep/locked-new unreadable", "locked-known unreadable"]);
    expect(filesOf(it, taken)).toEqual(["a", "locked-known", "z"]);
    expect(repository.git("show", `${taken.commit}:locked-known`)).toBe("1");
  });

  it("of the repository itself is not a reason to leave files out", async () => {
    const it = scene();
    const { repository, checkpoints, id } = it;
    repository.write("z", "2");
    await expect(
      asNobody(it.repository, async () => {
        chmodSync(repository.path(".git/objects"), 0o500);
        for (const name of readdirSync(repository.path(".git/objects")))
          chmodSync(repository.path(".git/objects", name), 0o500);
        return checkpoints.take(id);
      }),
    ).rejects.toMatchObject({ code: "git" });
    expect(repository.git("for-each-ref", "refs/workflow")).toBe("");
  });
});
