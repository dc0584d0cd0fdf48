import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { commitAll, git } from "./gitScene.ts";
import { keptDirectory, runProgram, wfs, wfsFile, wfsJson } from "./wfs.ts";

const root = keptDirectory();

beforeAll(async () => {
  git(root, "init", "--quiet", "--initial-branch=main");
  writeFileSync(join(root, "README.md"), "Hello\n");
  commitAll(root, "first");
  await wfsJson(["new", "one", "--project", "One"], root);
});

const filesOf = (n: number): readonly string[] =>
  git(root, "ls-tree", "-r", "--name-only", `refs/workflow/WFS-one/checkpoints/${n}`).split("\n");

async function checkpoint(env: Readonly<Record<string, string>>): Promise<number> {
  const { exitCode, stdout, stderr } = await wfs(["checkpoint", "create", "--json"], { cwd: root, env });
  expect([exitCode, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as { id: number }).id;
}

describe.skipIf(process.platform === "win32")("wfs in the world of the person's own git", () => {
  it("takes their configuration from the environment, and lets nothing there lead it elsewhere", async () => {
    const ignored = join(root, ".git", "ignored");
    writeFileSync(ignored, "*.log\n");
    writeFileSync(join(root, "x.log"), "1\n");
    writeFileSync(join(root, "a.txt"), "1\n");
    const setting = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "core.excludesFile", GIT_CONFIG_VALUE_0: ignored };
    const elsewhere = { GIT_DIR: "/nonexistent", GIT_WORK_TREE: "/", GIT_INDEX_FILE: "/nonexistent", GIT_PREFIX: "x/" };
    expect(filesOf(await checkpoint({ ...setting, ...elsewhere }))).toEqual(["README.md", "a.txt"]);
    writeFileSync(join(root, ".git", "global"), `[core]\n\texcludesFile = ${ignored}\n`);
    const global = { GIT_CONFIG_GLOBAL: join(root, ".git", "global") };
    expect(filesOf(await checkpoint(global))).toEqual(["README.md", "a.txt"]);
    expect(filesOf(await checkpoint(elsewhere))).toEqual(["README.md", "a.txt", "x.log"]);
  });

  it("works without a home", async () => {
    writeFileSync(join(root, "a.txt"), "without\n");
    const args = ["-u", "HOME", process.execPath, wfsFile(), "checkpoint", "create", "--json"];
    const { exitCode, stderr } = await runProgram("env", args, { cwd: root });
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  it("works inside a hook of a commit, whose index and lock stay its own", async () => {
    const hook = join(root, ".git", "hooks", "pre-commit");
    const run = `'${process.execPath}' '${wfsFile()}'`;
    const steps = `${run} checkpoint create -m hook && ${run} checkpoint restore 1 && ${run} undo`;
    writeFileSync(hook, `#!/bin/sh\n${steps} || exit 1\n`);
    chmodSync(hook, 0o755);
    writeFileSync(join(root, "README.md"), "second\n");
    writeFileSync(join(root, "u.txt"), "untracked\n");
    git(root, "commit", "--quiet", "--no-gpg-sign", "-am", "second");
    chmodSync(hook, 0o644);
    expect(git(root, "show", "HEAD:README.md")).toBe("second");
    expect([readFileSync(join(root, "README.md"), "utf8"), git(root, "status", "--porcelain", "u.txt")]).toEqual([
      "second\n",
      "?? u.txt",
    ]);
    expect(git(root, "fsck", "--no-dangling", "--no-progress")).toBe("");
    expect(readdirSync(join(root, ".git")).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  it("says why it cannot work where .git may not be written, and leaves sessions working", async () => {
    const isRoot = process.getuid?.() === 0;
    if (isRoot) execFileSync("chown", ["-R", "65534", root]);
    execFileSync("chmod", ["-R", "a-w", join(root, ".git")]);
    const options = { cwd: root, ...(isRoot ? { uid: 65_534 } : {}) };
    try {
      for (const args of [
        ["checkpoint", "create"],
        ["fork", "create", "a"],
      ]) {
        const { exitCode, stderr } = await wfs([...args, "--json"], options);
        expect(exitCode).toBe(1);
        const { error } = JSON.parse(stderr) as { error: { message: string; hint: string } };
        expect(error.message).toMatch(/ermission denied|not permitted|unable to create directory/u);
        expect(error.hint).toContain("permissions");
      }
      expect(await wfs(["new", "two", "--project", "Two"], options)).toMatchObject({ exitCode: 0 });
      expect(await wfs(["phase", "IMPLEMENT"], options)).toMatchObject({ exitCode: 0 });
      expect(await wfs(["status"], options)).toMatchObject({ exitCode: 0 });
    } finally {
      execFileSync("chmod", ["-R", "u+w", join(root, ".git")]);
    }
  });
});
