import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ForkScene } from "./forkScene.ts";
import { english } from "../../support/english.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");
const tree = ".worktrees/WFS-a";

async function opened(
  files: Readonly<Record<string, string>> = { "a.txt": "1\n2\n3\n", "b.txt": "b\n" },
): Promise<ForkScene> {
  scene = await ForkScene.make({ files });
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  return scene;
}

test("nothing new in the baseline: nothing happens", async () => {
  const current = await opened();
  current.commitIn(a, "new.txt", "1\n");
  const before = current.repository.userState();
  expect(await current.forks().sync(a)).toMatchObject({ result: "current" });
  expect(current.repository.userState()).toEqual(before);
});

test("a fork without commits of its own moves forward, files included", async () => {
  const current = await opened();
  const { repository } = current;
  repository.write("a.txt", "1\n2\n3\n4\n");
  const head = repository.commitAll("on main");
  expect(await current.forks().sync(a)).toMatchObject({ result: "fast-forward", head });
  expect(repository.read(`${tree}/a.txt`)).toBe("1\n2\n3\n4\n");
  expect(repository.gitIn(repository.path(tree), "status", "--porcelain", "--branch")).toBe("## session/WFS-a");
});

test("both have commits: one merge commit, files of both, and git agrees", async () => {
  const current = await opened();
  const { repository } = current;
  const own = current.commitIn(a, "b.txt", "B\n");
  repository.write("a.txt", "0\n1\n2\n3\n");
  repository.write("d/new.txt", "n\n");
  const base = repository.commitAll("on main");
  expect(await current.forks().sync(a, { dryRun: true })).toMatchObject({ result: "would-merge", head: own });
  expect(repository.git("rev-parse", "session/WFS-a")).toBe(own);
  const synced = await current.forks().sync(a);
  expect(synced).toMatchObject({ result: "merged", from: own, base });
  expect(repository.git("rev-list", "--parents", "--max-count=1", synced.head)).toBe(`${synced.head} ${own} ${base}`);
  expect(
    repository.read(`${tree}/a.txt`) + repository.read(`${tree}/b.txt`) + repository.read(`${tree}/d/new.txt`),
  ).toBe("0\n1\n2\n3\nB\nn\n");
  expect(repository.gitIn(repository.path(tree), "status", "--porcelain", "--branch")).toBe("## session/WFS-a");
  expect(await current.forks().sync(a)).toMatchObject({ result: "current" });
});

test("the merge commit is by whom the person's own configuration names, not the repository's", async () => {
  const current = await opened();
  const { repository } = current;
  repository.write("../.gitconfig", "[user]\n\tname = Grace Hopper\n\temail = grace@example.org\n");
  repository.git("config", "user.name", "Mallory");
  vi.stubEnv("HOME", dirname(repository.root));
  try {
    current.commitIn(a, "b.txt", "B\n");
    repository.write("d/new.txt", "n\n");
    repository.commitAll("on main");
    const { head } = await current.forks().sync(a);
    expect(repository.git("log", "-1", "--format=%an <%ae>|%cn <%ce>", head)).toBe(
      "Grace Hopper <grace@example.org>|Grace Hopper <grace@example.org>",
    );
  } finally {
    vi.unstubAllEnvs();
  }
});

test("conflicts are named before anything is touched", async () => {
  const current = await opened();
  const { repository } = current;
  current.commitIn(a, "a.txt", "fork\n");
  repository.write("a.txt", "main\n");
  repository.commitAll("on main");
  const before = [repository.userState(), repository.tree()];
  const synced = await current.forks().sync(a);
  expect(synced).toMatchObject({ result: "conflicts", conflicts: ["a.txt"] });
  expect(synced.messages).toEqual(["CONFLICT (content): Merge conflict in a.txt"]);
  expect([repository.userState(), repository.tree()]).toEqual(before);
});

test.each([
  ["an edited", "b.txt"],
  ["an untracked", "u.txt"],
])("a fork with %s file is refused and kept", async (_kind, path) => {
  const current = await opened();
  const { repository } = current;
  repository.write(`${tree}/${path}`, "mine\n");
  repository.write("a.txt", "main\n");
  repository.commitAll("on main");
  const before = [repository.userState(), repository.tree()];
  await expect(current.forks().sync(a)).rejects.toMatchObject({
    code: "refused",
    message: `The fork ${a} has 1 uncommitted path: ${path}.`,
  });
  expect([repository.userState(), repository.tree()]).toEqual(before);
});

test("an ignored file in the way of a new one is not overwritten", async () => {
  const current = await opened({ "a.txt": "1\n", ".gitignore": "secret\n" });
  const { repository } = current;
  repository.write(`${tree}/secret`, "mine\n");
  repository.write("secret", "theirs\n");
  repository.git("add", "--force", "secret");
  repository.commitAll("on main");
  const before = repository.userState();
  await expect(current.forks().sync(a)).rejects.toMatchObject({ reason: "would-overwrite" });
  expect(repository.read(`${tree}/secret`)).toBe("mine\n");
  expect(repository.userState()).toEqual(before);
  await expect(current.forks().sync(a)).rejects.toMatchObject({ reason: "would-overwrite" });
});

test("somebody else's index.lock in the worktree is respected", async () => {
  const current = await opened();
  const { repository } = current;
  repository.write("a.txt", "main\n");
  repository.commitAll("on main");
  repository.write(".git/worktrees/WFS-a/index.lock", "");
  const before = [repository.userState(), repository.tree()];
  await expect(current.forks().sync(a)).rejects.toMatchObject({ reason: "locked" });
  expect([repository.userState(), repository.tree()]).toEqual(before);
  repository.remove(".git/worktrees/WFS-a/index.lock");
  await expect(current.forks().sync(a)).resolves.toMatchObject({ result: "fast-forward" });
});

test("without a worktree only the branch moves", async () => {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  await scene.forks().create({ slug: "a" });
  const head = scene.repository.commitAll("on main");
  expect(await scene.forks().sync(a)).toMatchObject({ result: "fast-forward", head });
  expect(scene.repository.git("rev-parse", "session/WFS-a")).toBe(head);
  expect(scene.worktrees()).toEqual([]);
});

test("merge drivers of the repository: none runs in a preview, and a merge needs their approval", async () => {
  const current = await opened({ "a.txt": "1\n", ".gitattributes": "*.txt merge=evil\n" });
  const { repository } = current;
  const trace = repository.beside("trace");
  repository.git("config", "merge.evil.driver", `touch ${trace}`);
  current.commitIn(a, "a.txt", "fork\n");
  repository.write("a.txt", "main\n");
  repository.commitAll("on main");
  expect(await current.forks().sync(a, { dryRun: true })).toMatchObject({ result: "conflicts", conflicts: ["a.txt"] });
  await expect(current.forks().sync(a)).rejects.toMatchObject({ code: "untrusted" });
  expect(existsSync(trace)).toBe(false);
  await current.forks().sync(a, { approved: [`merge.evil.driver=touch ${trace}`] });
  expect(existsSync(trace)).toBe(true);
});

test("a worktree on another branch is refused", async () => {
  const current = await opened();
  const { repository } = current;
  repository.gitIn(repository.path(tree), "checkout", "--quiet", "-b", "other");
  repository.commitAll("on main");
  await expect(current.forks().sync(a)).rejects.toMatchObject({ code: "refused" });
});

test("a checkpoint of the worktree completes a merge that was cut off, and is refused while one is in progress", async () => {
  const current = await opened();
  const { repository } = current;
  const from = repository.git("rev-parse", "session/WFS-a");
  repository.write("a.txt", "0\n1\n2\n3\n");
  const to = repository.commitAll("on main");
  const workspace = await openWorkspace(repository.root, { logger: repository.logger, git: () => repository.port() });
  const { checkpoints } = await notNull(workspace.git)();
  const announce = (pid: number): void => {
    const entry = {
      operation: "sync",
      from,
      to,
      host: nodeProcesses.host,
      process: pid,
      started: "2025-09-07T12:00:00Z",
    };
    repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
  };
  announce(process.ppid);
  await expect(checkpoints.take(a)).rejects.toMatchObject({ code: "conflict" });
  expect(await workspace.sessions.unfinished()).toEqual([]);
  announce(spawnSync("true").pid);
  expect(await workspace.sessions.unfinished()).toMatchObject([{ code: "unfinished-operation", session: a }]);
  const { commit } = await checkpoints.take(a);
  expect(repository.git("show", `${commit}:a.txt`)).toBe("0\n1\n2\n3");
  expect(repository.git("rev-parse", "session/WFS-a")).toBe(to);
  expect(await workspace.sessions.unfinished()).toEqual([]);
});

test("a merge that was cut off is not completed by programs of the repository that nobody has approved", async () => {
  const current = await opened();
  const { repository } = current;
  const from = repository.git("rev-parse", "session/WFS-a");
  repository.write("a.txt", "0\n1\n2\n3\n");
  const to = repository.commitAll("on main");
  const trace = repository.beside("trace");
  const program = `sh -c "touch '${trace}'; exec cat"`;
  repository.git("config", "filter.own.smudge", program);
  repository.write(".git/info/attributes", "*.txt filter=own\n");
  const who = { host: "here", process: 2, started: "2025-09-07T12:00:00Z" };
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify({ operation: "sync", from, to, ...who }));
  const forks = current.forks();
  const findings = (await forks.sweep()).filter(({ code }) => code === "unfinished-operation");
  expect(findings).toHaveLength(1);
  expect(english(await forks.applySweep(findings))).toMatchObject([
    { done: false, message: expect.stringContaining("--approve") },
  ]);
  await expect(forks.sync(a)).rejects.toMatchObject({ code: "untrusted" });
  expect([existsSync(trace), repository.git("rev-parse", "session/WFS-a")]).toEqual([false, from]);
  expect(await forks.sync(a, { approved: [`filter.own.smudge=${program}`] })).toMatchObject({ result: "current" });
  expect([existsSync(trace), repository.git("rev-parse", "session/WFS-a")]).toEqual([true, to]);
  expect(repository.read(`${tree}/a.txt`)).toBe("0\n1\n2\n3\n");
});

function notNull<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("There is no git.");
  return value;
}

test("what a clean filter hides from git is not written over", async () => {
  const current = await opened({ "a.nb": "code 1\n", "b.txt": "b\n" });
  const { repository } = current;
  repository.git("config", "filter.strip.clean", "sed /^output/d");
  repository.write(".git/info/attributes", "*.nb filter=strip\n");
  repository.write(`${tree}/a.nb`, "code 1\noutput of hours\n");
  repository.gitIn(repository.path(tree), "add", "a.nb");
  repository.write("a.nb", "code 2\n");
  repository.commitAll("on main");
  const approved = ["filter.strip.clean=sed /^output/d"];
  await expect(current.forks().sync(a, { approved })).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("the baseline changes a.nb") as string,
  });
  expect(repository.read(`${tree}/a.nb`)).toBe("code 1\noutput of hours\n");
  repository.remove(`${tree}/a.nb`);
  repository.gitIn(repository.path(tree), "checkout", "a.nb");
  expect(await current.forks().sync(a, { approved })).toMatchObject({ result: "fast-forward" });
});
