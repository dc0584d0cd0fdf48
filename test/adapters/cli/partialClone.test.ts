import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsJson } from "./wfs.ts";

/** A clone of a repository with a history, of which a part was left out, with a fork that has work. */
async function clone(...part: readonly string[]): Promise<string> {
  const source = repository();
  writeFileSync(join(source, "README.md"), "Hello again\n");
  commitAll(source, "second");
  git(source, "config", "uploadpack.allowFilter", "true");
  git(source, "config", "uploadpack.allowAnySHA1InWant", "true");
  const root = join(freshDirectory(), "it's a clone");
  git(source, "clone", "--quiet", ...part, `file://${source}`, root);
  await wfs(["init"], { cwd: root });
  await wfs(["new", "base", "--project", "The baseline"], { cwd: root });
  const { path } = (await wfsJson(["fork", "create", "work", "--worktree"], root)) as { path?: string };
  const worktree = path ?? join(root, ".worktrees", "WFS-work");
  writeFileSync(join(worktree, "new.txt"), "new\n");
  commitAll(worktree, "work");
  return root;
}

/** The command that a hint names. */
const wayIn = (hint: string): string => /“(git .*)”/u.exec(hint)?.[1] ?? "";

const ask = ["request", "merge", "--session", "WFS-work", "-m", "Bring it", "--json"];

it("the agent of a partial clone is told when it asks, and what it is told to do helps, each time", async () => {
  for (let round = 0; round < 3; round += 1) {
    const root = await clone("--filter=blob:none");
    const refused = await wfs(ask, { cwd: root });
    expect([refused.exitCode, refused.stdout]).toEqual([1, ""]);
    const { error } = JSON.parse(refused.stderr) as { error: { code: string; message: string; hint: string } };
    expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("partial clone") as string });
    execFileSync("sh", ["-c", wayIn(error.hint)], { cwd: root, stdio: "pipe" });
    const asked = await wfs(ask, { cwd: root });
    expect([asked.exitCode, asked.stderr]).toEqual([0, ""]);
    expect(git(root, "fsck", "--full")).toBe("");
  }
}, 120_000);

it("what no remote has any more stops the way before anything is taken away", async () => {
  const root = await clone("--filter=blob:none");
  const source = git(root, "remote", "get-url", "origin").replace("file://", "");
  git(source, "switch", "--quiet", "--create", "gone");
  writeFileSync(join(source, "gone.txt"), "gone\n");
  commitAll(source, "gone");
  git(source, "switch", "--quiet", "main");
  git(root, "fetch", "--quiet");
  git(root, "branch", "keep", "origin/gone");
  git(source, "branch", "--quiet", "-D", "gone");
  git(source, "reflog", "expire", "--expire=now", "--all");
  git(source, "gc", "--quiet", "--prune=now");
  const { error } = JSON.parse((await wfs(ask, { cwd: root })).stderr) as { error: { hint: string } };
  expect(() => execFileSync("sh", ["-c", wayIn(error.hint)], { cwd: root, stdio: "pipe" })).toThrow();
  expect(git(root, "config", "remote.origin.promisor")).toBe("true");
  expect((await wfs(ask, { cwd: root })).exitCode).toBe(1);
}, 120_000);

it("the agent of a shallow clone may ask, and is told what a review needs", async () => {
  const root = await clone("--depth=1");
  const asked = await wfs(ask, { cwd: root });
  expect(asked.exitCode).toBe(0);
  const { obstacles } = JSON.parse(asked.stdout) as { obstacles: readonly { reason: string; help: string }[] };
  expect(obstacles).toMatchObject([{ reason: "incomplete", help: expect.stringContaining("--unshallow") as string }]);
  execFileSync("sh", ["-c", wayIn(obstacles[0]?.help ?? "")], { cwd: root, stdio: "pipe" });
  expect(JSON.parse((await wfs(ask, { cwd: root })).stdout)).toMatchObject({ obstacles: [] });
}, 120_000);
