import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");
const b = sessionIdFromSlug("b");

/** A fork with two commits of its own. */
async function worked(): Promise<ForkScene> {
  const one = await ForkScene.make({ files: { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n" } });
  scene = one;
  await one.forks().create({ slug: "a" });
  await one.forks().open(a);
  one.commitIn(a, "new.txt", "new\n");
  one.commitIn(a, "a.txt", "one\n2\n3\n4\n5\n6\n7\n8\n");
  return one;
}

/** What “Merge…” with a squash leaves. */
function squash({ repository }: ForkScene, branch = "session/WFS-a"): void {
  repository.git("merge", "--quiet", "--squash", branch);
  repository.git("commit", "--quiet", "-m", "squashed");
}

function commitOnMain({ repository }: ForkScene, path: string, text: string): void {
  repository.write(path, text);
  repository.git("add", path);
  repository.git("commit", "--quiet", "-m", `main: ${path}`);
}

test("a fork that was squashed goes without a question, also when main went on, and its commits stay reachable", async () => {
  const one = await worked();
  const head = one.repository.git("rev-parse", "session/WFS-a");
  squash(one);
  commitOnMain(one, "a.txt", "one\n2\n3\n4\n5\n6\n7\neight\n");
  const before = [one.repository.userState(), one.repository.tree()];
  expect((await one.forks().loss(a)).commits).toEqual({ count: 0, newest: [] });
  expect([one.repository.userState(), one.repository.tree()]).toEqual(before);
  await expect(one.forks().remove(a)).resolves.toMatchObject({ branch_deleted: true, checkpoint: null });
  expect(one.branches()).toEqual([]);
  one.repository.git("reflog", "expire", "--expire=now", "--all");
  one.repository.git("gc", "--quiet", "--prune=now");
  expect(one.repository.git("rev-parse", "refs/workflow/WFS-a/removed-head")).toBe(head);
  expect(one.repository.git("show", `${head}:new.txt`)).toBe("new");
});

test("a fork of a fork that was squashed into its baseline's branch is merged", async () => {
  const one = await worked();
  await one.forks().create({ slug: "b", baseline: a });
  await one.forks().open(b);
  one.commitIn(b, "b.txt", "b\n");
  expect((await one.forks().loss(b)).commits.count).toBe(1);
  one.repository.gitIn(one.worktree(a), "merge", "--quiet", "--squash", "session/WFS-b");
  one.repository.gitIn(one.worktree(a), "commit", "--quiet", "-m", "squashed");
  expect((await one.forks().loss(b)).commits.count).toBe(0);
  expect((await one.forks().loss(a)).commits.newest.map(({ subject }) => subject)).toEqual(["squashed"]);
});

test.each<[string, string, (one: ForkScene) => void]>([
  ["went on", "1 commit", (one) => one.commitIn(a, "later.txt", "later\n")],
  ["main took it back", "2 commits", ({ repository }) => repository.git("revert", "--no-edit", "HEAD")],
])("a fork that was squashed, and then %s, holds %s that are nowhere else", async (_what, commits, happen) => {
  const one = await worked();
  squash(one);
  happen(one);
  await expect(one.forks().remove(a)).rejects.toMatchObject({
    code: "refused",
    message: `Removing WFS-a would lose ${commits} that no other branch has.`,
  });
});

test("a fork that was squashed loses nothing when main wrote something else there since", async () => {
  const one = await worked();
  squash(one);
  const into = one.repository.git("rev-parse", "HEAD");
  commitOnMain(one, "new.txt", "other\n");
  commitOnMain(one, "a.txt", "uno\n");
  expect((await one.forks().loss(a)).commits.count).toBe(0);
  expect((await one.forks().get(a)).merged_into).toEqual({
    ref: "refs/heads/main",
    how: "squash",
    commit: into,
    since: 0,
  });
});

test("a fork that took its own work back holds it still", async () => {
  const one = await worked();
  one.repository.gitIn(one.worktree(a), "revert", "--no-edit", "HEAD", "HEAD~1");
  expect((await one.forks().loss(a)).commits.count).toBe(4);
});

test("commits of a detached HEAD in the worktree of a squashed fork are not part of what was squashed", async () => {
  const one = await worked();
  squash(one);
  one.repository.gitIn(one.worktree(a), "switch", "--quiet", "--detach");
  const detached = one.commitIn(a, "detached.txt", "only here\n");
  expect((await one.forks().loss(a)).commits).toEqual({
    count: 1,
    newest: [{ id: detached, subject: "change detached.txt" }],
  });
});

test.each(["mine", "union"])("what a merge driver (%s) makes of it does not count, and none runs", async (driver) => {
  const one = await worked();
  const { repository } = one;
  squash(one);
  commitOnMain(one, ".gitattributes", `a.txt merge=${driver}\n`);
  commitOnMain(one, "a.txt", "one\n2\n3\n4\n5\n6\n7\neight\n");
  one.commitIn(a, "a.txt", "one\n2\n3\n4\n5\n6\n7\n");
  repository.git("config", "merge.mine.driver", "touch ran");
  repository.git("config", "merge.default", driver);
  expect((await one.forks().loss(a)).commits.count).toBe(1);
  expect(existsSync(repository.path("ran"))).toBe(false);
});

test("a fork whose record names itself as its baseline is not merged by that", async () => {
  const one = await worked();
  const path = ".workflow/WFS-a/workflow-session.json";
  const record: unknown = JSON.parse(one.repository.read(path));
  one.repository.write(
    path,
    JSON.stringify(Object.assign(record as object, { forked_from: { session: a, commit: "HEAD" } })),
  );
  expect((await one.forks().loss(a)).commits.count).toBe(2);
});

/** What the list says of a fork. */
const listed = async (one: ForkScene, id = a): Promise<boolean | null | undefined> =>
  (await one.forks().list()).find((fork) => fork.id === id)?.merged;

test("a fork says that it is merged after a squash, a merge and a fast-forward of its baseline, however that went on", async () => {
  const one = await worked();
  expect(await listed(one)).toBe(false);
  squash(one);
  expect(await listed(one)).toBe(true);
  commitOnMain(one, "other.txt", "main goes on\n");
  expect(await listed(one)).toBe(true);
  expect((await one.forks().compare([a, (await one.forks().create({ slug: "b" })).id])).forks).toMatchObject([
    { merged: true },
    { merged: false },
  ]);
  one.commitIn(a, "more.txt", "more\n");
  expect(await listed(one)).toBe(false);
  one.repository.git("merge", "--quiet", "--no-edit", "session/WFS-a");
  expect(await listed(one)).toBe(true);
});

test("a fork that was fast-forwarded into says so; one that only took its baseline over does not", async () => {
  const one = await worked();
  await one.forks().create({ slug: "b" });
  await one.forks().open(b);
  expect(await listed(one, b)).toBe(false);
  one.repository.git("merge", "--quiet", "--ff-only", "session/WFS-a");
  expect([await listed(one), await listed(one, b)]).toEqual([true, false]);
  expect((await one.forks().sync(b)).result).toBe("fast-forward");
  expect(await listed(one, b)).toBe(false);
  await one.forks().create({ slug: "c" });
  commitOnMain(one, "other.txt", "main goes on\n");
  const c = sessionIdFromSlug("c");
  expect((await one.forks().sync(c)).result).toBe("fast-forward");
  expect(await listed(one, c)).toBe(false);
});

test("a fork that took its own work back is not merged", async () => {
  const one = await worked();
  one.repository.gitIn(one.worktree(a), "revert", "--no-edit", "HEAD~2..HEAD");
  commitOnMain(one, "a.txt", "one\n2\n3\n4\n5\n6\n7\n8\n");
  expect(await listed(one)).toBe(false);
});
