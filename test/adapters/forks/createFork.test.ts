import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");

test("a fork is a session of its own with a branch, and nothing else moves", async () => {
  scene = await ForkScene.make();
  const head = scene.repository.git("rev-parse", "HEAD");
  const before = scene.repository.userState();
  const made = await scene.forks().create({ slug: "a" });
  expect(made).toEqual({ id: a, branch: "session/WFS-a", base: head, worktree: null });
  const { record, active } = await scene.sessions.get(a);
  expect(record.forked_from).toEqual({ session: base, commit: head });
  expect(record.project).toBe("The baseline");
  expect(active).toBe(false);
  expect((await scene.sessions.active()).active).toBe(base);
  expect(scene.repository.git("rev-parse", "refs/heads/session/WFS-a")).toBe(head);
  const after = { ...scene.repository.userState() };
  delete (after as Record<string, string>)["refs/heads/session/WFS-a"];
  delete (after as Record<string, string>)["logs/refs/heads/session/WFS-a"];
  expect(after).toEqual(before);
});

test("it can be made active at once", async () => {
  scene = await ForkScene.make();
  await scene.forks().create({ slug: "a", activate: true });
  expect((await scene.sessions.active()).active).toBe(a);
});

test("a fork of a fork starts at its branch, not at HEAD", async () => {
  scene = await ForkScene.make();
  const forks = scene.forks();
  await forks.create({ slug: "a", baseline: base });
  await forks.open(a);
  const head = scene.commitIn(a, "new.txt", "1\n");
  const made = await forks.create({ slug: "b", baseline: a });
  expect(made.base).toBe(head);
});

test("from a checkpoint: one ordinary commit of its tree, without the saved index", async () => {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  const { repository } = scene;
  const head = repository.git("rev-parse", "HEAD");
  repository.write("a.txt", "2\n");
  repository.write("untracked.txt", "u\n");
  repository.git("add", "a.txt");
  const { tree } = await scene.checkpoints.take(base);
  const made = await scene.forks().create({ slug: "a", checkpoint: 1 });
  expect(repository.git("rev-parse", `${made.base}^{tree}`)).toBe(tree);
  expect(repository.git("rev-list", "--parents", "--max-count=1", made.base)).toBe(`${made.base} ${head}`);
  expect((await scene.sessions.get(a)).record.forked_from).toEqual({ session: base, commit: made.base, checkpoint: 1 });
});

test("from a checkpoint of an unchanged tree: the commit that was checked out", async () => {
  scene = await ForkScene.make();
  const head = scene.repository.git("rev-parse", "HEAD");
  await scene.checkpoints.take(base);
  scene.repository.commitAll("later");
  expect((await scene.forks().create({ slug: "a", checkpoint: 1 })).base).toBe(head);
  await expect(scene.forks().create({ slug: "b", checkpoint: 2 })).rejects.toMatchObject({ code: "not-found" });
});

test("a name that is taken by a session takes the branch back", async () => {
  scene = await ForkScene.make();
  await scene.sessions.create({ slug: "a", project: "older", activate: false });
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({ code: "exists" });
  expect(scene.branches()).toEqual([]);
});

test("a branch of that name with other commits is not touched", async () => {
  scene = await ForkScene.make();
  const { repository } = scene;
  repository.git("branch", "session/WFS-a");
  repository.commitAll("second");
  const before = repository.userState();
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({ code: "exists" });
  expect(repository.userState()).toEqual(before);
  expect(await scene.ids()).toEqual(["WFS-base active"]);
});

test("what a killed creation left is taken back, and nothing else is", async () => {
  scene = await ForkScene.make();
  const { repository } = scene;
  repository.git("branch", "session/WFS-a");
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({ code: "exists" });
  const start = repository.git("rev-parse", "HEAD");
  const entry = { operation: "create", start, host: "here", process: 4, started: "2025-09-07T10:00:00Z" };
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
  expect(await scene.forks().create({ slug: "a" })).toMatchObject({ id: a, branch: "session/WFS-a" });
  // Its session is there now.
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
  await scene.forks().recover(a);
  expect(scene.branches()).toEqual(["session/WFS-a"]);
  expect(repository.tree(repository.path(".workflow/.forks"))).toEqual({});
});

test("of two at once exactly one wins", async () => {
  scene = await ForkScene.make();
  const results = await Promise.allSettled([1, 2, 3, 4].map(async () => scene?.forks().create({ slug: "a" })));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(scene.branches()).toEqual(["session/WFS-a"]);
  expect(await scene.ids()).toEqual(["WFS-a paused", "WFS-base active"]);
});

test.each(["../x", "-rf", "a b", "a\nb", "a..b", "x.lock", "", "ä"])("%j is no name", async (slug) => {
  scene = await ForkScene.make();
  await expect(scene.forks().create({ slug })).rejects.toMatchObject({ code: "invalid-name" });
  expect(scene.branches()).toEqual([]);
});

test("a branch named “session” is in the way, and the error says so", async () => {
  scene = await ForkScene.make();
  scene.repository.git("branch", "session");
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({ code: "exists" });
  expect(await scene.ids()).toEqual(["WFS-base active"]);
});

test("without a commit there is nothing to fork", async () => {
  scene = await ForkScene.make({ files: false });
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({ code: "no-commits" });
});

test("outside of a repository the reason is said", async () => {
  scene = await ForkScene.make();
  scene.repository.remove(".git");
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({ code: "not-a-repository" });
});

test("a detached HEAD and SHA-256 are as good as any", async () => {
  scene = await ForkScene.make({ format: "sha256" });
  scene.repository.git("checkout", "--quiet", "--detach");
  const made = await scene.forks().create({ slug: "a" });
  expect(made.base).toMatch(/^[0-9a-f]{64}$/u);
  await expect(scene.forks().open(a)).resolves.toMatchObject({ created: true });
});

test.each([
  ["above", "session"],
  ["below", "session/WFS-a/mine"],
])("a branch %s its own that git cannot keep beside it is named", async (_where, name) => {
  scene = await ForkScene.make();
  const { repository } = scene;
  repository.git("branch", name);
  const before = [repository.userState(), await scene.ids()];
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({
    code: "exists",
    message: `The branch ${name} is in the way: git cannot keep session/WFS-a beside it.`,
    hint: `Rename it (git branch -m ${name} <another name>), then try again.`,
  });
  expect([repository.userState(), await scene.ids()]).toEqual(before);
});

test("a second fork of the name is told of the first one, and a branch of another workspace that it is there", async () => {
  scene = await ForkScene.make();
  await scene.forks().create({ slug: "a" });
  const again = await scene.forks().create({ slug: "a" }).catch(String);
  expect(again).toContain("There is a session WFS-a already.");
  scene.repository.git("branch", "session/WFS-b");
  const other = await scene.forks().create({ slug: "b" }).catch(String);
  expect(other).toContain("There is a branch session/WFS-b already.");
});
