import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { ForkCheckpoints, SafetyCheckpoint } from "../../../src/core/forks/model/forkContext.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  scene?.repository.dispose();
});

const a = sessionIdFromSlug("a");

async function opened(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n", "b.txt": "1\n", ".gitignore": "ignored\n" } });
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  return scene;
}

/** A submodule `sub` in the baseline, and checked out in the fork. */
async function addSubmodule(current: ForkScene): Promise<void> {
  const { repository } = current;
  const lib = repository.beside("lib");
  repository.git("clone", "--quiet", repository.root, lib);
  repository.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", lib, "sub");
  repository.commitAll("with a submodule");
  await current.forks().sync(a);
  repository.gitIn(current.worktree(a), "-c", "protocol.file.allow=always", "submodule", "update", "--init", "--quiet");
}

/** Everything no ref holds is gone after it. */
function collectGarbage({ repository }: ForkScene): void {
  repository.git("reflog", "expire", "--expire=now", "--all");
  repository.git("gc", "--quiet", "--prune=now");
}

test.each(["--assume-unchanged", "--skip-worktree"])("an edit that git does not look at (%s) is seen", async (flag) => {
  const current = await opened();
  const { repository } = current;
  const worktree = current.worktree(a);
  repository.gitIn(worktree, "update-index", flag, "a.txt");
  repository.write(".worktrees/WFS-a/a.txt", "precious\n");
  const flags = repository.gitIn(worktree, "ls-files", "-v");
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    code: "refused",
    message: "Removing WFS-a would lose 1 uncommitted path.",
  });
  expect((await current.forks().loss(a)).uncommitted).toEqual([{ path: "a.txt", kind: "changed" }]);
  expect(repository.gitIn(worktree, "ls-files", "-v")).toBe(flags);
  await current.forks().remove(a, { force: true });
  collectGarbage(current);
  expect(repository.git("show", "refs/workflow/WFS-a/checkpoints/1:a.txt")).toBe("precious");
});

test("a rebase with an autostash is refused, and with force its edits are kept under a ref", async () => {
  const current = await opened();
  const { repository } = current;
  const worktree = current.worktree(a);
  repository.write(".worktrees/WFS-a/b.txt", "put away\n");
  repository.gitIn(worktree, "-c", "sequence.editor=echo break >", "rebase", "--quiet", "--autostash", "-i", "HEAD");
  expect(repository.gitIn(worktree, "status", "--porcelain")).toBe("");
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    code: "refused",
    message: "Removing WFS-a would lose a rebase that is in progress.",
  });
  const removed = await current.forks().remove(a, { force: true });
  collectGarbage(current);
  const [ref = ""] = removed.autostashes;
  repository.git("stash", "apply", "--quiet", ref);
  expect(repository.git("diff", "--name-only")).toBe("b.txt");
  expect(repository.git("show", `${ref}:b.txt`)).toBe("put away");
});

test("a bisection without a changed file is refused", async () => {
  const current = await opened();
  current.repository.gitIn(current.worktree(a), "bisect", "start");
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    message: "Removing WFS-a would lose a bisect that is in progress.",
  });
});

test("the sweep leaves a worktree whose session is lost, also while an operation is in progress in it", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("worktree", "add", "--quiet", ".worktrees/WFS-b", "-b", "session/WFS-b");
  const worktree = repository.path(".worktrees/WFS-b");
  repository.write(".worktrees/WFS-b/b.txt", "put away\n");
  repository.gitIn(worktree, "-c", "sequence.editor=echo break >", "rebase", "--quiet", "--autostash", "-i", "HEAD");
  const clock = { ...current.options.clock, now: () => Date.now() + 24 * 60 * 60 * 1000 };
  const forks = current.forks({ clock });
  const results = await forks.applySweep(await forks.sweep());
  expect(results.map(({ done }) => done)).toEqual([false]);
  expect(current.worktrees()).toContain("WFS-b");
});

test("files of any size are kept before a removal", async () => {
  const current = await opened();
  const { repository } = current;
  const size = 21 * 1024 * 1024;
  repository.write(".worktrees/WFS-a/big.bin", new Uint8Array(size));
  const removed = await current.forks().remove(a, { force: true });
  expect(removed.checkpoint?.skipped).toEqual([]);
  collectGarbage(current);
  expect(repository.git("cat-file", "-s", "refs/workflow/WFS-a/checkpoints/1:big.bin")).toBe(String(size));
});

test.each([
  ["untracked", "vendor"],
  ["committed as a number", "lib/inner"],
])("a repository inside the worktree (%s) is named, with force too", async (kind, path) => {
  const current = await opened();
  const { repository } = current;
  repository.write(`.worktrees/WFS-a/${path}/x`, "x\n");
  const inner = repository.path(".worktrees/WFS-a", path);
  repository.gitIn(inner, "init", "--quiet");
  repository.gitIn(inner, "add", "x");
  repository.gitIn(inner, "commit", "--quiet", "-m", "inside");
  if (kind !== "untracked") {
    repository.gitIn(current.worktree(a), "add", path);
    repository.gitIn(current.worktree(a), "commit", "--quiet", "-m", "number");
    repository.git("merge", "--quiet", "--ff-only", "session/WFS-a");
  }
  expect(await current.forks().loss(a)).toMatchObject({ uncommitted: [], repositories: [path] });
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    code: "refused",
    message: `Removing WFS-a would lose the repository ${path} inside it.`,
    hint: expect.stringContaining(`but not ${path}: move that away first.`) as string,
  });
  expect(repository.gitIn(inner, "log", "--format=%s")).toBe("inside");
  await expect(current.forks().remove(a, { force: true })).resolves.toMatchObject({ lost: { repositories: [path] } });
});

test("a file whose name no checkpoint can hold is named", async () => {
  const current = await opened();
  const name = Buffer.concat([Buffer.from(`${current.worktree(a)}/n`), Buffer.from([0xff])]);
  writeFileSync(name, "x");
  const loss = await current.forks().loss(a);
  expect(loss.unkept).toEqual(["n\uFFFD"]);
  const removed = await current.forks().remove(a, { force: true });
  expect(removed.checkpoint?.skipped.map(({ reason }) => reason)).toEqual(["name"]);
});

test("a repository made in a tracked directory is named, with what it holds alone", async () => {
  const current = await opened();
  const { repository } = current;
  repository.write("d/e/tracked.txt", "t\n");
  repository.commitAll("tracked");
  await current.forks().sync(a);
  const inner = repository.path(".worktrees/WFS-a/d/e");
  repository.gitIn(inner, "init", "--quiet");
  repository.gitIn(inner, "commit", "--quiet", "--allow-empty", "-m", "inside");
  expect(await current.forks().loss(a)).toMatchObject({ uncommitted: [], repositories: ["d/e"] });
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    message: "Removing WFS-a would lose the repository d/e inside it.",
  });
  expect(repository.gitIn(inner, "log", "--format=%s")).toBe("inside");
});

test.each(["gitdir: /nowhere\n", "", undefined])("a .git that is no repository (%j) is no loss", async (text) => {
  const current = await opened();
  const { repository } = current;
  if (text === undefined) mkdirSync(repository.path(".worktrees/WFS-a/copy/.git"), { recursive: true });
  else repository.write(".worktrees/WFS-a/copy/.git", text);
  repository.write(".worktrees/WFS-a/copy/work.txt", "w\n");
  expect(await current.forks().loss(a)).toMatchObject({
    uncommitted: [{ path: "copy/work.txt", kind: "untracked" }],
    repositories: [],
    unkept: [],
  });
});

test("edits inside a submodule are named, and the removal keeps nothing of them", async () => {
  const current = await opened();
  const { repository } = current;
  await addSubmodule(current);
  repository.write(".worktrees/WFS-a/sub/a.txt", "edited\n");
  expect(await current.forks().loss(a)).toMatchObject({
    uncommitted: [{ path: "sub", kind: "changed", submodule: true }],
    unkept: ["sub"],
  });
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    hint: expect.stringContaining("but not sub: move that away first.") as string,
  });
});

/** Checkpoints that answer this of what they keep. */
function keeping(current: ForkScene, kept: Partial<SafetyCheckpoint>): ForkCheckpoints {
  const { checkpoints } = current.options;
  return {
    find: async (...args) => checkpoints.find(...args),
    findCheckout: async (...args) => checkpoints.findCheckout(...args),
    workTree: async (...args) => checkpoints.workTree(...args),
    previewBranchUpdate: async (...args) => checkpoints.previewBranchUpdate(...args),
    treeAt: async (...args) => checkpoints.treeAt(...args),
    stripped: async (...args) => checkpoints.stripped(...args),
    keep: async (...args) => ({ ...(await checkpoints.keep(...args)), ...kept }),
  };
}

test("nothing is deleted on the strength of a checkpoint that does not hold it", async () => {
  const current = await opened();
  const { repository } = current;
  const names = ["new.txt", "with\nline", "a.txt"];
  for (const name of names) repository.write(`.worktrees/WFS-a/${name}`, "precious\n");
  repository.remove(".worktrees/WFS-a/b.txt");
  const before = repository.tree(current.worktree(a));
  const stale = { commit: repository.git("rev-parse", "HEAD") };
  const refused = { code: "refused", message: expect.stringMatching(/does not hold new\.txt, .*line/u) as string };
  await expect(
    current.forks({ checkpoints: keeping(current, stale) }).remove(a, { force: true }),
  ).rejects.toMatchObject(refused);
  const skipped = [{ path: "new.txt", size: 0, reason: "filter" }];
  await expect(
    current.forks({ checkpoints: keeping(current, { skipped }) }).remove(a, { force: true }),
  ).rejects.toMatchObject({
    message: expect.stringMatching(/does not hold new\.txt\.$/u) as string,
  });
  expect(repository.tree(current.worktree(a))).toEqual(before);
  expect(await current.ids()).toContain("WFS-a paused");
  await current.sessions.complete(a);
  const clock = { ...current.options.clock, now: () => Date.now() + 24 * 60 * 60 * 1000 };
  const sweeping = current.forks({ clock, checkpoints: keeping(current, stale) });
  expect(await sweeping.applySweep(await sweeping.sweep())).toMatchObject([
    { finding: { code: "finished-worktree" }, done: false },
  ]);
  expect(repository.tree(current.worktree(a))).toEqual(before);
  const removed = await current.forks().remove(a, { force: true });
  for (const name of names) {
    expect(repository.git("show", `${removed.checkpoint?.commit ?? ""}:${name}`)).toBe("precious");
  }
});

/** A repository with one commit, below the fork's worktree. */
function innerCommit({ repository }: ForkScene, path: string, ...options: readonly string[]): void {
  const inner = repository.path(".worktrees/WFS-a", path);
  mkdirSync(inner, { recursive: true });
  repository.gitIn(inner, "init", "--quiet", ...options);
  const tree = repository.gitIn(inner, "write-tree");
  repository.gitIn(inner, "update-ref", "HEAD", repository.gitIn(inner, "commit-tree", "-m", "inside", tree));
}

test.each(["ignored", "ignored/deep/lib", "ignored/store.git"])(
  "a repository in what git ignores (%s) is named and kept",
  async (path) => {
    const current = await opened();
    const { repository } = current;
    innerCommit(current, path, ...(path.endsWith(".git") ? ["--bare"] : []));
    repository.write(".worktrees/WFS-a/ignored/beside.txt", "b\n");
    expect(await current.forks().loss(a)).toMatchObject({ uncommitted: [], repositories: [path] });
    await expect(current.forks().remove(a)).rejects.toMatchObject({
      code: "refused",
      message: `Removing WFS-a would lose the repository ${path} inside it.`,
      hint: expect.stringContaining(`but not ${path}: move that away first.`) as string,
    });
    expect(repository.gitIn(repository.path(".worktrees/WFS-a", path), "log", "--format=%s")).toBe("inside");
    await expect(current.forks().remove(a, { force: true })).resolves.toMatchObject({ lost: { repositories: [path] } });
  },
);

test("another tool's worktree in what git ignores is named, and ignored files without a repository are not", async () => {
  const current = await opened();
  const { repository } = current;
  repository.write(".worktrees/WFS-a/ignored/.git", "");
  repository.write(".worktrees/WFS-a/ignored/objects/refs/HEAD", "no repository\n");
  mkdirSync(repository.path(".worktrees/WFS-a/ignored/copy/.git"), { recursive: true });
  expect((await current.forks().loss(a)).repositories).toEqual([]);
  const tool = repository.path(".worktrees/WFS-a/ignored/tool/task");
  repository.git("worktree", "add", "--quiet", "--detach", tool);
  expect((await current.forks().loss(a)).repositories).toEqual(["ignored/tool/task"]);
  await expect(current.forks().remove(a)).rejects.toMatchObject({ code: "refused" });
});

test("in a submodule, a repository that it ignores and commits that are on no branch are named", async () => {
  const current = await opened();
  const { repository } = current;
  await addSubmodule(current);
  const sub = repository.path(".worktrees/WFS-a/sub");
  expect(await current.forks().loss(a)).toMatchObject({ repositories: [], submodules: [] });
  innerCommit(current, "sub/ignored/lib");
  expect(await current.forks().loss(a)).toMatchObject({ repositories: ["sub/ignored/lib"], uncommitted: [] });
  repository.remove(".worktrees/WFS-a/sub/ignored");
  repository.gitIn(sub, "commit", "--quiet", "--allow-empty", "-m", "on no branch");
  repository.gitIn(sub, "checkout", "--quiet", "HEAD~1");
  expect(await current.forks().loss(a)).toMatchObject({ uncommitted: [], submodules: ["sub"] });
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    message: "Removing WFS-a would lose commits in the submodule sub that were never pushed.",
  });
});

test("commits that only the worktree's own log of HEAD or its own refs lead to are kept under a ref", async () => {
  const current = await opened();
  const { repository } = current;
  const worktree = current.worktree(a);
  const commit = (text: string): string => {
    repository.gitIn(worktree, "commit", "--quiet", "--allow-empty", "-m", text);
    return repository.gitIn(worktree, "rev-parse", "HEAD");
  };
  repository.gitIn(worktree, "switch", "--quiet", "--detach");
  const former = [commit("first"), commit("second")];
  repository.gitIn(worktree, "switch", "--quiet", "--detach", "HEAD~2");
  former.push(commit("beside"));
  repository.gitIn(worktree, "switch", "--quiet", "--detach", "HEAD~1");
  const named = commit("named");
  repository.gitIn(worktree, "update-ref", "refs/worktree/keep", named);
  repository.gitIn(worktree, "reflog", "delete", "HEAD@{0}");
  repository.gitIn(worktree, "switch", "--quiet", "session/WFS-a");
  await current.forks().remove(a);
  collectGarbage(current);
  for (const one of [...former, named]) expect(repository.git("cat-file", "-t", one)).toBe("commit");
  expect(
    repository.git("for-each-ref", "--format=%(refname)", "refs/workflow/WFS-a/removed-heads").split("\n"),
  ).toHaveLength(1);
});

test("a worktree whose HEAD has been nowhere else leaves no such ref, and frees its name", async () => {
  const current = await opened();
  await current.forks().remove(a);
  expect(current.repository.git("for-each-ref", "refs/workflow")).toBe("");
});

test("what a clean filter hides from git is named, whether git sees a change or not", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("config", "filter.strip.clean", "sed /^output/d");
  repository.write(".git/info/attributes", "*.nb filter=strip\n");
  repository.write(".worktrees/WFS-a/x.nb", "code\noutput of hours\n");
  const fork = repository.path(".worktrees/WFS-a");
  const refused = {
    code: "refused",
    message:
      "WFS-a is not removed: neither a commit nor a checkpoint holds all of x.nb, because its git filter keeps only a part.",
    hint: "Move that away or delete it, then remove the fork again.",
  };
  await expect(current.forks().remove(a, { force: true })).rejects.toMatchObject(refused);
  repository.gitIn(fork, "add", "x.nb");
  repository.gitIn(fork, "commit", "--quiet", "-m", "notebook");
  repository.git("merge", "--quiet", "session/WFS-a");
  expect(repository.gitIn(fork, "status", "--porcelain")).toBe("");
  for (const options of [{}, { force: true }])
    await expect(current.forks().remove(a, options)).rejects.toMatchObject(refused);
  expect(repository.read(".worktrees/WFS-a/x.nb")).toBe("code\noutput of hours\n");
  repository.remove(".worktrees/WFS-a/x.nb");
  repository.gitIn(fork, "checkout", "x.nb");
  expect(await current.forks().remove(a)).toMatchObject({ checkpoint: null });
});

test("what a clean filter hides from git inside a submodule is named too", async () => {
  const current = await opened();
  const { repository } = current;
  await addSubmodule(current);
  const home = repository.beside("home");
  mkdirSync(home);
  writeFileSync(
    join(home, ".gitconfig"),
    '[filter "strip"]\n\tclean = sed /^output/d\n[protocol "file"]\n\tallow = always\n',
  );
  vi.stubEnv("HOME", home);
  vi.stubEnv("XDG_CONFIG_HOME", undefined);
  const inner = repository.path(".worktrees/WFS-a/sub");
  const own = repository.gitIn(inner, "rev-parse", "--absolute-git-dir");
  writeFileSync(join(own, "info/attributes"), "a.txt filter=strip\n");
  writeFileSync(join(inner, "a.txt"), "1\noutput of hours\n");
  // Old enough for git to take its word for it.
  utimesSync(join(inner, "a.txt"), 1_700_000_000, 1_700_000_000);
  const asThePerson = ["-c", "filter.strip.clean=sed /^output/d"];
  repository.gitIn(inner, ...asThePerson, "add", "a.txt");
  expect(repository.gitIn(inner, ...asThePerson, "status", "--porcelain")).toBe("");
  await expect(current.forks().remove(a)).rejects.toMatchObject({
    message: expect.stringContaining("holds all of sub/a.txt") as string,
  });
  repository.remove(".worktrees/WFS-a/sub/a.txt");
  repository.gitIn(inner, "checkout", "a.txt");
  expect(await current.forks().remove(a)).toMatchObject({ checkpoint: null });
});
