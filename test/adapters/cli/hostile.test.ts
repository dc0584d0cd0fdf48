import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshDirectory, runProgram, wfs, wfsError, wfsFile, wfsJson } from "./wfs.ts";

const nasty = "\u001b]0;owned\u0007\u001b[2J a\nb \u202Egnp.exe \u200B";
// The drawing characters are what a terminal may receive from wfs beyond ordinary text.
const controls = /[\p{Cc}\p{Bidi_Control}\u200B]/u;

async function oneSession(): Promise<string> {
  const root = freshDirectory();
  await wfsJson(["new", "one", "--project", "One"], root);
  return root;
}

describe("text of agents", () => {
  it("is kept as it is in JSON and drawn visibly for people", async () => {
    const root = await oneSession();
    const file = join(root, ".workflow", "WFS-one", "workflow-session.json");
    const record = JSON.parse(readFileSync(file, "utf8")) as { progress: object };
    const hostile = { ...record, project: nasty, progress: { ...record.progress, current_tasks: [nasty] } };
    writeFileSync(file, JSON.stringify(hostile));
    const list = (await wfsJson(["list"], root)) as { sessions: { project: string }[] };
    expect(list.sessions[0]?.project).toBe(nasty);
    for (const args of [["status"], ["list"]]) {
      const { stdout, exitCode } = await wfs(args, { cwd: root });
      expect(exitCode).toBe(0);
      expect(stdout.split("\n").some((line) => controls.test(line))).toBe(false);
      expect(stdout).toContain("␛]0;owned␇␛[2J a␊b ⟨U+202E⟩gnp.exe ⟨U+200B⟩");
    }
  });

  it("is drawn in errors too", async () => {
    const { stderr } = await wfs(["switch", "\u001b[31m"], { cwd: freshDirectory() });
    expect(stderr).toContain("␛[31m");
    expect(stderr).not.toContain("\u001b");
  });

  it("is drawn where commander quotes it", async () => {
    const { stderr, exitCode } = await wfs(["status", "--\u001b[31m"], { cwd: freshDirectory() });
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain("\u001b");
  });
});

describe("artifacts", () => {
  it("may be in the session or in the repository, named from the current directory or the session's", async () => {
    const root = await oneSession();
    mkdirSync(join(root, "src"));
    writeFileSync(join(root, "src", "app.ts"), "");
    writeFileSync(join(root, ".workflow", "WFS-one", "notes.md"), "");
    const args = ["--artifact", "code=app.ts", "--artifact", "notes=notes.md"];
    await wfsJson(["phase", "IMPLEMENT", ...args], join(root, "src"));
    const record = readFileSync(join(root, ".workflow", "WFS-one", "phases", "0001-PLAN.json"), "utf8");
    expect(JSON.parse(record)).toMatchObject({ artifacts: { code: "../../src/app.ts", notes: "notes.md" } });
    await wfsJson(["new", "two", "--project", "Two"], root);
    await wfsJson(["phase", "IMPLEMENT", "--artifact", "notes=.workflow/WFS-one/notes.md"], root);
    const other = readFileSync(join(root, ".workflow", "WFS-two", "phases", "0001-PLAN.json"), "utf8");
    expect(JSON.parse(other)).toMatchObject({ artifacts: { notes: "../../.workflow/WFS-one/notes.md" } });
  });

  it.each<readonly [string, (root: string, outside: string) => string]>([
    ["a path with ..", () => "../../../../../etc/hostname"],
    ["an absolute path", (_root, outside) => join(outside, "secret")],
    [
      "a link",
      (root, outside) => {
        symlinkSync(join(outside, "secret"), join(root, "plan.md"));
        return "plan.md";
      },
    ],
    [
      "a directory that is a link",
      (root, outside) => {
        symlinkSync(outside, join(root, "docs"));
        return "docs/secret";
      },
    ],
  ])("refuses %s out of the repository", async (_name, make) => {
    const root = await oneSession();
    const outside = freshDirectory();
    writeFileSync(join(outside, "secret"), "s");
    const args = ["phase", "IMPLEMENT", "--artifact", `plan=${make(root, outside)}`];
    expect(await wfsError(args, root)).toEqual({ exitCode: 1, code: "unsafe-path" });
    expect(readdirSync(join(root, ".workflow", "WFS-one"))).toEqual(["workflow-session.json"]);
  });

  it.each(["__proto__", "a b", "-x", "ä"])("refuses the name %j", async (name) => {
    const root = await oneSession();
    writeFileSync(join(root, "plan.md"), "");
    const args = ["phase", "IMPLEMENT", "--artifact", `${name}=plan.md`];
    expect(await wfsError(args, root)).toEqual({ exitCode: 2, code: "usage" });
  });

  it("refuses one that is not there, and a directory", async () => {
    const root = await oneSession();
    expect(await wfsError(["phase", "IMPLEMENT", "--artifact", "plan=none.md"], root)).toMatchObject({
      code: "not-found",
    });
    mkdirSync(join(root, "docs"));
    expect(await wfsError(["phase", "IMPLEMENT", "--artifact", "plan=docs"], root)).toMatchObject({
      code: "unsafe-path",
    });
  });
});

describe("files that are not what they should be", () => {
  it("refuses a .workflow that is a link, and changes nothing behind it", async () => {
    const root = freshDirectory();
    const elsewhere = freshDirectory();
    symlinkSync(elsewhere, join(root, ".workflow"));
    expect(await wfsError(["new", "one", "--project", "One"], root)).toEqual({ exitCode: 1, code: "unsafe-path" });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it("refuses a session that is a link", async () => {
    const root = await oneSession();
    symlinkSync(freshDirectory(), join(root, ".workflow", "WFS-link"));
    expect(await wfsError(["switch", "link"], root)).toEqual({ exitCode: 1, code: "unsafe-path" });
  });

  it("keeps unknown fields of a record byte for byte", async () => {
    const root = await oneSession();
    const file = join(root, ".workflow", "WFS-one", "workflow-session.json");
    const foreign = '"estimate": 6.50,\n\t"run" : 4120000000000000000001, "__proto__": {"x": 1}';
    writeFileSync(file, readFileSync(file, "utf8").replace(/^\{/u, `{${foreign},`));
    await wfsJson(["task", "add", "impl-1"], root);
    expect(readFileSync(file, "utf8")).toContain(foreign);
  });

  it("says what to do when .workflow is read-only, and still reads", async () => {
    const root = await oneSession();
    chmodSync(root, 0o755);
    const directories = [join(root, ".workflow"), join(root, ".workflow", "WFS-one")];
    for (const directory of directories) chmodSync(directory, 0o555);
    const options = { cwd: root, ...(process.getuid?.() === 0 ? { uid: 65_534 } : {}) };
    for (const args of [["new", "two", "--project", "Two"], ["task", "add", "a"], ["pause"]]) {
      const { exitCode, stdout, stderr } = await wfs(["--json", ...args], options);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: "file" } });
    }
    const status = await wfs(["--json", "status"], options);
    expect(JSON.parse(status.stdout)).toMatchObject({ active: "WFS-one", problems: [] });
    for (const directory of directories) chmodSync(directory, 0o755);
  });
});

describe.skipIf(process.platform === "win32")("directories without permissions", () => {
  it("are a problem of their own and stop no verb that only looks", async () => {
    const root = await oneSession();
    await wfsJson(["new", "two", "--project", "Two"], root);
    await wfsJson(["complete", "two", "--archive"], root);
    chmodSync(root, 0o755);
    const closed = ["WFS-one", "completed"].map((name) => join(root, ".workflow", name));
    for (const path of closed) chmodSync(path, 0o000);
    const options = { cwd: root, ...(process.getuid?.() === 0 ? { uid: 65_534 } : {}) };
    const status = await wfs(["status", "--json"], options);
    expect(JSON.parse(status.stdout)).toMatchObject({
      sessions: 1,
      problems: [{ code: "unreadable" }, { code: "unreadable" }],
    });
    expect(await wfs(["doctor"], options)).toMatchObject({ exitCode: 1, stderr: "" });
    const list = await wfs(["list"], options);
    expect(list).toMatchObject({ exitCode: 0 });
    expect(list.stdout).toContain("WFS-one");
    for (const path of closed) chmodSync(path, 0o755);
  });
});

describe("output", () => {
  it("survives a reader that stops reading", async () => {
    const root = await oneSession();
    const child = spawn(process.execPath, [wfsFile(), "list"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("writes a list larger than a pipe whole", async () => {
    const root = await oneSession();
    const record = readFileSync(join(root, ".workflow", "WFS-one", "workflow-session.json"), "utf8");
    for (let index = 0; index < 500; index += 1) {
      const directory = join(root, ".workflow", `WFS-many-${index}`);
      mkdirSync(directory);
      writeFileSync(join(directory, "workflow-session.json"), record.replaceAll("WFS-one", `WFS-many-${index}`));
    }
    const list = [process.execPath, wfsFile(), "list", "--json"];
    const piped = await runProgram("/bin/sh", ["-c", `"$0" "$@" | cat`, ...list], { cwd: root });
    expect((JSON.parse(piped.stdout) as { sessions: unknown[] }).sessions).toHaveLength(501);
    expect(piped.stdout.length).toBeGreaterThan(100_000);
  });
});
