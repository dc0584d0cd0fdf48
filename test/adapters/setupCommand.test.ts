import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runSetupCommand } from "../../src/adapters/setupCommand.ts";

let directory = "";
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "workflow-setup-")));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("it runs in the worktree, and both streams and the exit code are answers", async () => {
  expect(await runSetupCommand("pwd; echo wrong >&2; exit 3", directory)).toEqual({
    exitCode: 3,
    output: `${directory}\nwrong\n`,
  });
});

test("git's variables do not reach it, and nobody answers a question", async () => {
  process.env["GIT_DIR"] = "/elsewhere";
  try {
    expect(await runSetupCommand('echo "[$GIT_DIR]"; read answer || echo none', directory)).toEqual({
      exitCode: 0,
      output: "[]\nnone\n",
    });
  } finally {
    delete process.env["GIT_DIR"];
  }
});

test("only the end of a long output is kept", async () => {
  const { output } = await runSetupCommand("yes | head -c 100000; echo end", directory);
  expect(output).toHaveLength(8 * 1024);
  expect(output.endsWith("end\n")).toBe(true);
});

test("cancelling ends it with everything it started", async () => {
  const controller = new AbortController();
  const started = performance.now();
  const running = runSetupCommand("sleep 30 & sleep 30; wait", directory, { signal: controller.signal });
  setTimeout(() => controller.abort(), 100);
  expect((await running).exitCode).not.toBe(0);
  expect(performance.now() - started).toBeLessThan(10_000);
});
