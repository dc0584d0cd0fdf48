import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { repository } from "./gitScene.ts";
import { wfs, wfsFile } from "./wfs.ts";

let root = "";
const events = (): string => join(root, ".workflow", ".events");
const run = async (...args: readonly string[]) => wfs(args, { cwd: root });

beforeEach(async () => {
  root = repository();
  await run("new", "one", "--project", "One");
});

/** The events that `wfs events --json` prints. */
async function listed(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { exitCode, stdout, stderr } = await run("events", "--json", ...args);
  expect([exitCode, stderr]).toEqual([0, ""]);
  return linesIn(stdout);
}

const linesIn = (text: string): readonly Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A segment of another machine, with these lines. */
function foreign(...lines: readonly string[]): void {
  appendFileSync(join(events(), "elsewhere-0001.jsonl"), lines.map((line) => `${line}\n`).join(""));
}

describe("wfs events", () => {
  it("prints what has happened, a line of JSON each, with who did it", async () => {
    await wfs(["task", "add", "a"], { cwd: root, env: { WORKFLOW_AGENT: " agent-1 " } });
    await wfs(["task", "add", "b"], { cwd: root, env: { CODEX_THREAD_ID: "1" } });
    await wfs(["task", "add", "c"], { cwd: root, env: { WORKFLOW_AGENT: "Person" } });
    await wfs(["task", "add", "d"], { cwd: root, env: { WORKFLOW_AGENT: `a\u001b[31m\nb${"x".repeat(300)}` } });
    const found = await listed();
    expect(found.map(({ type, actor, session }) => [type, actor, session])).toEqual([
      ["session.created", "wfs", "WFS-one"],
      ["session.activated", "wfs", "WFS-one"],
      ["task.added", "agent-1", "WFS-one"],
      ["task.added", "codex", "WFS-one"],
      ["task.added", "wfs", "WFS-one"],
      ["task.added", expect.stringMatching(/^a \[31m bx{192}$/u), "WFS-one"],
    ]);
  });

  it("prints those of a session, and since a time or an age", async () => {
    await run("new", "two", "--project", "Two");
    foreign('{"at":"2020-01-01T00:00:00Z","session":"WFS-two","actor":"a","type":"old.type","n":1}');
    expect((await listed("--session", "two")).map(({ type }) => type)).toEqual([
      "old.type",
      "session.created",
      "session.activated",
    ]);
    for (const since of ["10m", "2h", "2020-01-02", "2020-01-01T00:00:01Z"]) {
      expect(await listed("--since", since, "--session", "two")).toHaveLength(2);
    }
    expect(await listed("--since", "2020-01-01")).toHaveLength(5);
    for (const wrong of ["yesterday", "10", "-1h", ""]) {
      const { exitCode, stderr } = await run("events", "--since", wrong);
      expect([wrong, exitCode, stderr]).toEqual([wrong, 2, expect.stringMatching(/age \(10m, 2h, 3d\)|missing/u)]);
    }
  });

  it("shows people a table in which nothing can pass for anything else", async () => {
    foreign(
      JSON.stringify({
        at: "2020-01-01T00:00:00Z",
        session: "WFS-\u202eeno",
        actor: "\u001b[2Jperson",
        type: "x.y\nz",
        "m\u0007": "a\nb\u001b]8;;",
        list: ["\u2028"],
        gone: null,
      }),
      "no event",
    );
    const { stdout, stderr, exitCode } = await run("events");
    expect(exitCode).toBe(0);
    expect(stderr).toBe("Lines that are no events: 1.\n");
    const [first = "", second = ""] = stdout.split("\n");
    expect(first).toBe('2020-01-01T00:00:00Z      WFS-⟨U+202E⟩eno  ␛[2Jperson  x y␊z: m␇ a␊b␛]8;;, list ["⟨U+2028⟩"]');
    expect(second).toMatch(/^\S+Z +WFS-one +wfs +session created$/u);
  });

  it("tells a session that never was from one that is gone, and from one of which nothing new is known", async () => {
    foreign('{"at":"2020-01-01T00:00:00Z","session":"WFS-gone","actor":"a","type":"old.type"}');
    for (const more of [[], ["--follow"], ["--since", "1h"]]) {
      const { exitCode, stdout, stderr } = await run("events", "--session", "nope", "--json", ...more);
      expect([exitCode, stdout]).toEqual([1, ""]);
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: "not-found" } });
    }
    expect(await listed("--session", "gone")).toHaveLength(1);
    expect(await listed("--session", "gone", "--since", "1h")).toEqual([]);
  });

  it("says that there is nothing, also where there is no .workflow", async () => {
    rmSync(events(), { recursive: true });
    expect(await run("events")).toEqual({ exitCode: 0, stdout: "", stderr: "Nothing has been noted.\n" });
    rmSync(join(root, ".workflow"), { recursive: true });
    expect(await run("events", "--json")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  it(
    "follows what happens, in a directory that comes again too, until its reader is gone",
    { timeout: 60_000 },
    async () => {
      const child = spawn(process.execPath, [wfsFile(), "events", "--follow", "--since", "1h", "--json"], {
        cwd: root,
        env: { PATH: process.env["PATH"], HOME: tmpdir() },
        stdio: ["ignore", "pipe", "inherit"],
      });
      onTestFinished(() => void child.kill());
      const ended = once(child, "exit");
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async (): Promise<unknown> => {
        const { value } = (await lines.next()) as { readonly value: string };
        return (JSON.parse(value) as { readonly type: unknown }).type;
      };
      expect([await next(), await next()]).toEqual(["session.created", "session.activated"]);
      await run("task", "add", "a");
      expect(await next()).toBe("task.added");
      rmSync(join(root, ".workflow"), { recursive: true });
      await run("new", "again", "--project", "Again");
      expect([await next(), await next()]).toEqual(["session.created", "session.activated"]);
      child.stdout.destroy();
      await run("task", "add", "b");
      await run("task", "add", "c");
      expect(await ended).toEqual([0, null]);
    },
  );
});

describe("a verb whose event cannot be written", () => {
  it("does its work, and says it once", async () => {
    rmSync(events(), { recursive: true });
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), events());
    const { exitCode, stderr } = await run("new", "two", "--project", "Two");
    expect(exitCode).toBe(0);
    expect(stderr.match(/could not be written/gu)).toHaveLength(1);
    expect(stderr).toContain("a symbolic link, not a real directory");
    expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
    expect(existsSync(join(root, ".workflow", "WFS-two"))).toBe(true);
  });

  it.runIf(process.getuid?.() === 0)("also where it may not write there", async () => {
    rmSync(events(), { recursive: true });
    mkdirSync(events());
    chmodSync(root, 0o777);
    for (const path of [".workflow", ".workflow/WFS-one"]) chmodSync(join(root, path), 0o777);
    const { stderr } = await wfs(["task", "add", "a"], { cwd: root, uid: 65_534 });
    expect(stderr).toContain("An event (task.added) could not be written");
    expect(readdirSync(events())).toEqual([]);
  });
});
