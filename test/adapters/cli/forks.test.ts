import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitAll, copiesOf, git } from "./gitScene.ts";
import { wfs, wfsError, wfsJson } from "./wfs.ts";

interface Created {
  readonly worktree: string;
}

const copiesWith = (...slugs: readonly string[]): (() => Promise<string>) =>
  copiesOf(async (root) => {
    await wfsJson(["new", "one", "--project", "One"], root);
    for (const slug of slugs) await wfsJson(["fork", "create", slug, "--worktree"], root);
  });
const copies = [copiesWith(), copiesWith("a"), copiesWith("a", "b")] as const;

/** An active session with these forks, which have worktrees. */
async function withForks(
  ...slugs: [] | ["a"] | ["a", "b"]
): Promise<{ root: string; worktree: (slug: string) => string }> {
  const root = await copies[slugs.length]();
  return { root, worktree: (slug) => join(root, ".worktrees", `WFS-${slug}`) };
}

function change(worktree: string, name: string, text: string): void {
  writeFileSync(join(worktree, name), text);
  commitAll(worktree, `change ${name}`);
}

describe("fork create and open", () => {
  it("answers with exactly the fields other tools rely on; the worktree comes when asked for", async () => {
    const { root } = await withForks();
    const head = git(root, "rev-parse", "HEAD");
    const answer = { id: "WFS-a", branch: "session/WFS-a", base: head };
    expect(await wfsJson(["fork", "create", "a"], root)).toEqual({ ...answer, worktree: null });
    expect(git(root, "rev-parse", "session/WFS-a")).toBe(head);
    expect(existsSync(join(root, ".worktrees"))).toBe(false);
    const worktree = join(root, ".worktrees", "WFS-a");
    expect(await wfsJson(["fork", "open", "a"], root)).toMatchObject({ id: "WFS-a", worktree, created: true });
    expect((await wfs(["fork", "open", "WFS-a"], { cwd: root })).stdout).toBe(`${worktree}\n`);
    expect(realpathSync(worktree)).toBe(worktree);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  it("starts from a checkpoint of a session that is named", async () => {
    const { root } = await withForks();
    writeFileSync(join(root, "draft.txt"), "draft\n");
    await wfsJson(["checkpoint", "create"], root);
    await wfsJson(["new", "two", "--project", "Two"], root);
    const args = ["fork", "create", "a", "--session", "one", "--from", "1", "--worktree", "--project", "A draft"];
    const { worktree } = (await wfsJson(args, root)) as Created;
    expect(existsSync(join(worktree, "draft.txt"))).toBe(true);
    expect(await wfsJson(["fork", "list"], root)).toMatchObject({
      forks: [{ id: "WFS-a", forked_from: { session: "WFS-one", checkpoint: 1 }, uncommitted: 0 }],
    });
  });

  it("says what it lacks because the checkpoint does not hold it", async () => {
    const { root } = await withForks();
    git(root, "init", "--quiet", "inner");
    change(join(root, "inner"), "mine.txt", "mine\n");
    writeFileSync(join(root, "draft.txt"), "draft\n");
    await wfsJson(["checkpoint", "create"], root);
    const { stdout } = await wfs(["fork", "create", "a", "--from", "1"], { cwd: root });
    expect(stdout).toBe(
      "Created WFS-a on branch session/WFS-a\nIt lacks what its checkpoint does not hold:\n! not held: inner/ (a repository of its own)\n",
    );
    const skipped = [{ path: "inner/", reason: "nested-repository", size: 0 }];
    expect(await wfsJson(["fork", "create", "b", "--from", "1"], root)).toMatchObject({ id: "WFS-b", skipped });
  });

  it("says what a worktree lacks, whichever verb makes it", async () => {
    const { root } = await withForks();
    writeFileSync(join(root, ".worktreeinclude"), ".env*\n");
    change(root, ".gitignore", ".env*\n");
    writeFileSync(join(root, ".env"), "A=1\n");
    symlinkSync(".env", join(root, ".env.link"));
    const lacks = {
      included: { copied: [".env"], skipped: [{ path: ".env.link", reason: "symlink" }] },
      submodules: [],
    };
    await wfsJson(["fork", "create", "a"], root);
    expect(await wfsJson(["fork", "open", "a"], root)).toMatchObject(lacks);
    expect(await wfsJson(["fork", "create", "b", "--worktree"], root)).toMatchObject(lacks);
    const { stderr } = await wfs(["fork", "create", "c", "--worktree"], { cwd: root });
    expect(stderr).toBe("wfs: .env.link was not copied: symlink\n");
  });

  it("tells of a fork that was made when its worktree could not be", async () => {
    const { root } = await withForks();
    git(root, "config", "filter.evil.smudge", "cat");
    const { exitCode, stderr } = await wfs(["fork", "create", "a", "--worktree"], { cwd: root });
    expect(exitCode).toBe(3);
    expect(stderr).toContain("WFS-a itself is made: “wfs fork open WFS-a”");
    expect(await wfsJson(["fork", "list"], root)).toMatchObject({ forks: [{ id: "WFS-a", worktree: null }] });
  });

  it("works inside: the fork is the session meant", async () => {
    const { worktree } = await withForks("a");
    expect(await wfsJson(["task", "add", "impl-1"], worktree("a"))).toMatchObject({ id: "WFS-a", active: false });
    writeFileSync(join(worktree("a"), "x.txt"), "x\n");
    expect(await wfsJson(["checkpoint", "create"], worktree("a"))).toMatchObject({
      ref: "refs/workflow/WFS-a/checkpoints/1",
      files: 1,
    });
  });

  it("refuses to run a program that the repository's own configuration names: exit code 3", async () => {
    const { root } = await withForks();
    change(root, ".gitattributes", "*.md filter=evil\n");
    git(root, "config", "filter.evil.smudge", "touch pwned; cat");
    git(root, "config", "filter.evil.clean", "cat");
    await wfsJson(["fork", "create", "a"], root);
    expect(await wfsError(["fork", "open", "a"], root)).toEqual({ exitCode: 3, code: "untrusted" });
    expect(existsSync(join(root, ".worktrees", "WFS-a"))).toBe(false);
    const approved = ["--approve", "filter.evil.smudge=touch pwned; cat", "--approve", "filter.evil.clean=cat"];
    expect(await wfsJson(["fork", "open", "a", ...approved], root)).toMatchObject({ created: true });
  });

  it("runs the setup command that was typed, in the new worktree, and says how it ended", async () => {
    const { root, worktree } = await withForks();
    await wfsJson(["fork", "create", "a"], root);
    await wfsJson(["fork", "create", "b"], root);
    const setup = "pwd > setup.log && git rev-parse --abbrev-ref HEAD >> setup.log";
    expect(await wfsJson(["fork", "open", "a", "--setup", setup], root)).toMatchObject({ setup: { exit_code: 0 } });
    expect(readFileSync(join(worktree("a"), "setup.log"), "utf8")).toBe(`${worktree("a")}\nsession/WFS-a\n`);
    const failed = await wfs(["fork", "open", "b", "--setup", "echo no; exit 7", "--json"], { cwd: root });
    expect(failed.exitCode).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      worktree: worktree("b"),
      setup: { exit_code: 7, output: "no\n" },
    });
  });

  it("refuses a name that is taken", async () => {
    const { root } = await withForks("a");
    expect(await wfsError(["fork", "create", "a"], root)).toEqual({ exitCode: 1, code: "exists" });
    expect(await wfsError(["fork", "create", "b", "--session", "none"], root)).toMatchObject({ code: "not-found" });
  });
});

describe("fork list, diff, compare, sync", () => {
  it("counts, shows files, overlap and conflicts", async () => {
    const { root, worktree } = await withForks("a", "b");
    change(worktree("a"), "README.md", "Hello from a\n");
    change(worktree("b"), "README.md", "Hello from b\n");
    change(worktree("b"), "b.txt", "b\n");
    const { forks } = (await wfsJson(["fork", "list"], root)) as { forks: Record<string, unknown>[] };
    expect(forks.find(({ id }) => id === "WFS-b")).toMatchObject({ ahead: 2, behind: 0, files: 2, uncommitted: 0 });
    expect(await wfsJson(["fork", "diff", "b"], root)).toMatchObject({
      id: "WFS-b",
      base: git(root, "rev-parse", "main"),
      head: git(root, "rev-parse", "session/WFS-b"),
      files: [
        { path: "README.md", status: "changed", added: 1, removed: 1 },
        { path: "b.txt", status: "added", added: 1, removed: 0 },
      ],
    });
    expect(await wfsJson(["fork", "compare", "a", "b"], root)).toMatchObject({
      forks: [
        { id: "WFS-a", added: 1, removed: 1, conflicts: [] },
        { id: "WFS-b", added: 2, removed: 1 },
      ],
      pairs: [{ forks: ["WFS-a", "WFS-b"], overlap: ["README.md"], conflicts: ["README.md"] }],
    });
    const { stdout } = await wfs(["fork", "compare", "a", "b"], { cwd: root });
    expect(stdout).toContain("WFS-a and WFS-b: both change README.md; conflicts in README.md\n");
    expect(await wfsError(["fork", "compare", "a"], root)).toEqual({ exitCode: 2, code: "usage" });
  });

  it("takes the baseline over, or says where it conflicts: exit code 5, nothing touched", async () => {
    const { root, worktree } = await withForks("a", "b");
    change(worktree("b"), "README.md", "Hello from b\n");
    change(root, "README.md", "Hello from main\n");
    expect(await wfsJson(["fork", "sync", "a"], root)).toMatchObject({ result: "fast-forward" });
    expect(git(worktree("a"), "show", "HEAD:README.md")).toBe("Hello from main");
    const before = git(root, "rev-parse", "session/WFS-b");
    const { exitCode, stdout } = await wfs(["fork", "sync", "b", "--json"], { cwd: root });
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ result: "conflicts", conflicts: ["README.md"], head: before });
    expect(git(root, "rev-parse", "session/WFS-b")).toBe(before);
    expect(git(worktree("b"), "status", "--porcelain")).toBe("");
  });
});

describe("fork remove and sweep", () => {
  it("removes a fork that holds nothing of its own, worktree and branch", async () => {
    const { root, worktree } = await withForks("a");
    expect(await wfsJson(["fork", "remove", "a"], root)).toMatchObject({ id: "WFS-a", branch_deleted: true });
    expect(existsSync(worktree("a"))).toBe(false);
    expect(readdirSync(join(root, ".worktrees")).filter((name) => name.includes("WFS-a"))).toEqual([]);
    expect(git(root, "branch", "--list", "session/*")).toBe("");
    expect(await wfsJson(["fork", "list"], root)).toEqual({ forks: [] });
  });

  it("says what became of a branch that it has not deleted", async () => {
    const { root, worktree } = await withForks("a", "b");
    for (const name of ["a", "b"]) git(worktree(name), "checkout", "--quiet", "--detach");
    git(root, "branch", "--quiet", "-D", "session/WFS-a");
    git(root, "checkout", "--quiet", "session/WFS-b");
    const said = async (id: string): Promise<string> => (await wfs(["fork", "remove", id], { cwd: root })).stdout;
    expect(await said("a")).toContain("The branch session/WFS-a was gone already.\n");
    expect(await said("b")).toContain("The branch session/WFS-b was left: it is checked out elsewhere.\n");
  });

  it("refuses one with uncommitted or unmerged work, until forced; then it is in a checkpoint", async () => {
    const { root, worktree } = await withForks("a");
    change(worktree("a"), "a.txt", "a\n");
    writeFileSync(join(worktree("a"), "more.txt"), "more\n");
    expect(await wfsError(["fork", "remove", "a"], root)).toEqual({ exitCode: 1, code: "refused" });
    expect(existsSync(join(worktree("a"), "more.txt"))).toBe(true);
    const removed = (await wfsJson(["fork", "remove", "a", "--force"], root)) as { checkpoint: { commit: string } };
    expect(removed).toMatchObject({ branch_deleted: true, session: "archived" });
    expect(git(root, "show", `${removed.checkpoint.commit}:more.txt`)).toBe("more");
  });

  it("sweeps nothing where nothing was left behind", async () => {
    const { root } = await withForks("a");
    expect(await wfsJson(["sweep"], root)).toEqual({ findings: [], results: [] });
    expect(await wfsJson(["sweep", "--dry-run"], root)).toEqual({ findings: [], results: [] });
    expect((await wfs(["sweep"], { cwd: root })).stdout).toBe("Nothing was left behind.\n");
  });
});
