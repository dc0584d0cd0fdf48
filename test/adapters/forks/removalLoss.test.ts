import { writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/sessionId.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");

async function opened(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n", "b.txt": "1\n", ".gitignore": "ignored\n" } });
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  return scene;
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
    message: "Removing WFS-a would lose 1 uncommitted paths.",
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
    message: "Removing WFS-a would lose a rebase that is under way.",
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
    message: "Removing WFS-a would lose a bisect that is under way.",
  });
});

test("the sweep leaves a worktree in which an operation is under way", async () => {
  const current = await opened();
  const { repository } = current;
  repository.git("worktree", "add", "--quiet", ".worktrees/WFS-b", "-b", "session/WFS-b");
  const worktree = repository.path(".worktrees/WFS-b");
  repository.write(".worktrees/WFS-b/b.txt", "put away\n");
  repository.gitIn(worktree, "-c", "sequence.editor=echo break >", "rebase", "--quiet", "--autostash", "-i", "HEAD");
  const clock = { ...current.options.clock, now: () => Date.now() + 24 * 60 * 60 * 1000 };
  const forks = current.forks({ clock });
  const results = await forks.applySweep(await forks.sweep());
  expect(results.map(({ message }) => message)).toContain("A rebase is under way in it; end it first.");
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
