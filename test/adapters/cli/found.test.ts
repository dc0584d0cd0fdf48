import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsError, wfsJson } from "./wfs.ts";

it("shows other tools' work where there is no .workflow, and makes none", async () => {
  const root = repository();
  const worktree = join(root, ".claude/worktrees/login");
  git(root, "worktree", "add", "--quiet", "-b", "worktree-login", worktree);
  writeFileSync(join(worktree, "login.txt"), "1\n");
  git(worktree, "add", "-A");
  git(worktree, "commit", "--quiet", "-m", "login");
  writeFileSync(join(worktree, "more.txt"), "1\n");
  writeFileSync(join(root, "README.md"), "Edited\n");
  const { exitCode, stdout, stderr } = await wfs(["found"], { cwd: root });
  expect([exitCode, stderr]).toEqual([0, ""]);
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/u));
  const short = rows.slice(0, -1).map((row) => row.join(" | "));
  expect(short.toSorted()).toEqual([
    `main | changes | 1 uncommitted | now | ${root}`,
    `worktree-login | worktree | Claude Code | +1 -0 | 1 file | 1 uncommitted | now | ${worktree}`,
  ]);
  expect(rows.at(-1)).toEqual(["Measured against main."]);
  expect(existsSync(join(root, ".workflow"))).toBe(false);
  // From inside of it, too.
  expect((await wfs(["found"], { cwd: worktree })).stdout).toBe(stdout);
  expect(await wfsJson(["found"], root)).toMatchObject({
    found: expect.arrayContaining([
      expect.objectContaining({
        kind: "worktree",
        path: worktree,
        branch: "worktree-login",
        tool: "Claude Code",
        ahead: 1,
      }),
    ]) as object,
    more: 0,
    against: "main",
  });
});

it("names a worktree on no branch as the tree of the extension does, by its directory", async () => {
  const root = repository();
  const worktree = join(root, ".claude/worktrees/adrift");
  git(root, "worktree", "add", "--quiet", "--detach", worktree);
  git(worktree, "commit", "--quiet", "--allow-empty", "-m", "Adrift");
  writeFileSync(join(worktree, "adrift.txt"), "1\n");
  expect((await wfs(["found"], { cwd: root })).stdout).toMatch(/^adrift +worktree /mu);
});

it("says that there is nothing, and which branches are too old", async () => {
  const root = repository();
  expect((await wfs(["found"], { cwd: root })).stdout).toBe("Nothing is in progress besides the sessions.\n");
  git(root, "checkout", "--quiet", "-b", "old");
  const alias = "alias.late=!GIT_COMMITTER_DATE='2020-01-01T00:00:00Z' git commit --quiet --allow-empty -m old";
  git(root, "-c", alias, "late");
  git(root, "checkout", "--quiet", "main");
  git(root, "reflog", "expire", "--expire=now", "--all");
  expect(await wfsJson(["found"], root)).toEqual({ found: [], more: 0, against: "main" });
  expect(await wfsJson(["found", "--days", "99999"], root)).toMatchObject({ found: [{ branch: "old", files: 0 }] });
});

it("says how much is not listed", async () => {
  const root = repository();
  const head = git(root, "rev-parse", "HEAD");
  const commit = git(root, "commit-tree", "-p", head, "-m", "own", `${head}^{tree}`);
  for (let at = 0; at < 101; at += 1) git(root, "update-ref", `refs/heads/b-${at}`, commit);
  const { stdout } = await wfs(["found"], { cwd: root });
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("Measured against main. 2 older pieces of work are not listed.");
});

it("a name that would write over the terminal is shown as what it is", async () => {
  const root = repository();
  const odd = join(dirname(root), `wfs-odd-${root.slice(-6)}\u001B[2J`);
  git(root, "worktree", "add", "--quiet", "-b", "topic", odd);
  const { stdout } = await wfs(["found"], { cwd: root });
  git(root, "worktree", "remove", "--force", odd);
  expect(stdout).toContain("worktree");
  expect(stdout).not.toContain("\u001B[2J");
});

it("outside of a repository and with what is not a number it says what is wrong", async () => {
  expect(await wfsError(["found"], freshDirectory())).toEqual({ exitCode: 1, code: "not-a-repository" });
  expect(await wfsError(["found", "--days", "soon"], repository())).toEqual({ exitCode: 2, code: "usage" });
});
