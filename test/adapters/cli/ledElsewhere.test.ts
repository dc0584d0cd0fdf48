import { copyFileSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { git, repository } from "./gitScene.ts";
import { wfs, wfsJson } from "./wfs.ts";

let root = "";
const worktree = (name = "WFS-t"): string => join(root, ".worktrees", name);
const gitFile = (name?: string): string => join(worktree(name), ".git");

const verbs = ["run reset t", "run retry t", "run teardown t", "fork open t"];

beforeEach(async () => {
  root = repository();
  await wfsJson(["new", "s", "--project", "p"], root);
  await wfsJson(["run", "start", "t", "--lane", "repo-fix"], root);
  writeFileSync(join(worktree(), "work.txt"), "work\n");
});

/** What the words of a refusal say is done; then the run goes on, with the work it had. */
async function expectMended(...also: readonly (() => unknown)[]): Promise<void> {
  const before = also.map((look) => look());
  for (const verb of verbs) {
    const { exitCode, stderr } = await wfs(verb.split(" "), { cwd: root });
    expect([verb, exitCode]).toEqual([verb, 1]);
    expect(stderr).toContain(`worktree ${worktree()} is not used`);
    expect(stderr).toContain(`“git worktree repair”, run in ${root}, puts that right`);
  }
  // The sweep, which leaves what is new alone, does not propose to delete it.
  utimesSync(worktree(), new Date(0), new Date(0));
  const swept = await wfs(["sweep"], { cwd: root });
  expect(swept.stdout + swept.stderr).toMatch(/git worktree repair/u);
  expect(swept.stdout + swept.stderr).not.toContain("deleted");
  git(root, "worktree", "repair");
  expect(also.map((look) => look())).toEqual(before);
  expect(git(worktree(), "status", "--porcelain", "--branch")).toBe("## session/WFS-t\n?? work.txt");
  expect(await wfsJson(["fork", "open", "t"], root)).toMatchObject({ worktree: worktree() });
  expect(await wfsJson(["run", "reset", "t"], root)).toMatchObject({ checkpoint: 1 });
  expect(await wfsJson(["run", "teardown", "t"], root)).toMatchObject({ outcome: "removed" });
}

test.each([
  ["leads nowhere", "gitdir: /nowhere/.git/worktrees/other\n"],
  ["names nothing", "nothing\n"],
  ["is empty", ""],
])("a worktree whose .git %s is refused with what mends it", async (_name, text) => {
  writeFileSync(gitFile(), text);
  await expectMended();
});

test("so is one whose .git is gone", async () => {
  rmSync(gitFile());
  await expectMended();
});

test("so is one whose .git leads to another repository, which stays as it is", async () => {
  const other = repository();
  git(other, "worktree", "add", "--quiet", ".worktrees/x", "-b", "x");
  const admin = join(other, ".git/worktrees/x");
  writeFileSync(gitFile(), `gitdir: ${admin}\n`);
  await expectMended(
    () => readdirSync(join(other, ".git")),
    () => readFileSync(join(admin, "gitdir"), "utf8"),
  );
});

test("so is one whose .git leads to another worktree's place, which stays as it is", async () => {
  await wfsJson(["fork", "create", "sibling", "--worktree"], root);
  copyFileSync(gitFile("WFS-sibling"), gitFile());
  await expectMended(() => git(worktree("WFS-sibling"), "rev-parse", "--abbrev-ref", "HEAD", "--git-dir"));
});

test("what git does not mend is not said to be mended so: a repository in its place, a worktree git has forgotten", async () => {
  rmSync(gitFile());
  git(worktree(), "init", "--quiet");
  const inside = await wfs(["run", "reset", "t"], { cwd: root });
  expect([inside.exitCode, inside.stderr]).toEqual([1, expect.not.stringContaining("git worktree repair")]);
  rmSync(gitFile(), { recursive: true });
  rmSync(join(root, ".git/worktrees"), { recursive: true });
  writeFileSync(gitFile(), "nothing\n");
  const forgotten = await wfs(["run", "reset", "t"], { cwd: root });
  expect([forgotten.exitCode, forgotten.stderr]).toEqual([1, expect.stringContaining("is not used")]);
  expect(forgotten.stderr).not.toContain("git worktree repair");
});
