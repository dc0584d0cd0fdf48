import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { freshDirectory, wfs, wfsError, wfsJson } from "./wfs.ts";

interface Answer {
  readonly id: string;
  readonly file: string | null;
  readonly file_now: string | null;
  readonly line: unknown;
  readonly outdated: boolean;
}
interface Listed {
  readonly annotations: readonly Answer[];
}

const program = ["import a", "import b", "", "function work() {", "  return check(user.password, 5);", "}", "// end"];

/** A directory without git, with a session and a file. */
async function plain(): Promise<string> {
  const root = freshDirectory();
  await wfsJson(["new", "one", "--project", "One"], root);
  writeFileSync(join(root, "auth.py"), program.join("\n"));
  return root;
}

/** A repository with a session and a fork of it. */
async function forked(...options: readonly string[]): Promise<string> {
  const root = repository();
  writeFileSync(join(root, "auth.py"), program.join("\n"));
  commitAll(root, "auth");
  await wfsJson(["new", "one", "--project", "One"], root);
  await wfsJson(["fork", "create", "a", ...options], root);
  return root;
}

describe("annotate add", () => {
  it("answers with exactly the fields other tools rely on, also where there is no git", async () => {
    const root = await plain();
    const line = ["--file", "auth.py", "--line", "5", "--label", "needs-review", "--by", "agent-1"];
    expect(await wfsJson(["annotate", "add", "--session", "WFS-one", ...line, "-m", "Why **5**?"], root)).toEqual({
      id: expect.stringMatching(/^\d{8}T\d{9}Z-[0-9a-f]{12}$/u),
      session: "WFS-one",
      file: "auth.py",
      file_now: "auth.py",
      line: { start: 5, end: 5 },
      side: "new",
      outdated: false,
      quoted: ["  return check(user.password, 5);"],
      labels: ["needs-review"],
      resolved: false,
      author: { kind: "agent", name: "agent-1" },
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u),
      body: "Why **5**?",
      replies: [],
      request: null,
      suggestion: null,
      review: null,
    });
    expect(await wfsJson(["annotate", "add", "-m", "On the session"], root)).toMatchObject({
      file: null,
      line: null,
      side: null,
      quoted: [],
      author: { kind: "agent", name: "wfs" },
    });
    expect(readdirSync(join(root, ".workflow", "WFS-one", "annotations"))).toHaveLength(2);
  });

  it("is by the agent the environment names, or by a person who says so", async () => {
    const root = await plain();
    const by = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<unknown> => {
      const { stdout } = await wfs(["annotate", "add", "-m", "x", "--json", ...args], { cwd: root, env });
      return (JSON.parse(stdout) as { author: unknown }).author;
    };
    expect(await by([], { WORKFLOW_AGENT: "agent-7" })).toEqual({ kind: "agent", name: "agent-7" });
    expect(await by(["--by", "agent-8"], { WORKFLOW_AGENT: "agent-7" })).toEqual({ kind: "agent", name: "agent-8" });
    expect(await by(["--person"], { USER: "ada" })).toEqual({ kind: "person", name: "ada", voice: "claimed" });
    expect(await by(["--person", "--by", "Ada Lovelace"], {})).toEqual({
      kind: "person",
      name: "Ada Lovelace",
      voice: "claimed",
    });
  });

  it("reads the lines of a fork from its worktree, or from its branch while it has none", async () => {
    const root = await forked();
    const add = ["annotate", "add", "--session", "a", "--file", "auth.py", "--line", "1", "-m", "x"];
    expect(await wfsJson(add, root)).toMatchObject({ quoted: ["import a"], line: { start: 1, end: 1 } });
    await wfsJson(["fork", "open", "a"], root);
    writeFileSync(join(root, ".worktrees", "WFS-a", "auth.py"), "of the fork\n");
    expect(await wfsJson(add, root)).toMatchObject({ quoted: ["of the fork"] });
    const old = [...add, "--side", "old"];
    expect(await wfsJson(old, root)).toMatchObject({ quoted: ["import a"], side: "old", outdated: false });
    expect(await wfsJson(["annotate", "add", "--file", "auth.py", "--line", "1", "-m", "x"], root)).toMatchObject({
      session: "WFS-one",
      quoted: ["import a"],
    });
  });

  it("takes paths relative to where it runs", async () => {
    const root = await forked("--worktree");
    const inside = join(root, ".worktrees", "WFS-a", "src");
    mkdirSync(inside);
    writeFileSync(join(inside, "new.ts"), "only here\n");
    const add = ["annotate", "add", "--file", "new.ts", "--line", "1", "-m", "x"];
    expect(await wfsJson(add, inside)).toMatchObject({ session: "WFS-a", file: "src/new.ts", quoted: ["only here"] });
  });

  it("refuses what it cannot show, and writes nothing", async () => {
    const root = await plain();
    writeFileSync(join(root, ".workflow", "secret"), "s\n");
    symlinkSync("/etc/hostname", join(root, "link"));
    mkdirSync(join(root, "sub"));
    const rows: readonly [args: readonly string[], code: string, exitCode: number][] = [
      [["--file", "none.py", "--line", "1"], "not-found", 1],
      [["--file", "none.py"], "not-found", 1],
      [["--file", "../outside.py"], "unsafe-path", 1],
      [["--file", "/etc/hostname", "--line", "1"], "unsafe-path", 1],
      [["--file", "link", "--line", "1"], "unsafe-path", 1],
      [["--file", "sub"], "unsafe-path", 1],
      [["--file", "auth.py", "--line", "8"], "usage", 2],
      [["--file", "auth.py", "--line", "0"], "usage", 2],
      [["--file", "auth.py", "--line", "3-2"], "usage", 2],
      [["--file", "auth.py", "--line", "1-2-3"], "usage", 2],
      [["--line", "1"], "usage", 2],
      [["--file", "auth.py", "--side", "both"], "usage", 2],
      [["--label", "Needs Review"], "usage", 2],
      [["--session", "none"], "not-found", 1],
      [["--request", "../x"], "usage", 2],
      [["--by", "a\nb"], "usage", 2],
    ];
    for (const [args, code, exitCode] of rows) {
      expect([args, await wfsError(["annotate", "add", "-m", "x", ...args], root)]).toEqual([args, { exitCode, code }]);
    }
    expect(await wfsError(["annotate", "add", "-m", " "], root)).toMatchObject({ code: "usage" });
    expect(await wfsError(["annotate", "add"], root)).toMatchObject({ code: "usage" });
    expect(existsSync(join(root, ".workflow", "WFS-one", "annotations"))).toBe(false);
  });
});

describe("annotate list", () => {
  it("calls nobody an agent whom nothing names as one", async () => {
    const root = await plain();
    await wfs(["annotate", "add", "-m", "From a shell"], { cwd: root });
    await wfs(["annotate", "add", "-m", "From an agent"], { cwd: root, env: { WORKFLOW_AGENT: "codex" } });
    const { stdout } = await wfs(["annotate", "list"], { cwd: root });
    expect(stdout).toMatch(/wfs \(unsigned\), [^\n]*\n +From a shell/u);
    expect(stdout).toMatch(/codex \(agent\), [^\n]*\n +From an agent/u);
  });

  it("says where the lines are now, and that they are outdated when they are gone", async () => {
    const root = await plain();
    await wfsJson(["annotate", "add", "--file", "auth.py", "--line", "4-5", "-m", "x"], root);
    writeFileSync(join(root, "auth.py"), ["# new", "# lines", ...program].join("\r\n"));
    const lines = async (): Promise<readonly unknown[]> => {
      const { annotations } = (await wfsJson(["annotate", "list"], root)) as Listed;
      return annotations.map(({ line, outdated }) => [line, outdated]);
    };
    expect(await lines()).toEqual([[{ start: 6, end: 7 }, false]]);
    writeFileSync(join(root, "auth.py"), program.toSpliced(3, 2).join("\n"));
    expect(await lines()).toEqual([[null, true]]);
  });

  it("follows files through the commits that renamed them, and says which are gone", async () => {
    const root = await forked("--worktree");
    const fork = join(root, ".worktrees", "WFS-a");
    const add = async (file: string, line: string, ...args: readonly string[]): Promise<void> => {
      const place = ["--session", "WFS-a", "--file", join(fork, file), "--line", line, ...args];
      await wfsJson(["annotate", "add", ...place, "-m", `on ${file}`], root);
    };
    const commit = (message: string): void => commitAll(fork, message);
    writeFileSync(join(fork, "new.py"), program.map((line) => `${line} # new`).join("\n"));
    writeFileSync(join(fork, "doomed.py"), "one\ntwo\n");
    commit("new files");
    await add("auth.py", "5");
    await add("auth.py", "1", "--side", "old");
    await add("new.py", "5");
    await add("doomed.py", "2");
    renameSync(join(fork, "auth.py"), join(fork, "login.py"));
    renameSync(join(fork, "new.py"), join(fork, "newer.py"));
    commit("renamed");
    renameSync(join(fork, "newer.py"), join(fork, "newest.py"));
    writeFileSync(join(fork, "newest.py"), ["# top", ...program.map((line) => `${line} # new`)].join("\n"));
    rmSync(join(fork, "doomed.py"));
    commit("renamed again");
    const list = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const { annotations } = (await wfsJson(["annotate", "list", "--session", "WFS-a", ...args], root)) as Listed;
      return annotations.map(({ file, file_now, line, outdated }) => [file, file_now, line, outdated]);
    };
    const moved = [
      ["auth.py", "login.py", { start: 5, end: 5 }, false],
      ["auth.py", "login.py", { start: 1, end: 1 }, false],
      ["new.py", "newest.py", { start: 6, end: 6 }, false],
    ];
    expect(await list()).toEqual([...moved, ["doomed.py", null, null, true]]);
    expect(await list("--file", join(fork, "newest.py"))).toEqual([moved[2]]);
    expect(await list("--file", join(fork, "new.py"))).toEqual([moved[2]]);
    const { stdout } = await wfs(["annotate", "list", "--session", "WFS-a"], { cwd: root });
    expect(stdout).toContain("login.py:1 (old side)  was ");
    expect(stdout).toMatch(/doomed\.py {2}WFS-a {2}outdated {2}the file is gone\n {2}> two\n/u);
  });

  it("is of one session, of all, of a file, or of what is unresolved", async () => {
    const root = await plain();
    await wfsJson(["annotate", "add", "-m", "on one"], root);
    await wfsJson(["annotate", "add", "--file", "auth.py", "-m", "on the file"], root);
    await wfsJson(["new", "two", "--project", "Two"], root);
    const { id } = (await wfsJson(["annotate", "add", "-m", "on two"], root)) as Answer;
    await wfsJson(["annotate", "resolve", id], root);
    const bodies = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const { annotations } = (await wfsJson(["annotate", "list", ...args], root)) as {
        annotations: readonly { body: string }[];
      };
      return annotations.map(({ body }) => body);
    };
    expect(await bodies()).toEqual(["on two"]);
    expect(await bodies("--unresolved")).toEqual([]);
    expect(await bodies("--session", "one")).toEqual(["on one", "on the file"]);
    expect(await bodies("--session", "one", "--file", "auth.py")).toEqual(["on the file"]);
    expect(await bodies("--all")).toEqual(["on one", "on the file", "on two"]);
    await wfsJson(["complete", "two", "--archive"], root);
    expect(await bodies("--all")).toEqual(["on one", "on the file"]);
    expect(await bodies()).toEqual([]);
  });

  it("is readable by people, whatever somebody wrote", async () => {
    const root = await plain();
    writeFileSync(join(root, "auth.py"), "\u001b[31mred\u202e\n");
    const note = "See <script> and javascript:alert(1)\nsecond line";
    await wfsJson(["annotate", "add", "--file", "auth.py", "--line", "1", "--label", "needs-review", "-m", note], root);
    const { annotations } = (await wfsJson(["annotate", "list"], root)) as Listed;
    const short = annotations[0]?.id.split("-")[1] ?? "";
    await wfsJson(["annotate", "reply", short.slice(0, 6), "-m", "Because.", "--person", "--by", "Ada"], root);
    const { stdout } = await wfs(["annotate", "list"], { cwd: root });
    expect(stdout).toBe(
      [
        `${short}  auth.py:1  WFS-one  needs-review`,
        "  > ␛[31mred⟨U+202E⟩",
        "  wfs (unsigned), now:",
        "    See <script> and javascript:alert(1)",
        "    second line",
        "  claims to be Ada, now:",
        "    Because.",
        "",
      ].join("\n"),
    );
  });

  it("has nothing to say where there is nothing", async () => {
    const root = await plain();
    expect(await wfsJson(["annotate", "list"], root)).toEqual({ annotations: [] });
    expect((await wfs(["annotate", "list"], { cwd: root })).stdout).toBe(
      "No comments on WFS-one. “wfs annotate add” writes one.\n",
    );
    expect((await wfs(["annotate", "list", "--all"], { cwd: root })).stdout).toContain("No comments on any session.");
  });

  it("names the session it means, and those that have comments", async () => {
    const root = await plain();
    await wfsJson(["annotate", "add", "-m", "first"], root);
    await wfsJson(["pause"], root);
    expect((await wfs(["annotate", "list"], { cwd: root })).stdout).toBe(
      "No comments on the temporary workspace. WFS-one has some: “wfs annotate list --session WFS-one”, or “--all”, shows them.\n",
    );
    expect((await wfs(["annotate", "list", "--file", "auth.py", "--session", "one"], { cwd: root })).stdout).toBe(
      "No comment on WFS-one is among those you ask for; it has 1 comment.\n",
    );
    expect((await wfs(["show", "one"], { cwd: root })).stdout).toContain(
      "1 open comment: “wfs annotate list --session WFS-one” shows them",
    );
  });
});

describe("annotate reply and resolve", () => {
  it("answer with the thread as it is afterwards", async () => {
    const root = await plain();
    const { id } = (await wfsJson(["annotate", "add", "-m", "first"], root)) as Answer;
    expect(await wfsJson(["annotate", "reply", id, "-m", "second", "--by", "agent-1"], root)).toMatchObject({
      id,
      body: "first",
      replies: [{ author: { kind: "agent", name: "agent-1" }, body: "second" }],
    });
    expect(await wfsJson(["annotate", "resolve", id], root)).toMatchObject({ id, resolved: true });
    expect(await wfsJson(["annotate", "resolve", id], root)).toMatchObject({ resolved: true });
    expect(await wfsJson(["annotate", "resolve", id, "--reopen"], root)).toMatchObject({ resolved: false });
  });

  it("take the beginning of an id when only one is meant", async () => {
    const root = await plain();
    const { id } = (await wfsJson(["annotate", "add", "-m", "first"], root)) as Answer;
    await wfsJson(["annotate", "add", "-m", "second"], root);
    expect(await wfsJson(["annotate", "resolve", id.slice(20, 28)], root)).toMatchObject({ id });
    expect(await wfsError(["annotate", "resolve", id.slice(0, 8)], root)).toEqual({ exitCode: 5, code: "conflict" });
    expect(await wfsError(["annotate", "resolve", "ffffffffffff"], root)).toEqual({ exitCode: 1, code: "not-found" });
    expect(await wfsError(["annotate", "resolve", ""], root)).toEqual({ exitCode: 1, code: "not-found" });
    expect(await wfsError(["annotate", "reply", "../../x", "-m", "x"], root)).toMatchObject({ code: "not-found" });
  });

  it("are refused in the archive", async () => {
    const root = await plain();
    const { id } = (await wfsJson(["annotate", "add", "-m", "first"], root)) as Answer;
    await wfsJson(["complete", "one", "--archive"], root);
    expect(await wfsError(["annotate", "reply", id, "-m", "late"], root)).toMatchObject({ code: "refused" });
  });
});

describe("a file that is not an annotation", () => {
  it("is named with what is wrong in it", async () => {
    const root = await plain();
    const { id } = (await wfsJson(["annotate", "add", "-m", "first"], root)) as Answer;
    const file = join(root, ".workflow", "WFS-one", "annotations", `${id}.json`);
    writeFileSync(file, readFileSync(file, "utf8").replace('"first"', "5"));
    const { stdout, stderr } = await wfs(["annotate", "list"], { cwd: root });
    expect(stdout).toContain("No comments on WFS-one.");
    expect(stderr).toContain("body: Invalid input: expected string, received number");
  });
});

describe("annotations beside git", () => {
  it("are never part of the repository's status", async () => {
    const root = await forked("--worktree");
    await wfsJson(["annotate", "add", "--session", "a", "--file", "auth.py", "--line", "5", "-m", "x"], root);
    expect(git(root, "status", "--porcelain")).toBe("");
    expect(git(join(root, ".worktrees", "WFS-a"), "status", "--porcelain")).toBe("");
  });
});
