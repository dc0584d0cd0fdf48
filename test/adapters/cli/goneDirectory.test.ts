import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "./gitScene.ts";
import { freshDirectory, runProgram, wfs, wfsFile } from "./wfs.ts";

/** Runs `wfs` in a shell whose directory is removed first. */
async function inGone(...args: readonly string[]) {
  const directory = join(freshDirectory(), "gone");
  mkdirSync(directory);
  const script = 'rmdir "$PWD" && node=$1 && shift && exec "$node" "$@"';
  return runProgram("/bin/sh", ["-c", script, "sh", process.execPath, wfsFile(), ...args], { cwd: directory });
}

describe.skipIf(process.platform === "win32")("wfs in a directory that is gone", () => {
  it.each([["status"], ["events"], ["run", "list"], ["--root", "elsewhere", "list"]])(
    "says so, and what to do: %s",
    async (...line) => {
      const { exitCode, stdout, stderr } = await inGone(...line);
      expect([exitCode, stdout]).toEqual([1, ""]);
      expect(stderr).toBe(
        'wfs: The directory this shell stands in is gone.\n     cd to one that is there (cd "$PWD" where it was made anew), or name the repository (--root).\n',
      );
      const json = await inGone(...line, "--json");
      expect([json.exitCode, json.stdout]).toEqual([1, ""]);
      expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: "not-found" } });
    },
  );

  it("works where it needs none", async () => {
    expect(await inGone("--version")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await inGone("run", "exec", "--help")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await inGone("stauts")).toMatchObject({ exitCode: 2 });
    const root = repository();
    await wfs(["new", "a", "--project", "A"], { cwd: root });
    const ran = async (...line: readonly string[]) => inGone("--root", root, ...line);
    expect(await ran("run", "start", "fix", "--lane", "observe")).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await ran("run", "exec", "--", "pwd");
    expect([exitCode, stdout]).toEqual([0, `${join(root, ".worktrees", "WFS-fix")}\n`]);
    for (const line of [["status"], ["show"], ["events"], ["trace"], ["checkpoint", "create"], ["list"]]) {
      expect([line, (await ran(...line)).exitCode]).toEqual([line, 0]);
    }
  });
});
