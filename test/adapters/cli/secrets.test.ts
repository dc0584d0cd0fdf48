import { lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Letters } from "../../support/secretSamples.ts";
import { commitAll, git } from "./gitScene.ts";
import { keptDirectory, wfs, wfsJson } from "./wfs.ts";

const letters = new Letters(6);
/** What each verb is given; one secret for each, so that a leak says where it came from. */
const secretOf = (verb: string): string => `ghp_${new Letters(verb.length * 31 + verb.charCodeAt(0)).alnum(36)}`;
const inFile = `glpat-${letters.mixed(20)}`;
const redacted = ["github-token"];
const mark = "[redacted:github-token]";

let root = "";

/** All files below a directory, those of git too. */
function filesIn(directory: string): readonly string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return lstatSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** Everything that lies in the workspace and in git's objects, packed or not. */
function everything(): string {
  const files = filesIn(root).map((path) => `${path}\n${readFileSync(path, "utf8")}`);
  const objects = git(root, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    .split("\n")
    .map((line) => line.split(" "))
    .map(([id = "", type = ""]) => git(root, "cat-file", type === "tree" ? "-p" : type, id));
  return [...files, ...objects, git(root, "for-each-ref"), git(root, "reflog", "--all")].join("\n");
}

beforeAll(async () => {
  root = keptDirectory();
  git(root, "init", "--quiet", "--initial-branch=main");
  writeFileSync(join(root, "app.py"), "import os\n\ndef work():\n    return call()\n");
  commitAll(root, "first");
  await wfsJson(["init"], root);
}, 60_000);

interface Given {
  readonly verb: string;
  readonly args: (text: string) => readonly string[];
  /** Where the text is in the answer. */
  readonly says: (answer: never) => unknown;
  readonly before?: () => Promise<unknown>;
}

/** The id of the comment that is replied to. */
let comment = "";

const given: readonly Given[] = [
  {
    verb: "new",
    args: (text) => ["new", "one", "--project", text],
    says: (answer: { readonly project: string }) => answer.project,
  },
  {
    verb: "task add",
    args: (text) => ["task", "add", text],
    says: (answer: { readonly current_tasks: readonly string[] }) => answer.current_tasks.at(-1),
  },
  { verb: "save", args: (text) => ["save", "-m", text], says: () => `use ${mark}` },
  {
    verb: "checkpoint create",
    args: (text) => ["checkpoint", "create", "-m", text],
    says: () => `use ${mark}`,
    before: () => Promise.resolve(writeFileSync(join(root, "new.py"), "pass\n")),
  },
  {
    verb: "fork create",
    args: (text) => ["fork", "create", "a", "--worktree", "--project", text],
    says: () => `use ${mark}`,
  },
  {
    verb: "annotate add",
    args: (text) => ["annotate", "add", "--session", "one", "-m", text],
    says: (answer: { readonly body: string; readonly id: string }) => {
      comment = answer.id;
      return answer.body;
    },
  },
  {
    verb: "annotate reply",
    args: (text) => ["annotate", "reply", comment, "-m", text],
    says: (answer: { readonly replies: readonly { readonly body: string }[] }) => answer.replies.at(-1)?.body,
  },
  {
    verb: "request commit",
    args: (text) => ["request", "commit", "--session", "one", "-m", text],
    says: (answer: { readonly request: { readonly summary: string } }) => answer.request.summary,
  },
  {
    verb: "request merge",
    args: (text) => ["request", "merge", "--session", "a", "-m", text],
    says: (answer: { readonly request: { readonly summary: string } }) => answer.request.summary,
    before: () => {
      const worktree = join(root, ".worktrees", "WFS-a");
      writeFileSync(join(worktree, "more.py"), "pass\n");
      return Promise.resolve(commitAll(worktree, "more"));
    },
  },
  {
    verb: "request teardown",
    args: (text) => ["request", "teardown", "--session", "a", "-m", text],
    says: (answer: { readonly request: { readonly summary: string } }) => answer.request.summary,
  },
];

describe("a secret in a text that is given to wfs", () => {
  it.each(given.map((each) => [each.verb, each] as const))(
    "%s: is taken out and named, and nothing keeps it",
    async (verb, each) => {
      await each.before?.();
      const secret = secretOf(verb);
      const answer = (await wfsJson(each.args(`use ${secret}`), root)) as { readonly redacted?: readonly string[] };
      expect(answer.redacted).toEqual(redacted);
      expect(each.says(answer as never)).toBe(`use ${mark}`);
      expect(everything()).not.toContain(secret);
      expect(everything()).toContain(`use ${mark}`);
    },
  );

  it("is said in one line on standard error, and not at all where there is none", async () => {
    const { stdout, stderr } = await wfs(["task", "add", `try ${secretOf("people")}`], { cwd: root });
    expect(stderr).toBe("Taken out, because it looks like a secret: github-token. A mark stands in its place.\n");
    expect(stdout).toContain(`working on try ${mark}`);
    const plain = await wfs(["task", "add", "try again"], { cwd: root });
    expect(plain.stderr).toBe("");
    expect(await wfsJson(["task", "add", "try twice"], root)).not.toHaveProperty("redacted");
    expect(await wfsJson(["list"], root)).not.toMatchObject({ sessions: [{ redacted: expect.anything() }] });
  });

  it("is said at once, and in the answer, where that is waited for", async () => {
    const ask = ["request", "merge", "--session", "a", "--wait", "1", "-m", `use ${secretOf("waiting")}`];
    const plain = await wfs([...ask, "--json"], { cwd: root });
    expect(JSON.parse(plain.stderr)).toEqual({ asked: { id: expect.any(String), redacted } });
    expect(JSON.parse(plain.stdout)).toMatchObject({ state: "waiting", redacted });
    const events = (await wfs([...ask, "--events"], { cwd: root })).stdout.trim().split("\n");
    expect(JSON.parse(events[0] ?? "")).toMatchObject({ event: "asked", redacted });
    expect(JSON.parse(events.at(-1) ?? "")).toMatchObject({ event: "ended", request: { redacted } });
    expect(everything()).not.toContain(secretOf("waiting"));
  });

  it("does not hinder a task from being finished by what was typed", async () => {
    await wfsJson(["task", "add", `do ${secretOf("twice")}`], root);
    const done = (await wfsJson(["task", "done", `do ${secretOf("twice")}`], root)) as { current_tasks: string[] };
    expect(done.current_tasks).not.toContain(`do ${mark}`);
  });

  it("is not kept of the lines a comment is on, which are found again all the same", async () => {
    const file = join(root, "app.py");
    const program = ["import os", "", `token = "${inFile}"`, "", "def work():", "    return call(token)"];
    writeFileSync(file, `${program.join("\n")}\n`);
    const on = ["annotate", "add", "--session", "one", "--file", "app.py"];
    expect(await wfsJson([...on, "--line", "3", "-m", "Why here?"], root)).toMatchObject({
      line: { start: 3, end: 3 },
      quoted: ["[redacted:gitlab-token]"],
      outdated: false,
    });
    await wfsJson([...on, "--line", "5", "-m", "Beside it"], root);
    const notes = filesIn(join(root, ".workflow")).map((path) => readFileSync(path, "utf8"));
    expect(notes.join("\n")).not.toContain(inFile);
    writeFileSync(file, `# new\n# newer\n${program.join("\n")}\n`);
    expect(await wfsJson(["annotate", "list", "--session", "one", "--file", "app.py"], root)).toMatchObject({
      annotations: [{ line: { start: 5, end: 5 } }, { line: { start: 7, end: 7 } }],
    });
    writeFileSync(file, `${program.with(2, "token = read()").join("\n")}\n`);
    expect(await wfsJson(["annotate", "list", "--session", "one", "--file", "app.py"], root)).toMatchObject({
      annotations: [{ line: null, outdated: true }, { line: { start: 5, end: 5 } }],
    });
  });

  it("stays where nobody gives it as text: in names, in what is proposed, in members of other tools", async () => {
    const record = join(root, ".workflow", "WFS-one", "workflow-session.json");
    const kept = { ...(JSON.parse(readFileSync(record, "utf8")) as object), other_tool: { note: secretOf("foreign") } };
    writeFileSync(record, `${JSON.stringify(kept, undefined, 2)}\n`);
    await wfsJson(["task", "add", "another"], root);
    expect(readFileSync(record, "utf8")).toContain(secretOf("foreign"));
    const by = secretOf("name").slice(0, 40);
    expect(await wfsJson(["annotate", "add", "--session", "one", "-m", "x", "--by", by], root)).toMatchObject({
      author: { name: by },
    });
  });

  it("cannot be kept by an option", async () => {
    for (const verb of [
      ["new"],
      ["task", "add"],
      ["save"],
      ["annotate", "add"],
      ["checkpoint", "create"],
      ["request", "merge"],
    ]) {
      const { stdout } = await wfs([...verb, "--help"], { cwd: root });
      expect(stdout).not.toMatch(/--[a-z-]*(?:secret|redact|raw|keep-)/u);
    }
  });
});
