import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { wfs, wfsError, wfsJson } from "./wfs.ts";

let root: string;
beforeEach(async () => {
  root = repository();
  writeFileSync(join(root, "a.txt"), "1\n");
  commitAll(root, "second");
  await wfsJson(["init"], root);
  await wfsJson(["new", "base", "--project", "The baseline"], root);
});

/** What a program of a run says of its environment. */
async function environmentOf(task: string, env: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const print = "process.stdout.write(JSON.stringify(process.env))";
  const ran = await wfs(["run", "exec", task, "--no-look", "--", process.execPath, "-e", print], { cwd: root, env });
  if (ran.exitCode !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as Record<string, string>;
}

it("tells the transcript of a run, and takes it away", { timeout: 120_000 }, async () => {
  const start = ["run", "start", "fix-login", "--lane", "repo-fix", "-m", "Mend it"];
  const base = git(root, "rev-parse", "HEAD").slice(0, 10);
  const started = await wfs(start, { cwd: root });
  expect(started.stdout).toMatch(/^\[router\] scope=user:\S+ lane=repo-fix session=WFS-fix-login\n/u);
  const capsule = `[capsule] worktree=.worktrees/WFS-fix-login base=${base} attempt=1 enforcement=none\n`;
  expect(started.stdout).toContain(capsule);
  expect(await wfsError(start, root)).toEqual({ exitCode: 1, code: "exists" });
  const ran = await wfs(["run", "exec", "--", "sh", "-c", "echo hello; echo 2 > a.txt; echo 3 > b.txt; exit 7"], {
    cwd: root,
  });
  expect(ran).toEqual({ exitCode: 7, stdout: "hello\n", stderr: "[agent] touched files: a.txt, b.txt\n" });
  const json = await wfs(["--json", "run", "exec", "--", "sh", "-c", "echo hello; rm b.txt"], { cwd: root });
  expect([JSON.parse(json.stdout), json.stderr]).toMatchObject([{ exit_code: 0, changed: ["b.txt"] }, "hello\n"]);
  expect((await wfs(["run", "show"], { cwd: root })).stdout).toContain("[agent] touched files: a.txt, b.txt\n");
  expect(await wfsJson(["run", "show", "fix-login"], root)).toEqual({
    task: "fix-login",
    session: "WFS-fix-login",
    lane: "repo-fix",
    enforcement: "none",
    state: "ready",
    attempt: 1,
    worktree: join(root, ".worktrees/WFS-fix-login"),
    checks: [],
    artifacts: {},
    base: git(root, "rev-parse", "HEAD"),
    prompt: "Mend it",
    head: git(root, "rev-parse", "HEAD"),
    commits: 0,
    finished: null,
    setup_failed: null,
    kept: [],
  });
  expect(await wfsJson(["run", "reset"], root)).toMatchObject({ attempt: 1, checkpoint: 1 });
  expect(git(join(root, ".worktrees/WFS-fix-login"), "status", "--porcelain")).toBe("");
  expect(await wfsJson(["run", "retry"], root)).toMatchObject({ attempt: 2, checkpoint: null, stale_requests: [] });
  expect(await wfsJson(["run", "list"], root)).toMatchObject({ runs: [{ task: "fix-login", attempt: 2 }] });
  expect(await wfsJson(["run", "teardown"], root)).toMatchObject({ outcome: "removed", branch_deleted: true });
  expect(await wfsJson(["run", "teardown", "fix-login"], root)).toMatchObject({ outcome: "already" });
  expect(await wfsJson(["run", "list"], root)).toEqual({ runs: [] });
  expect(await wfsJson(["doctor"], root)).toMatchObject({ problems: [] });
});

it("lets nothing of the environment through that the lane does not name", { timeout: 120_000 }, async () => {
  for (const task of ["one", "two"]) await wfsJson(["run", "start", task, "--lane", "repo-fix"], root);
  await wfsJson(
    ["run", "start", "three", "--lane", "release", "--agent", "codex", "--conversation", "own-conversation"],
    root,
  );
  const passing = { HOME: root, LANG: "C.UTF-8", LC_TIME: "de_DE.UTF-8", TZ: "UTC", TERM: "dumb", NO_COLOR: "1" };
  const secret = Object.fromEntries(
    "GITHUB_TOKEN GH_TOKEN NPM_TOKEN AWS_SECRET_ACCESS_KEY ANTHROPIC_API_KEY OPENAI_API_KEY GIT_DIR GIT_CONFIG_COUNT GIT_SSH_COMMAND CLAUDE_SESSION_ID CODEX_THREAD_ID NODE_OPTIONS LD_PRELOAD_X WORKFLOW_SESSION WORKFLOW_AGENT WORKFLOW_CONVERSATION WORKFLOW_ANYTHING WFS_ANYTHING WFS_LANE WFS_SCRATCH WFS_SESSION"
      .split(" ")
      .map((name) => [name, name === "NODE_OPTIONS" ? "--no-warnings" : "WFS-other-secret"]),
  );
  const own = "TASK SESSION LANE ATTEMPT SCRATCH SCOPE LEASES PROMPT".split(" ").map((name) => `WFS_${name}`);
  const context = "SESSION SESSION_DIR SESSION_PINNED ROOT PROJECT PHASE BRANCH WORKTREE CONTEXT"
    .split(" ")
    .map((name) => `WORKFLOW_${name}`);
  const outside = { ...passing, ...secret, SSH_AUTH_SOCK: "/agent.sock" };
  const seen = new Map<string, Record<string, string>>();
  for (const task of ["one", "two", "three"]) seen.set(task, await environmentOf(task, outside));
  for (const [task, inside] of seen) {
    const agent = task === "three" ? ["SSH_AUTH_SOCK", "WORKFLOW_AGENT", "WORKFLOW_CONVERSATION"] : [];
    const allowed = new Set([...Object.keys(passing), "PATH", ...own, ...context, ...agent, "__CF_USER_TEXT_ENCODING"]);
    expect([task, Object.keys(inside).filter((name) => !allowed.has(name))]).toEqual([task, []]);
    expect(inside).toMatchObject({
      ...passing,
      WFS_TASK: task,
      WFS_SESSION: `WFS-${task}`,
      WORKFLOW_SESSION_PINNED: "1",
    });
    expect(JSON.stringify(inside)).not.toContain("WFS-other-secret");
    const others = ["one", "two", "three"].filter((other) => other !== task);
    for (const other of others) expect(JSON.stringify(inside)).not.toContain(`WFS-${other}`);
  }
  expect(seen.get("three")).toMatchObject({ WORKFLOW_AGENT: "codex", WORKFLOW_CONVERSATION: "own-conversation" });
});

it(
  "keeps two runs apart: worktree, scratch and leases of one are untouched by the other",
  { timeout: 120_000 },
  async () => {
    for (const task of ["one", "two"]) await wfsJson(["run", "start", task, "--lane", "repo-fix"], root);
    const write =
      'echo "$WFS_TASK" > a.txt; echo "$WFS_TASK" > "$WFS_SCRATCH/note"; git commit --quiet -am "$WFS_TASK"';
    git(root, "config", "user.name", "Ada");
    git(root, "config", "user.email", "ada@example.org");
    for (const task of ["one", "two"]) await wfs(["run", "exec", task, "--", "sh", "-c", write], { cwd: root });
    const at = (task: string, ...path: readonly string[]): string => join(root, ".worktrees", `WFS-${task}`, ...path);
    const scratch = (task: string): string => join(root, ".workflow", `WFS-${task}`, "runs", task, "scratch", "note");
    for (const task of ["one", "two"]) {
      expect(readFileSync(at(task, "a.txt"), "utf8")).toBe(`${task}\n`);
      expect(readFileSync(scratch(task), "utf8")).toBe(`${task}\n`);
    }
    const busy = wfs(["run", "exec", "one", "--no-look", "--", "sh", "-c", "until [ -e go ]; do sleep 0.05; done"], {
      cwd: root,
    });
    const state = async (task: string): Promise<unknown> =>
      ((await wfsJson(["run", "show", task], root)) as { readonly state: string }).state;
    while ((await state("one")) !== "running");
    expect(await wfsError(["run", "reset", "one"], root)).toEqual({ exitCode: 5, code: "conflict" });
    expect(await wfsError(["run", "teardown", "one"], root)).toEqual({ exitCode: 5, code: "conflict" });
    expect(await wfsJson(["run", "reset", "two"], root)).toMatchObject({ state: "ready", checkpoint: 1 });
    expect([existsSync(scratch("one")), existsSync(scratch("two"))]).toEqual([true, false]);
    expect(readFileSync(at("one", "a.txt"), "utf8")).toBe("one\n");
    expect(await wfsJson(["run", "teardown", "two"], root)).toMatchObject({ outcome: "removed" });
    expect(readFileSync(at("one", "a.txt"), "utf8")).toBe("one\n");
    // Inside of a run, by its environment or its worktree, no other one is changed.
    const inside = await wfs(["--json", "run", "start", "three", "--lane", "observe"], {
      cwd: root,
      env: { WFS_TASK: "one" },
    });
    expect(JSON.parse(inside.stderr)).toMatchObject({ error: { code: "refused" } });
    expect(await wfsError(["run", "start", "three", "--lane", "observe"], at("one"))).toMatchObject({
      code: "refused",
    });
    writeFileSync(at("one", "go"), "");
    expect((await busy).exitCode).toBe(0);
  },
);
