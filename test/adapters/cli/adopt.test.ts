import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitAll, git, repository } from "./gitScene.ts";
import { freshDirectory, wfs } from "./wfs.ts";
import { writeFileSync } from "node:fs";

interface Answer {
  readonly adopted?: readonly { readonly id: string; readonly state: string; readonly agent?: unknown }[];
  readonly found?: readonly {
    readonly branch: string | null;
    readonly path: string | null;
    readonly tool: string | null;
  }[];
  readonly forks?: readonly Readonly<Record<string, unknown>>[];
  readonly active?: string | null;
}

/** A repository with the worktree of another tool, which has a commit of its own. */
function foreignWork(): { readonly root: string; readonly worktree: string } {
  const root = realpathSync(repository());
  const worktree = join(realpathSync(freshDirectory()), "login");
  git(root, "worktree", "add", "--quiet", "-b", "claude/login", worktree);
  writeFileSync(join(worktree, "login.txt"), "new\n");
  commitAll(worktree, "Sign in");
  return { root, worktree };
}

async function answer(args: readonly string[], cwd: string): Promise<Answer> {
  const { exitCode, stdout, stderr } = await wfs([...args, "--json"], { cwd });
  expect([exitCode, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Answer;
}

test("work of another tool is found without .workflow, kept as a fork, and asked to be merged from its own worktree", async () => {
  const { root, worktree } = foreignWork();
  const { found } = await answer(["found"], root);
  expect(found).toMatchObject([{ branch: "claude/login", path: worktree, tool: "Claude Code", ahead: 1, files: 1 }]);
  expect(existsSync(join(root, ".workflow"))).toBe(false);
  expect((await answer(["adopt", "claude/login"], root)).adopted).toMatchObject([{ id: "WFS-login", state: "paused" }]);
  expect((await answer(["found"], root)).found).toEqual([]);
  expect((await answer(["fork", "list"], root)).forks).toMatchObject([
    { id: "WFS-login", branch: "claude/login", worktree, ahead: 1, forked_from: { session: "main" } },
  ]);
  const asked = await wfs(["request", "merge", "-m", "Sign in", "--json"], { cwd: worktree });
  expect(asked.exitCode).toBe(0);
  expect(JSON.parse(asked.stdout)).toMatchObject({
    session: "WFS-login",
    request: { kind: "merge", into: "refs/heads/main" },
  });
});

test("the agent is the tool that was found, unless somebody says who and in which conversation, then or later", async () => {
  const { root } = foreignWork();
  git(root, "branch", "agents/search");
  git(root, "branch", "vk/caa8-page");
  const agents = async (...args: readonly string[]): Promise<unknown> =>
    (await answer(["adopt", ...args], root)).adopted?.map(({ agent }) => agent);
  expect(await agents("claude/login")).toEqual([{ name: "Claude Code", conversation: null }]);
  expect(await agents("agents/search")).toEqual([null]);
  // What starts the agents of others does not say which.
  expect(await agents("vk/caa8-page")).toEqual([null]);
  const id = "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c";
  expect(await agents("WFS-login", "--conversation", id)).toEqual([{ name: "Claude Code", conversation: id }]);
  expect(await agents("WFS-search", "--agent", "codex")).toEqual([{ name: "codex", conversation: null }]);
  git(root, "branch", "codex/cart");
  expect(await agents("codex/cart", "--agent", "codex-cli", "--conversation", id)).toEqual([
    { name: "codex-cli", conversation: id },
  ]);
  const unnamed = await wfs(["adopt", "WFS-caa8-page", "--conversation", id], { cwd: root });
  expect([unnamed.exitCode, unnamed.stderr]).toEqual([2, expect.stringContaining("Nobody has said whose")]);
  const two = await wfs(["adopt", "WFS-login", "WFS-search", "--conversation", id], { cwd: root });
  expect([two.exitCode, two.stderr]).toEqual([2, expect.stringContaining("one session")]);
});

test("a worktree is named by its path, also a relative one, and --session makes it a fork of that", async () => {
  const { root, worktree } = foreignWork();
  await answer(["new", "base", "--project", "Base"], root);
  const { adopted } = await answer(
    ["adopt", ".", "--session", "WFS-base", "--as", "sign-in", "--root", worktree],
    worktree,
  );
  expect(adopted).toMatchObject([{ id: "WFS-sign-in" }]);
  expect((await answer(["fork", "list", "--session", "WFS-base"], root)).forks).toMatchObject([
    { id: "WFS-sign-in", branch: "claude/login", worktree },
  ]);
});

test("what cannot be adopted says why, and makes nothing", async () => {
  const { root } = foreignWork();
  for (const [args, code, said] of [
    [["adopt", "claude/gone"], 1, "There is no branch claude/gone."],
    [["adopt", "main"], 1, "main is what other work is measured against."],
    [["adopt", "--as", "x"], 2, "--as names one session."],
    [["adopt", "claude/login", "--as", "a b"], 2, "cannot be a session's name"],
    [["adopt", "WFS-gone"], 1, "There is no lost session WFS-gone."],
  ] as const) {
    const { exitCode, stderr } = await wfs(args, { cwd: root });
    expect([args, exitCode, stderr]).toEqual([args, code, expect.stringContaining(said)]);
  }
  expect((await answer(["fork", "list"], root)).forks).toEqual([]);
});

test("deleting it, or removing the fork, lets go of what is ours and says what stays; then it is found again", async () => {
  const { root, worktree } = foreignWork();
  writeFileSync(join(worktree, "draft.txt"), "draft\n");
  for (const verb of [["delete"], ["fork", "remove"], ["fork", "remove", "--force"]]) {
    await answer(["adopt", "claude/login"], root);
    const { exitCode, stdout, stderr } = await wfs([...verb, "WFS-login"], { cwd: root });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(
      `The branch claude/login and the worktree ${worktree} stay: they are not Workflow Sessions' own.`,
    );
    expect(stdout).not.toContain("checkpoint");
    expect((await answer(["found"], root)).found).toMatchObject([{ branch: "claude/login", path: worktree, dirty: 1 }]);
  }
  await answer(["adopt", "claude/login"], root);
  expect(await answer(["delete", "WFS-login"], root)).toMatchObject({
    path: null,
    branch_deleted: false,
    branch_left: "claude/login",
    worktree_left: worktree,
  });
});

test("of several processes that adopt a branch at once exactly one does, and the others name its session", async () => {
  const { root } = foreignWork();
  const all = await Promise.all(
    ["one", "two", "three"].map((slug) => wfs(["adopt", "claude/login", "--as", slug], { cwd: root })),
  );
  const [kept, ...more] = (await answer(["fork", "list"], root)).forks as readonly { readonly id: string }[];
  expect(more).toEqual([]);
  const told = all.flatMap(({ exitCode, stderr }) => (exitCode === 0 ? [] : [stderr]));
  expect(told).toHaveLength(2);
  for (const text of told) expect(text).toContain(`claude/login is the branch of ${kept?.id ?? "?"} already.`);
});

test("below the top of a worktree “.” is that worktree, and the path of a directory in one says what to type", async () => {
  const { root, worktree } = foreignWork();
  const below = join(worktree, "src", "deep");
  mkdirSync(below, { recursive: true });
  const refused = await wfs(["adopt", below], { cwd: root });
  expect([refused.exitCode, refused.stderr]).toEqual([
    1,
    expect.stringContaining(`It lies in one: “wfs adopt ${worktree}” takes that.`),
  ]);
  expect((await answer(["adopt", "."], below)).adopted).toMatchObject([{ id: "WFS-login" }]);
  const { forks } = await answer(["fork", "list"], root);
  expect(forks).toMatchObject([{ branch: "claude/login", worktree }]);
});

test("a branch that is called like a session is found and adopted; a lost session of that name comes first", async () => {
  const { root } = foreignWork();
  git(root, "branch", "WFS-something", "claude/login");
  git(root, "worktree", "add", "--quiet", "-b", "WFS-page", ".worktrees/WFS-page", "claude/login");
  const names = (await answer(["found"], root)).found?.map(({ branch }) => branch);
  expect(names).toEqual(expect.arrayContaining(["WFS-something", "WFS-page"]));
  expect((await answer(["doctor"], root)) as object).toMatchObject({ problems: [] });
  expect((await answer(["adopt", "WFS-something", "WFS-page"], root)).adopted).toMatchObject([
    { id: "WFS-something" },
    { id: "WFS-page-2" },
  ]);
  expect((await answer(["fork", "list"], root)).forks).toMatchObject([
    { branch: "WFS-page", worktree: join(root, ".worktrees", "WFS-page"), ahead: 1 },
    { branch: "WFS-something", worktree: null, ahead: 1 },
  ]);
  git(root, "branch", "session/WFS-lost", "claude/login");
  git(root, "branch", "WFS-lost", "claude/login");
  expect((await answer(["adopt", "WFS-lost"], root)).adopted).toMatchObject([{ id: "WFS-lost" }]);
  expect((await answer(["adopt", "refs/heads/WFS-lost"], root)).adopted).toMatchObject([{ id: "WFS-lost-2" }]);
});

test("what an agent elsewhere has pushed is found once it is fetched, and adopted as a branch here", async () => {
  const { root } = foreignWork();
  git(root, "update-ref", "refs/remotes/origin/copilot/x", "claude/login");
  git(root, "update-ref", "refs/remotes/origin/somebody", "claude/login");
  const { found } = await answer(["found"], root);
  expect(found?.map(({ branch, tool }) => [branch, tool])).toEqual(
    expect.arrayContaining([
      ["claude/login", "Claude Code"],
      ["origin/copilot/x", "GitHub Copilot"],
    ]),
  );
  expect(found).toHaveLength(2);
  expect((await answer(["adopt", "origin/copilot/x"], root)).adopted).toMatchObject([{ id: "WFS-x" }]);
  expect(git(root, "rev-parse", "copilot/x")).toBe(git(root, "rev-parse", "claude/login"));
  expect((await answer(["found"], root)).found).toMatchObject([{ branch: "claude/login" }]);
  expect((await answer(["fork", "list"], root)).forks).toMatchObject([{ id: "WFS-x", branch: "copilot/x", ahead: 1 }]);
});

test("adopting says which branch it is, and that there is nothing on it yet", async () => {
  const { root } = foreignWork();
  git(root, "branch", "codex/idea");
  const { stdout } = await wfs(["adopt", "claude/login", "codex/idea"], { cwd: root });
  expect(stdout).toContain("They are paused");
  expect(stdout).toContain("WFS-login is on claude/login.\n");
  expect(stdout).toContain("WFS-idea is on codex/idea, which has no commits of its own yet.\n");
  git(root, "branch", "codex/other");
  expect((await wfs(["adopt", "codex/other"], { cwd: root })).stdout).toContain("It is paused: ");
});

test("adopting in a repository without a commit says what is missing", async () => {
  const root = freshDirectory();
  git(root, "init", "--quiet", "--initial-branch=main");
  const { exitCode, stderr } = await wfs(["adopt", "main"], { cwd: root });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("Where there is no commit yet, make the first one");
});
