import { existsSync, realpathSync } from "node:fs";
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
