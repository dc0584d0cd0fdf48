import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { ForkScene } from "./forkScene.ts";

const scenes: { readonly repository: GitRepository }[] = [];
afterEach(() => {
  for (const { repository } of scenes.splice(0)) repository.dispose();
});

const a = sessionIdFromSlug("a");
const b = sessionIdFromSlug("b");
const lines = (...changed: readonly (readonly [number, string])[]): string =>
  Array.from({ length: 40 }, (_, at) => `${new Map(changed).get(at) ?? at}\n`).join("");

/** A clone of a bare remote, main with an upstream, and a fork with two commits; `other`: somebody else's clone. */
interface Team {
  readonly scene: ForkScene;
  readonly other: GitRepository;
}

async function team(): Promise<Team> {
  const scene = await ForkScene.make({ files: { "a.txt": lines(), "b.txt": "b\n" } });
  const other = new GitRepository({ files: false });
  scenes.push(scene, { repository: other });
  const { repository } = scene;
  const remote = repository.beside("remote.git");
  repository.git("init", "--quiet", "--bare", "--initial-branch=main", remote);
  repository.git("remote", "add", "origin", remote);
  repository.git("push", "--quiet", "--set-upstream", "origin", "main");
  other.git("remote", "add", "origin", remote);
  other.git("fetch", "--quiet", "origin");
  other.git("checkout", "--quiet", "-B", "main", "origin/main");
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  scene.commitIn(a, "new.txt", "new\n");
  scene.commitIn(a, "a.txt", lines([3, "three"]));
  return { scene, other };
}

/** As a person does on the host: takes the branch over there, in one way or another, and pushes main. */
function onHost({ scene, other }: Team, ...land: readonly (readonly string[])[]): string {
  const { repository } = scene;
  repository.git("push", "--quiet", "--force", "origin", "session/WFS-a:refs/heads/proposal");
  other.git("fetch", "--quiet", "origin");
  for (const step of land) other.git(...step);
  other.git("push", "--quiet", "origin", "HEAD:main");
  repository.git("push", "--quiet", "origin", ":refs/heads/proposal");
  return other.git("rev-parse", "HEAD");
}

function commitThere({ other }: Team, path: string, text: string): string {
  other.write(path, text);
  other.git("add", path);
  other.git("commit", "--quiet", "-m", `there: ${path}`);
  return other.git("rev-parse", "HEAD");
}

const merge = ["merge", "--quiet", "--no-edit", "--no-ff", "origin/proposal"];
const squash = [
  ["merge", "--quiet", "--squash", "origin/proposal"],
  ["commit", "--quiet", "-m", "Proposal (#1)"],
];

test.each<[string, "ancestor" | "squash", readonly (readonly string[])[]]>([
  ["merged", "ancestor", [merge]],
  ["squashed", "squash", squash],
])("a fork that was %s on the host says so after a fetch, and its removal loses nothing", async (_what, how, land) => {
  const one = await team();
  const { scene } = one;
  const commit = onHost(one, ...land);
  expect(await scene.forks().get(a)).toMatchObject({ merged: false, merged_into: null });
  scene.repository.git("fetch", "--quiet");
  expect(await scene.forks().get(a)).toMatchObject({
    merged: true,
    merged_into: { ref: "refs/remotes/origin/main", how, commit, since: 0 },
    ahead: 2,
  });
  expect((await scene.forks().loss(a)).commits.count).toBe(0);
  expect((await scene.forks().compare([a, (await scene.forks().create({ slug: "b" })).id])).forks).toMatchObject([
    { merged: true },
    { merged: false },
  ]);
});

test("a fork that was rebased there, onto the same files, is merged by what its commits say together", async () => {
  const one = await team();
  commitThere(one, "a.txt", lines([30, "thirty"]));
  one.other.git("push", "--quiet", "origin", "main");
  const commit = onHost(
    one,
    ["checkout", "--quiet", "-B", "rebased", "origin/proposal"],
    ["rebase", "--quiet", "main"],
    ["checkout", "--quiet", "-B", "main", "rebased"],
  );
  one.scene.repository.git("fetch", "--quiet");
  expect((await one.scene.forks().get(a)).merged_into).toMatchObject({ how: "content", commit, since: 0 });
});

test("whatever main writes over the same files after a squash, the fork stays merged, until main takes it back", async () => {
  const one = await team();
  const commit = onHost(one, ...squash);
  commitThere(one, "a.txt", lines([3, "drei"], [20, "zwanzig"]));
  commitThere(one, "new.txt", "newer\n");
  one.other.git("push", "--quiet", "origin", "main");
  one.scene.repository.git("fetch", "--quiet");
  expect((await one.scene.forks().get(a)).merged_into).toMatchObject({ how: "squash", commit, since: 0 });
  one.other.git("reset", "--quiet", "--hard", commit);
  commitThere(one, "a.txt", lines([3, "three"], [20, "zwanzig"]));
  one.other.git("revert", "--no-edit", commit);
  one.other.git("push", "--quiet", "--force", "origin", "main");
  one.scene.repository.git("fetch", "--quiet");
  expect(await one.scene.forks().get(a)).toMatchObject({ merged: false, merged_into: null });
  expect((await one.scene.forks().loss(a)).commits.count).toBe(2);
});

test("a part of the fork is not the fork", async () => {
  const one = await team();
  onHost(one, ["checkout", "origin/proposal", "--", "new.txt"], ["commit", "--quiet", "-m", "half of it"]);
  one.scene.repository.git("fetch", "--quiet");
  expect((await one.scene.forks().get(a)).merged_into).toMatchObject({ how: "squash", since: 1 });
  expect((await one.scene.forks().loss(a)).commits.newest.map(({ subject }) => subject)).toEqual(["change a.txt"]);
});

test("what the fork did after it was merged is said, and is what a removal would lose", async () => {
  const one = await team();
  onHost(one, merge);
  one.scene.repository.git("fetch", "--quiet");
  one.scene.commitIn(a, "later.txt", "later\n");
  expect(await one.scene.forks().get(a)).toMatchObject({
    merged: false,
    merged_into: { ref: "refs/remotes/origin/main", how: "ancestor", since: 1 },
  });
  expect((await one.scene.forks().loss(a)).commits.newest.map(({ subject }) => subject)).toEqual(["change later.txt"]);
});

test("forks in which nothing was done are not merged, whatever they were brought up to", async () => {
  const one = await team();
  const { scene } = one;
  for (const slug of ["empty", "synced", "rebased", "reset"]) await scene.forks().create({ slug });
  onHost(one, ...squash);
  scene.repository.git("pull", "--quiet", "--ff-only");
  await scene.forks().sync(sessionIdFromSlug("synced"));
  for (const [slug, ...how] of [
    ["rebased", "rebase", "--quiet", "main"],
    ["reset", "reset", "--quiet", "--hard", "main"],
  ] as const) {
    const id = sessionIdFromSlug(slug);
    await scene.forks().open(id);
    scene.repository.gitIn(scene.worktree(id), ...how);
  }
  const views = await scene.forks().list();
  expect(views.map(({ id, merged_into }) => `${id} ${merged_into?.how ?? "none"}`).toSorted()).toEqual([
    "WFS-a squash",
    "WFS-empty none",
    "WFS-rebased none",
    "WFS-reset none",
    "WFS-synced none",
  ]);
});

test("a fork of a fork is not merged by what its baseline alone has done", async () => {
  const one = await team();
  await one.scene.forks().create({ slug: "b", baseline: a });
  await one.scene.forks().open(b);
  onHost(one, ...squash);
  one.scene.repository.git("fetch", "--quiet");
  expect((await one.scene.forks().get(b)).merged_into).toBe(null);
  one.scene.commitIn(b, "b.txt", "of b\n");
  expect((await one.scene.forks().get(b)).merged_into).toBe(null);
});

test("a fork whose own branch is checked out or pushed is not merged by that", async () => {
  const one = await team();
  const { repository } = one.scene;
  repository.gitIn(one.scene.worktree(a), "push", "--quiet", "--set-upstream", "origin", "session/WFS-a");
  expect((await one.scene.forks().get(a)).merged_into).toBe(null);
  repository.git("checkout", "--quiet", "--detach", "session/WFS-a");
  expect((await one.scene.forks().get(a)).merged_into).toBe(null);
});

test("a remote branch that is gone says nothing, and neither does a history without a common beginning", async () => {
  const one = await team();
  onHost(one, merge);
  one.scene.repository.git("fetch", "--quiet");
  expect((await one.scene.forks().get(a)).merged).toBe(true);
  one.scene.repository.git("update-ref", "-d", "refs/remotes/origin/main");
  expect(await one.scene.forks().get(a)).toMatchObject({ merged: false, merged_into: null });
  one.other.git("checkout", "--quiet", "--orphan", "foreign");
  one.other.git("commit", "--quiet", "-m", "another beginning");
  one.other.git("push", "--quiet", "--force", "origin", "HEAD:main");
  one.scene.repository.git("fetch", "--quiet");
  expect(await one.scene.forks().get(a)).toMatchObject({ merged: false, merged_into: null });
});

test("in a long history it is found as long as it is there, and the look is bounded otherwise", async () => {
  const one = await team();
  const { other, scene } = one;
  onHost(one, ...squash);
  const stream = Array.from({ length: 900 }, (_, at) => {
    const text = `${at}\n`;
    const from = at === 0 ? `from refs/heads/main^0\n` : "";
    const head = `commit refs/heads/main\ncommitter A <a@b> ${1_700_000_000 + at} +0000\ndata 1\nx\n`;
    return `${head}${from}M 100644 inline busy.txt\ndata ${text.length}\n${text}\n`;
  }).join("");
  execFileSync("git", ["fast-import", "--quiet"], { cwd: other.root, env: other.environment(), input: stream });
  other.git("push", "--quiet", "--force", "origin", "main");
  scene.repository.git("fetch", "--quiet");
  expect((await scene.forks().get(a)).merged_into).toMatchObject({ how: "content", since: 0 });
  other.git("reset", "--quiet", "--hard");
  commitThere(one, "a.txt", lines([3, "drei"]));
  commitThere(one, "new.txt", "newer\n");
  other.git("push", "--quiet", "--force", "origin", "main");
  scene.repository.git("fetch", "--quiet");
  const started = performance.now();
  expect((await scene.forks().get(a)).merged_into).toBe(null);
  expect(performance.now() - started).toBeLessThan(15_000);
});

test("nothing of the repository runs, and nothing of it changes", async () => {
  const one = await team();
  const { repository } = one.scene;
  onHost(one, ...squash);
  repository.git("fetch", "--quiet");
  repository.write(".git/info/attributes", "* merge=mine diff=mine filter=mine\n");
  for (const key of ["merge.mine.driver", "diff.mine.command", "diff.mine.textconv", "filter.mine.clean"]) {
    repository.git("config", key, "touch ran");
  }
  const before = [repository.userState(), repository.tree()];
  expect((await one.scene.forks().get(a, { status: false })).merged).toBe(true);
  expect([repository.userState(), repository.tree()]).toEqual(before);
  expect(existsSync(repository.path("ran"))).toBe(false);
});
