import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitAll, copiesOf, git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsError, wfsJson } from "./wfs.ts";

interface Taken {
  readonly id: number;
  readonly ref: string;
  readonly commit: string;
  readonly tree: string;
  readonly created: string;
}

const objectId = expect.stringMatching(/^[0-9a-f]{40}$/u) as string;

const session = copiesOf(async (root) => wfsJson(["new", "one", "--project", "One"], root));

const write = (root: string, name: string, text: string): void => {
  writeFileSync(join(root, name), text);
};
const read = (root: string, name: string): string => readFileSync(join(root, name), "utf8");

describe("checkpoint create, list, show", () => {
  it("answers with exactly the fields other tools rely on, and leaves HEAD, index and stash alone", async () => {
    const root = await session();
    write(root, "new.txt", "untracked\n");
    const before = [git(root, "rev-parse", "HEAD"), git(root, "ls-files", "--stage"), git(root, "stash", "list")];
    const taken = await wfsJson(["checkpoint", "create", "-m", "before the rename"], root);
    expect(taken).toEqual({
      id: 1,
      ref: "refs/workflow/WFS-one/checkpoints/1",
      commit: git(root, "rev-parse", "refs/workflow/WFS-one/checkpoints/1"),
      tree: objectId,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u) as string,
      files: 1,
      skipped: [],
      new: true,
    });
    expect(git(root, "show", `${(taken as Taken).commit}:new.txt`)).toBe("untracked");
    expect([git(root, "rev-parse", "HEAD"), git(root, "ls-files", "--stage"), git(root, "stash", "list")]).toEqual(
      before,
    );
  });

  it("names the last one when nothing changed", async () => {
    const root = await session();
    const first = (await wfsJson(["checkpoint", "create"], root)) as Taken;
    expect(await wfsJson(["checkpoint", "create"], root)).toEqual({ ...first, new: false });
    expect((await wfs(["checkpoint", "create"], { cwd: root })).stdout).toBe("Nothing changed since checkpoint #1\n");
  });

  it("does not call a worktree of the same repository a loss, and says what it is to who asks", async () => {
    const root = await session();
    git(root, "worktree", "add", "--quiet", "-b", "claude/fix", join(".claude", "worktrees", "fix"));
    write(root, "new.txt", "new\n");
    expect((await wfs(["checkpoint", "create"], { cwd: root })).stdout).toBe("Checkpoint #1: 1 file changed\n");
    write(root, "new.txt", "newer\n");
    expect((await wfs(["checkpoint", "restore", "1"], { cwd: root })).stdout).not.toContain("not held");
    expect((await wfs(["checkpoint", "show", "1"], { cwd: root })).stdout).toContain(
      "not held: .claude/worktrees/fix/ (a worktree of this repository)",
    );
    expect(await wfsJson(["checkpoint", "show", "1"], root)).toMatchObject({
      skipped: [{ path: ".claude/worktrees/fix/", reason: "worktree" }],
    });
  });

  it("lists the newest first, and shows one", async () => {
    const root = await session();
    await wfsJson(["task", "add", "impl-1"], root);
    for (const text of ["a", "b"]) {
      write(root, "README.md", text);
      await wfsJson(["checkpoint", "create", "-m", `state ${text}`], root);
    }
    const { checkpoints } = (await wfsJson(["checkpoint", "list"], root)) as { checkpoints: Record<string, unknown>[] };
    expect(checkpoints.map(({ id, message, trigger }) => [id, message, trigger])).toEqual([
      [2, "state b", "manual"],
      [1, "state a", "manual"],
    ]);
    expect(await wfsJson(["checkpoint", "show", "1"], root)).toEqual(checkpoints[1]);
    expect(checkpoints[1]).toMatchObject({ session: "WFS-one", phase: "PLAN", tasks: ["impl-1"], pinned: false });
    const { stdout } = await wfs(["checkpoint", "show", "1"], { cwd: root });
    expect(stdout).toContain("refs/workflow/WFS-one/checkpoints/1");
    expect(await wfsError(["checkpoint", "show", "7"], root)).toEqual({ exitCode: 1, code: "not-found" });
  });

  it("takes one at each phase transition and when the session ends", async () => {
    const root = await session();
    write(root, "README.md", "planned\n");
    await wfsJson(["phase", "IMPLEMENT"], root);
    write(root, "README.md", "built\n");
    await wfsJson(["complete"], root);
    const { checkpoints } = (await wfsJson(["checkpoint", "list", "--session", "one"], root)) as {
      checkpoints: { trigger: string; message?: string }[];
    };
    expect(checkpoints.map(({ trigger }) => trigger)).toEqual(["session-end", "phase"]);
    expect(checkpoints[1]?.message).toBe("PLAN done");
  });

  it("draws hostile messages of other tools' commits as text", async () => {
    const root = await session();
    await wfsJson(["checkpoint", "create", "-m", "a\u202Eb"], root);
    const { stdout } = await wfs(["checkpoint", "list"], { cwd: root });
    expect(stdout).toContain("a⟨U+202E⟩b");
  });
});

describe("checkpoint diff", () => {
  it("compares with the working tree, another checkpoint and HEAD", async () => {
    const root = await session();
    write(root, "a.txt", "1\n2\n");
    await wfsJson(["checkpoint", "create"], root);
    write(root, "a.txt", "1\n3\n4\n");
    await wfsJson(["checkpoint", "create"], root);
    rmSync(join(root, "a.txt"));
    const files = async (...args: readonly string[]): Promise<unknown> =>
      ((await wfsJson(["checkpoint", "diff", ...args], root)) as { files: unknown }).files;
    expect(await files("1", "2")).toEqual([
      { path: "a.txt", status: "changed", old_mode: "100644", new_mode: "100644", added: 2, removed: 1 },
    ]);
    expect(await files("1")).toMatchObject([{ path: "a.txt", status: "deleted", removed: 2 }]);
    expect(await files("1", "HEAD")).toMatchObject([{ path: "a.txt", status: "deleted" }]);
    expect((await wfs(["checkpoint", "diff", "1", "2"], { cwd: root })).stdout).toBe("+2  -1  changed  a.txt\n");
  });
});

describe("checkpoint restore, undo, redo", () => {
  it("brings everything back, and back again", async () => {
    const root = await session();
    write(root, "a.txt", "one\n");
    await wfsJson(["checkpoint", "create"], root);
    write(root, "a.txt", "two\n");
    write(root, "b.txt", "b\n");
    expect(await wfsJson(["checkpoint", "restore", "1"], root)).toMatchObject({
      files: 2,
      kept: [],
      safety: { id: 2 },
    });
    expect([read(root, "a.txt"), existsSync(join(root, "b.txt"))]).toEqual(["one\n", false]);
    await wfsJson(["undo"], root);
    expect([read(root, "a.txt"), read(root, "b.txt")]).toEqual(["two\n", "b\n"]);
    await wfsJson(["redo"], root);
    expect([read(root, "a.txt"), existsSync(join(root, "b.txt"))]).toEqual(["one\n", false]);
    await wfsJson(["undo"], root);
    expect(await wfsError(["undo"], root)).toEqual({ exitCode: 1, code: "not-found" });
  });

  it("names what goes back, of a session that is not active with its name", async () => {
    const root = await session();
    await wfsJson(["new", "two", "--project", "Two"], root);
    const said = async (...args: readonly string[]): Promise<string> => (await wfs(args, { cwd: root })).stdout;
    const one = ["--session", "WFS-one"];
    expect(await said("checkpoint", "list", ...one)).toContain("“wfs checkpoint create --session WFS-one” takes one");
    expect(await said("checkpoint", "list", "--session", "WFS-two")).toContain("“wfs checkpoint create” takes one");
    for (const text of ["one\n", "two\n"]) {
      write(root, "a.txt", text);
      await wfsJson(["checkpoint", "create", ...one], root);
    }
    expect(await said("checkpoint", "restore", "1", ...one)).toContain("; “wfs undo --session WFS-one” goes back");
    expect(await said("undo", ...one)).toContain("; “wfs redo --session WFS-one” goes back");
    expect(await said("redo", ...one)).toContain("; “wfs undo --session WFS-one” goes back");
    await wfsJson(["switch", "one"], root);
    expect(await said("undo")).toContain("; “wfs redo” goes back");
  });

  it("brings only the paths back that are named from where one is", async () => {
    const root = await session();
    mkdirSync(join(root, "src"));
    for (const name of ["src/a.txt", "src/b.txt", "c.txt"]) write(root, name, "one\n");
    await wfsJson(["checkpoint", "create"], root);
    for (const name of ["src/a.txt", "src/b.txt", "c.txt"]) write(root, name, "two\n");
    await wfsJson(["checkpoint", "restore", "1", "--path", "a.txt", "--path", "../c.txt"], join(root, "src"));
    expect(["src/a.txt", "src/b.txt", "c.txt"].map((name) => read(root, name))).toEqual(["one\n", "two\n", "one\n"]);
    const out = ["checkpoint", "restore", "1", "--path", "../../etc/passwd"];
    expect(await wfsError(out, join(root, "src"))).toEqual({ exitCode: 2, code: "usage" });
  });
});

describe("checkpoint pin, unpin, prune", () => {
  it("lists first, spares pinned ones and the newest, and damages nothing", async () => {
    const root = await session();
    for (const text of ["a", "b", "c", "d"]) {
      write(root, "README.md", text);
      await wfsJson(["checkpoint", "create"], root);
    }
    expect(await wfsJson(["checkpoint", "pin", "2"], root)).toMatchObject({ id: 2, pinned: true });
    const ids = async (...args: readonly string[]): Promise<readonly number[]> =>
      ((await wfsJson(args, root)) as { checkpoints: { id: number }[] }).checkpoints.map(({ id }) => id);
    expect(await ids("checkpoint", "prune", "--keep", "1", "--dry-run")).toEqual([1, 3]);
    expect(await ids("checkpoint", "list")).toEqual([4, 3, 2, 1]);
    expect(await ids("checkpoint", "prune", "--keep", "1")).toEqual([1, 3]);
    expect(await ids("checkpoint", "list")).toEqual([4, 2]);
    expect(await wfsJson(["checkpoint", "unpin", "2"], root)).toMatchObject({ pinned: false });
    expect(await ids("checkpoint", "prune", "--older-than", "1h")).toEqual([]);
    expect(await ids("checkpoint", "prune", "--max-bytes", "0")).toEqual([2]);
    expect(git(root, "fsck", "--connectivity-only")).not.toMatch(/missing|broken/u);
  });

  it("names what a removed fork left, once a branch holds it", async () => {
    const root = await session();
    const ref = "refs/workflow/WFS-one/removed-head";
    git(root, "update-ref", ref, "HEAD");
    const commit = git(root, "rev-parse", "HEAD");
    const held = { ref, commit, kind: "commits", time: expect.any(String) as string, reason: "held" };
    expect(await wfsJson(["checkpoint", "prune", "--dry-run"], root)).toMatchObject({ removed: [held] });
    const { stdout } = await wfs(["checkpoint", "prune"], { cwd: root });
    expect(stdout).toContain(`Commits of the removed fork, ${commit.slice(0, 8)}: other branches or tags hold them\n`);
    expect(git(root, "for-each-ref", ref)).toBe("");
  });
});

describe("where there is nothing to keep things in", () => {
  it("says so: no repository", async () => {
    const root = freshDirectory();
    await wfsJson(["new", "one", "--project", "One"], root);
    for (const args of [
      ["checkpoint", "create"],
      ["checkpoint", "list"],
      ["undo"],
      ["fork", "create", "two"],
      ["sweep"],
    ]) {
      expect(await wfsError(args, root)).toEqual({ exitCode: 1, code: "not-a-repository" });
    }
    expect(await wfsJson(["phase", "IMPLEMENT"], root)).toMatchObject({ phase: "IMPLEMENT" });
  });

  it("says so: no session", async () => {
    const root = repository();
    expect(await wfsError(["checkpoint", "create"], root)).toEqual({ exitCode: 1, code: "no-workflow" });
    await wfsJson(["init"], root);
    expect(await wfsError(["fork", "create", "two"], root)).toEqual({ exitCode: 1, code: "no-active-session" });
  });

  it("works in a repository without a commit", async () => {
    const root = freshDirectory();
    git(root, "init", "--quiet");
    await wfsJson(["new", "one", "--project", "One"], root);
    write(root, "a.txt", "a\n");
    expect(await wfsJson(["checkpoint", "create"], root)).toMatchObject({ id: 1, files: 1 });
    commitAll(root, "first");
    expect(await wfsJson(["checkpoint", "diff", "1", "HEAD"], root)).toMatchObject({ files: [] });
  });
});
