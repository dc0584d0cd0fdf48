import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsJson } from "./wfs.ts";

const verbs = [
  "status",
  "list",
  "doctor",
  "checkpoint list",
  "checkpoint create",
  "undo",
  "fork list",
  "sweep",
  "init",
];

/** A fork with a worktree, in a project that has another name since. */
async function renamedProject(): Promise<{ readonly project: string; readonly inside: string }> {
  const root = repository();
  await wfsJson(["new", "s", "--project", "p"], root);
  await wfsJson(["fork", "create", "f", "--worktree"], root);
  const project = join(freshDirectory(), "renamed");
  renameSync(root, project);
  mkdirSync(root);
  return { project, inside: join(project, ".worktrees/WFS-f") };
}

test("in a fork's worktree of a renamed project every verb names the cause and the command", async () => {
  const { project, inside } = await renamedProject();
  mkdirSync(join(inside, "deep"));
  for (const cwd of [inside, join(inside, "deep")]) {
    for (const verb of verbs) {
      const { exitCode, stdout, stderr } = await wfs(verb.split(" "), { cwd });
      expect([verb, exitCode, stdout]).toEqual([verb, 1, ""]);
      expect(stderr).toContain(`“git worktree repair ${inside}”`);
      expect(stderr).toContain("was moved");
    }
  }
  expect(existsSync(join(inside, ".workflow"))).toBe(false);
  const outside = await wfs(["checkpoint", "create", "--session", "WFS-f"], { cwd: project });
  expect([outside.exitCode, outside.stderr]).toEqual([1, expect.stringContaining("git worktree repair")]);

  git(project, "worktree", "repair", inside);
  expect(await wfsJson(["checkpoint", "create"], join(inside, "deep"))).toMatchObject({ id: 1 });
});

test("so it does where git has forgotten the worktree since, and where the project is nowhere", async () => {
  const { project, inside } = await renamedProject();
  git(project, "worktree", "prune", "--expire=now");
  const forgotten = await wfs(["status"], { cwd: inside });
  expect([forgotten.exitCode, forgotten.stderr]).toEqual([
    1,
    expect.stringContaining(`worktree ${inside} is not used`),
  ]);

  renameSync(join(project, ".git"), join(project, "store"));
  const nowhere = await wfs(["status"], { cwd: inside });
  expect([nowhere.exitCode, nowhere.stderr]).toEqual([1, expect.stringContaining(`“git worktree repair ${inside}”`)]);
});

test("another worktree of a moved project keeps its sessions, and says what connects it", async () => {
  const source = repository();
  const directory = freshDirectory();
  git(directory, "clone", "--quiet", "--bare", source, join(directory, "p/.bare"));
  const worktree = join(directory, "p/main");
  git(join(directory, "p/.bare"), "worktree", "add", "--quiet", worktree, "main");
  await wfsJson(["new", "s", "--project", "p"], worktree);
  renameSync(join(directory, "p"), join(directory, "q"));
  const moved = join(directory, "q/main");
  const { exitCode, stdout, stderr } = await wfs(["status"], { cwd: moved });
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining("WFS-s")]);
  expect(stderr).toContain(`“git worktree repair ${moved}”`);
  const taken = await wfs(["checkpoint", "create"], { cwd: moved });
  expect([taken.exitCode, taken.stderr]).toEqual([
    1,
    expect.stringMatching(/moved or renamed: run “git worktree repair”/u),
  ]);
  git(join(directory, "q/.bare"), "worktree", "repair", moved);
  expect(readFileSync(join(moved, ".git"), "utf8")).toContain("/q/.bare/");
  expect(await wfsJson(["checkpoint", "create"], moved)).toMatchObject({ id: 1 });
});

test("in a fork's worktree that was moved by hand no workspace is begun, and every verb names the command", async () => {
  const root = repository();
  await wfsJson(["new", "s", "--project", "p"], root);
  await wfsJson(["fork", "create", "f", "--worktree"], root);
  const moved = join(freshDirectory(), "moved");
  renameSync(join(root, ".worktrees/WFS-f"), moved);
  for (const verb of ["status --json", "init", "checkpoint create"]) {
    const { exitCode, stdout, stderr } = await wfs(verb.split(" "), { cwd: moved });
    expect([verb, exitCode, stdout]).toEqual([verb, 1, ""]);
    expect(stderr).toContain(`git worktree repair ${moved}`);
  }
  expect(existsSync(join(moved, ".workflow"))).toBe(false);
  git(root, "worktree", "repair", moved);
  expect(await wfsJson(["checkpoint", "create"], moved)).toMatchObject({ id: 1 });
});
