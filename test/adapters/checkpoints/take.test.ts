import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

const filesOf = ({ repository }: CheckpointScene, commit: string): readonly string[] =>
  repository.git("ls-tree", "-r", "-z", "--name-only", commit).split("\0").filter(Boolean);

describe("taking a checkpoint", () => {
  it("keeps everything but ignored files, the sessions and nested repositories, and leaves the user's git alone", async () => {
    const it = scene({ files: { "README.md": "Hello\n", ".gitignore": "build/\n*.log\n", "src/a.ts": "a\n" } });
    const { repository, checkpoints, id } = it;
    repository.write("src/a.ts", "edited\n");
    repository.write("new file.txt", "new\n");
    repository.write("staged.txt", "staged\n");
    repository.git("add", "staged.txt");
    repository.write("staged.txt", "staged and edited\n");
    repository.git("stash", "list");
    repository.write("build/out.js", "ignored");
    repository.write("a.log", "ignored");
    repository.write(".workflow/WFS-scene/workflow-session.json", "{}");
    repository.git("worktree", "add", "--quiet", ".worktrees/WFS-other", "-b", "session/WFS-other");
    repository.write("nested/file", "nested");
    repository.gitIn(repository.path("nested"), "init", "--quiet");
    repository.git("worktree", "add", "--quiet", ".claude/worktrees/other", "-b", "claude/other");
    const before = repository.userState();

    const taken = await checkpoints.take(id, { message: "before the risk", by: "ada" });

    expect(repository.userState()).toEqual(before);
    expect(taken).toMatchObject({ id: 1, created: true, files: 3 });
    expect(taken.skipped).toEqual([
      { path: ".claude/worktrees/other/", size: 0, reason: "worktree" },
      { path: "nested/", size: 0, reason: "nested-repository" },
    ]);
    expect(taken.ref).toBe("refs/workflow/WFS-scene/checkpoints/1");
    expect(filesOf(it, taken.commit)).toEqual([".gitignore", "README.md", "new file.txt", "src/a.ts", "staged.txt"]);
    expect(repository.git("show", `${taken.commit}:staged.txt`)).toBe("staged and edited");
    expect(repository.git("show", `${taken.commit}^2:staged.txt`)).toBe("staged");
    expect(repository.git("rev-parse", `${taken.commit}^1`)).toBe(repository.git("rev-parse", "HEAD"));
    const [listed] = await checkpoints.list(id);
    expect(listed).toMatchObject({
      id: 1,
      message: "before the risk",
      by: "ada",
      trigger: "manual",
      phase: "IMPLEMENT",
      tasks: ["first task"],
      branch: "refs/heads/main",
      place: "main",
      pinned: false,
    });
    expect((await it.sessions.get(id)).record.progress.last_checkpoint).toBe(taken.time);
    expect(readdirSync(repository.path(".git", "workflow"))).toHaveLength(1);
    expect(repository.git("fsck", "--strict")).toBe("");
  });

  it("writes nothing when nothing changed and names the last one", async () => {
    const { repository, checkpoints, id } = scene();
    const first = await checkpoints.take(id);
    const objects = repository.git("count-objects");
    const again = await checkpoints.take(id);
    expect(again).toEqual({ ...first, created: false });
    expect(repository.git("count-objects")).toBe(objects);
    repository.write("README.md", "changed\n");
    expect(await checkpoints.take(id)).toMatchObject({ id: 2, created: true, files: 1 });
    repository.git("add", "README.md");
    expect(await checkpoints.take(id)).toMatchObject({ id: 3, created: true, files: 0 });
  });

  it("sees a same-size edit made within the same second, in a fresh and in a kept index", async () => {
    const { repository, checkpoints, id } = scene({ files: { "a.txt": "1111" } });
    const second = new Date("2024-01-01T00:00:00Z");
    for (let round = 1; round <= 5; round++) {
      repository.write("a.txt", `222${round}`);
      repository.git("add", "a.txt");
      repository.write("a.txt", `333${round}`);
      const staged = await checkpoints.take(id);
      expect(repository.git("show", `${staged.commit}:a.txt`)).toBe(`333${round}`);
      repository.write("a.txt", `444${round}`);
      const kept = await checkpoints.take(id);
      expect(repository.git("show", `${kept.commit}:a.txt`)).toBe(`444${round}`);
    }
    // The trap itself: index and file have one mtime, so only the content tells.
    repository.write("a.txt", "5555");
    repository.git("add", "a.txt");
    repository.write("a.txt", "6666");
    utimesSync(repository.path("a.txt"), second, second);
    utimesSync(repository.path(".git", "index"), second, second);
    const last = await checkpoints.take(id);
    expect(repository.git("show", `${last.commit}:a.txt`)).toBe("6666");
  });

  it("leaves out and names files above the limit, links to special files, and names git cannot hold", async () => {
    const it = scene({ files: { "big.bin": "small", "a.txt": "a" }, settings: { sizeLimit: 1000 } });
    const { repository, checkpoints, id } = it;
    await checkpoints.take(id);
    repository.write("big.bin", "x".repeat(1001));
    repository.write("huge/new.bin", "x".repeat(2000));
    repository.write("fits.bin", "x".repeat(1000));
    writeFileSync(Buffer.concat([Buffer.from(`${repository.root}/`), Buffer.from([0xe9, 0x2e, 0x74])]), "latin1");
    const taken = await checkpoints.take(id);
    expect(taken.skipped).toEqual([
      { path: "big.bin", size: 1001, reason: "too-large" },
      { path: "huge/new.bin", size: 2000, reason: "too-large" },
      { path: "\uFFFD.t", size: 0, reason: "name" },
    ]);
    expect(filesOf(it, taken.commit)).toEqual(["a.txt", "big.bin", "fits.bin"]);
    expect(repository.git("show", `${taken.commit}:big.bin`)).toBe("small");
    expect((await checkpoints.show(id, taken.id)).skipped).toEqual(taken.skipped);
  });

  it("drops a file that grew over the limit after an earlier checkpoint held it", async () => {
    const it = scene({ settings: { sizeLimit: 1000 } });
    const { repository, checkpoints, id } = it;
    repository.write("log.txt", "small");
    await checkpoints.take(id);
    repository.write("log.txt", "x".repeat(1001));
    const taken = await checkpoints.take(id);
    expect(filesOf(it, taken.commit)).toEqual(["README.md"]);
    expect(taken.skipped).toMatchObject([{ path: "log.txt" }]);
  });

  it("follows the ignore rules of now, not those of an earlier checkpoint", async () => {
    const it = scene();
    const { repository, checkpoints, id } = it;
    repository.write("secret.env", "1");
    repository.write("forced.log", "1");
    expect(filesOf(it, (await checkpoints.take(id)).commit)).toContain("secret.env");
    repository.write(".gitignore", "*.env\n*.log\n");
    repository.git("add", "--force", "forced.log");
    expect(filesOf(it, (await checkpoints.take(id)).commit)).toEqual([".gitignore", "README.md", "forced.log"]);
    repository.write(".gitignore", "*.log\n");
    expect(filesOf(it, (await checkpoints.take(id)).commit)).toContain("secret.env");
    repository.write(".gitignore", "*.log\n*.env\n");
    expect(filesOf(it, (await checkpoints.take(id)).commit)).not.toContain("secret.env");
  });

  it("sees edits that git was promised would not happen", async () => {
    const { repository, checkpoints, id } = scene({ files: { "assumed.txt": "a", "skipped.txt": "b" } });
    repository.git("update-index", "--assume-unchanged", "assumed.txt");
    repository.git("update-index", "--skip-worktree", "skipped.txt");
    repository.write("assumed.txt", "edited a");
    repository.write("skipped.txt", "edited b");
    const { commit } = await checkpoints.take(id);
    expect(repository.git("show", `${commit}:assumed.txt`)).toBe("edited a");
    expect(repository.git("show", `${commit}:skipped.txt`)).toBe("edited b");
    expect(repository.git("ls-files", "-v")).toContain("h assumed.txt");
  });

  it("keeps files that became directories, directories that became files, links and executable bits", async () => {
    const it = scene({ files: { file: "file", "directory/inside": "x", script: "#!/bin/sh\n" } });
    const { repository, checkpoints, id } = it;
    await checkpoints.take(id);
    repository.remove("file");
    repository.write("file/now/inside", "y");
    repository.remove("directory");
    repository.link("directory", "file");
    chmodSync(repository.path("script"), 0o755);
    repository.write("line\nbreak \u{1F600} ü", "odd");
    const { commit } = await checkpoints.take(id);
    expect(filesOf(it, commit).toSorted()).toEqual(
      ["directory", "file/now/inside", "line\nbreak \u{1F600} ü", "script"].toSorted(),
    );
    const modes = repository.git("ls-tree", "-r", commit);
    expect(modes).toMatch(/^120000 .*\tdirectory$/mu);
    expect(modes).toMatch(/^100755 .*\tscript$/mu);
  });

  it("notes empty directories", async () => {
    const { repository, checkpoints, id } = scene({ files: { "src/a.ts": "a", "emptied/only": "x" } });
    mkdirSync(repository.path("empty"));
    mkdirSync(repository.path("src", "hollow"));
    mkdirSync(repository.path("new", "deep", "nothing"), { recursive: true });
    repository.write("new/file", "x");
    rmSync(repository.path("emptied", "only"));
    const { id: n } = await checkpoints.take(id);
    expect((await checkpoints.show(id, n)).emptyDirectories).toEqual([
      "emptied/",
      "empty/",
      "new/deep/nothing/",
      "src/hollow/",
    ]);
  });

  it("never lets two takers write one number", async () => {
    const { repository, checkpoints, id, options } = scene();
    const { Checkpoints } = await import("../../../src/core/checkpoints/checkpoints.ts");
    const takers = Array.from({ length: 6 }, () => new Checkpoints({ ...options, git: repository.port() }));
    const taken = await Promise.all(
      takers.map(async (taker, index) => {
        repository.write(`file${index}`, String(index));
        return taker.take(id, { message: `taker ${index}` });
      }),
    );
    const created = taken.filter((one) => one.created);
    const list = await checkpoints.list(id);
    expect(list.map((one) => one.id)).toEqual(list.map((_, index) => list.length - index));
    expect(new Set(created.map((one) => one.id)).size).toBe(created.length);
    expect(new Set(created.map((one) => one.commit)).size).toBe(created.length);
  });

  it("removes what killed processes left beside it an hour ago, files and directories, and nothing younger", async () => {
    const { repository, checkpoints, id } = scene({ files: { "a.txt": "a\n" } });
    const [old = [], young = []] = [61, 59].map((minutes) =>
      ["taking", "files", "objects"].map((kind) => `${kind}-${Date.now() - minutes * 60_000}-${"ab".repeat(8)}`),
    );
    for (const [taking = "", ...directories] of [old, young]) {
      for (const name of [taking, `${taking}.lock`]) repository.write(`.git/workflow/${name}`, "");
      for (const name of directories) repository.write(`.git/workflow/${name}/first/a.txt`, "a\n");
    }
    await checkpoints.take(id);
    const names = readdirSync(repository.path(".git", "workflow")).filter((name) => !name.startsWith("index-"));
    expect(names.toSorted()).toEqual([...young, `${young[0]}.lock`].toSorted());
  });

  it("works while somebody else holds index.lock", async () => {
    const { repository, checkpoints, id } = scene();
    repository.write(".git/index.lock", "");
    repository.write("README.md", "edited\n");
    expect(await checkpoints.take(id)).toMatchObject({ created: true });
    expect(existsSync(repository.path(".git", "index.lock"))).toBe(true);
  });

  it("keeps the message and everything in it, trailers of others included", async () => {
    const { repository, checkpoints, id } = scene();
    const message = "first\n\nWorkflow-Session: WFS-other\nWorkflow-Trigger: phase\n\n  indented\u2028x";
    repository.write("x", "x");
    const { id: n } = await checkpoints.take(id, { message, by: 'a"b\nWorkflow-Head: 0' });
    const shown = await checkpoints.show(id, n);
    expect(shown).toMatchObject({ message, by: 'a"b\nWorkflow-Head: 0', session: id, trigger: "manual" });
  });

  it.each(["sha1", "sha256"] as const)(
    "works without a commit, detached, in a worktree, and in conflict (%s)",
    async (format) => {
      const it = scene({ format, files: false });
      const { repository, checkpoints, id } = it;
      repository.write("a", "a");
      const first = await checkpoints.take(id);
      expect(repository.git("log", "-1", "--format=%P", first.commit).split(" ")).toHaveLength(1);
      expect((await checkpoints.show(id, first.id)).head).toBeUndefined();
      const root = repository.commitAll("first");
      repository.git("checkout", "--quiet", "--detach");
      expect((await checkpoints.take(id)).created).toBe(true);
      expect((await checkpoints.list(id))[0]).toMatchObject({ branch: undefined, head: root });
      repository.git("checkout", "--quiet", "-b", "side");
      repository.write("a", "side");
      repository.commitAll("side");
      repository.git("checkout", "--quiet", "main");
      repository.write("a", "main");
      repository.commitAll("main");
      expect(() => repository.git("merge", "side")).toThrow();
      const conflict = await checkpoints.take(id);
      expect(repository.git("show", `${conflict.commit}:a`)).toContain("<<<<<<<");
      expect((await checkpoints.list(id))[0]?.index).toBeUndefined();
      repository.git("merge", "--abort");
      repository.git("worktree", "add", "--quiet", `.worktrees/${id}`, "-b", `session/${id}`);
      repository.write(`.worktrees/${id}/in-fork`, "x");
      const fork = await checkpoints.take(id);
      expect(filesOf(it, fork.commit)).toEqual(["a", "in-fork"]);
      expect((await checkpoints.list(id))[0]?.place).toBe("worktree");
    },
  );

  it("refuses a bare repository and a directory without one, with what to do", async () => {
    const bare = scene();
    rmSync(bare.repository.path(".git"), { recursive: true });
    await expect(bare.checkpoints.take(bare.id)).rejects.toMatchObject({
      code: "not-a-repository",
      hint: expect.stringContaining("git init"),
    });
    bare.repository.git("init", "--quiet", "--bare", ".");
    await expect(bare.checkpoints.take(bare.id)).rejects.toMatchObject({ code: "refused", reason: "bare" });
  });

  it("refuses a worktree whose .git was redirected", async () => {
    const { repository, checkpoints, id } = scene();
    const other = scene().repository;
    mkdirSync(repository.path(".worktrees", id), { recursive: true });
    repository.write(join(".worktrees", id, ".git"), `gitdir: ${other.path(".git")}\n`);
    await expect(checkpoints.take(id)).rejects.toMatchObject({ code: "unsafe-path" });
  });

  it("respects a sparse checkout: what is not there is not deleted", async () => {
    const it = scene({ files: { "in/a": "a", "out/b": "b" } });
    const { repository, checkpoints, id } = it;
    repository.git("sparse-checkout", "set", "in");
    expect(existsSync(repository.path("out"))).toBe(false);
    repository.write("in/new", "new");
    const { commit } = await checkpoints.take(id);
    expect(filesOf(it, commit)).toEqual(["in/a", "in/new", "out/b"]);
  });

  it("is cancelled without a trace", async () => {
    const { repository, checkpoints, id } = scene();
    repository.write("x", "x");
    const abort = new AbortController();
    const taking = checkpoints.take(id, { signal: abort.signal });
    setTimeout(() => abort.abort(), 8);
    await expect(taking).rejects.toMatchObject({ code: "cancelled" });
    expect(repository.git("for-each-ref", "refs/workflow")).toBe("");
    expect(await checkpoints.take(id)).toMatchObject({ id: 1, created: true });
  });
});
