import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runInGroup, type GroupEnd } from "../../src/adapters/runInGroup.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "workflow-group-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const run = async (script: string, signal?: AbortSignal, stdin = ""): Promise<GroupEnd> =>
  await runInGroup({
    program: "/bin/sh",
    args: ["-c", script],
    directory,
    env: { PATH: process.env["PATH"] },
    stdin: Buffer.from(stdin),
    signal,
  });

/** The same by a line for the system's shell, of which nothing is left when there is an answer. */
const runAlone = async (script: string, signal?: AbortSignal): Promise<GroupEnd> =>
  await runInGroup({
    program: script,
    args: [],
    isShell: true,
    leavesNothing: true,
    directory,
    env: { PATH: process.env["PATH"] },
    stdin: Buffer.alloc(0),
    signal,
  });

const file = (name: string): string => join(directory, name);

/** Whether it still runs; one that nobody has fetched the end of does not. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)]);
  return /^[^Z]/u.test(stdout.toString("utf8").trim());
}

/** Process ids that the script has written, once it has. */
async function pids(name: string, count: number): Promise<readonly number[]> {
  const read = (): readonly string[] => (existsSync(file(name)) ? readFileSync(file(name), "utf8").split("\n") : []);
  await expect.poll(() => read().filter((line) => line !== "")).toHaveLength(count);
  return read()
    .filter((line) => line !== "")
    .map(Number);
}

describe.skipIf(process.platform === "win32")("a program in a group of its own", () => {
  it("gets what it is to read, and its answer is whole", async () => {
    const end = await run("cat; echo said >&2; exit 3", undefined, "given");
    expect({ ...end, stdout: String(end.stdout), stderr: String(end.stderr) }).toEqual({
      exitCode: 3,
      stdout: "given",
      stderr: "said\n",
      ended: undefined,
    });
  });

  it("has no terminal", async () => {
    expect((await run("exec 3</dev/tty")).exitCode).not.toBe(0);
  });

  it("ends with all that it has started when it is cancelled, also what does not want to", async () => {
    const cancel = new AbortController();
    const script = `trap '' TERM; (trap '' TERM; echo $$ >>pids; sh -c 'echo $$ >>pids; exec sleep 60') & echo $! >>pids; wait; sleep 60`;
    const running = run(script, cancel.signal);
    const started = await pids("pids", 3);
    cancel.abort();
    const began = performance.now();
    expect((await running).ended).toBe("cancelled");
    expect(performance.now() - began).toBeLessThan(5000);
    await expect.poll(() => started.filter((pid) => runs(pid))).toEqual([]);
  });

  it("is answered for although something it has left running holds on to its output, and that is left alone", async () => {
    const began = performance.now();
    const end = await run("sleep 60 & echo $! >pids; echo done");
    expect({ exitCode: end.exitCode, stdout: String(end.stdout) }).toEqual({ exitCode: 0, stdout: "done\n" });
    expect(performance.now() - began).toBeLessThan(10_000);
    const [left = 0] = await pids("pids", 1);
    expect(runs(left)).toBe(true);
    process.kill(left);
  });

  it("has nothing left of it before there is an answer where that is asked for, also what does not want to end", async () => {
    const script = `(trap '' TERM; exec >/dev/null 2>&1; while :; do sleep 0.2; done) & echo $! >>pids; echo done`;
    const end = await runAlone(script);
    expect(end.exitCode).toBe(0);
    const [left = 0] = await pids("pids", 1);
    expect(runs(left)).toBe(false);
  });

  it("is killed at once with all that it has started where its window ends, which waits for nothing", async () => {
    const cancel = new AbortController();
    const running = runAlone(`trap : TERM; echo $$ >>pids; while :; do sleep 47; done`, cancel.signal);
    const [own = 0] = await pids("pids", 1);
    cancel.abort();
    // Nothing of this process runs between the two, as when a window is gone.
    spawnSync("sleep", ["0.5"]);
    expect(runs(own)).toBe(false);
    expect((await running).ended).toBe("cancelled");
  });

  it("is ended when it prints without an end", async () => {
    const end = await run("yes");
    expect(end.ended).toBe("too-much");
    expect(end.stdout).toHaveLength(1024 * 1024);
  });

  it("may complain for as long as it likes", async () => {
    const end = await run("yes | head -c 3000000 >&2; echo done");
    expect({ exitCode: end.exitCode, stdout: String(end.stdout), length: end.stderr.length }).toEqual({
      exitCode: 0,
      stdout: "done\n",
      length: 1024 * 1024,
    });
  });

  it("that is not there is an error", async () => {
    const missing = { program: file("none"), args: [], directory, env: {}, stdin: Buffer.alloc(0) };
    await expect(runInGroup(missing)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(runInGroup({ ...missing, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ENOENT" });
  });
});
