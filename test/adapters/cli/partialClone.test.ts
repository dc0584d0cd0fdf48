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

const ask = ["request", "merge", "--session", "WFS-work", "-m", "Bring it", "--json"];

it.each([
  ["a partial clone", ["--filter=blob:none"]],
  ["a shallow clone", ["--depth=1"]],
])(
  "the agent of %s is told when it asks, and what it is told to do helps",
  async (what, part) => {
    const root = await clone(...part);
    const refused = await wfs(ask, { cwd: root });
    expect([refused.exitCode, refused.stdout]).toEqual([1, ""]);
    const { error } = JSON.parse(refused.stderr) as { error: { code: string; message: string; hint: string } };
    expect(error).toMatchObject({ code: "refused", message: expect.stringContaining(what.slice(2)) as string });
    const command = /“(git .*)”/u.exec(error.hint)?.[1] ?? "";
    execFileSync("sh", ["-c", command], { cwd: root, stdio: "pipe" });
    const asked = await wfs(ask, { cwd: root });
    expect([asked.exitCode, asked.stderr]).toEqual([0, ""]);
    expect(git(root, "fsck", "--full")).toBe("");
  },
  60_000,
);
