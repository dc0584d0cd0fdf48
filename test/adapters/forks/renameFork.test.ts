import { existsSync, utimesSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { base, ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");
const b = sessionIdFromSlug("b");

async function forked(): Promise<ForkScene> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n" } });
  await scene.forks().create({ slug: "a" });
  return scene;
}

test("session, branch, worktree, checkpoints and the forks below it follow", async () => {
  const current = await forked();
  const { repository, sessions } = current;
  const forks = current.forks();
  await forks.open(a);
  const head = current.commitIn(a, "new.txt", "1\n");
  repository.write(".worktrees/WFS-a/dirty.txt", "kept\n");
  repository.write(".workflow/WFS-a/IMPL_PLAN.md", "plan\n");
  repository.git("config", "branch.session/WFS-a.remote", "origin");
  repository.git("update-ref", "refs/workflow/WFS-a/checkpoints/1", head);
  await forks.create({ slug: "child", baseline: a });
  await sessions.switchTo(a);
  expect(await forks.rename(a, "b")).toEqual({
    id: b,
    from: a,
    branch: "session/WFS-b",
    worktree: repository.path(".worktrees/WFS-b"),
  });
  expect(await scene?.ids()).toEqual(["WFS-b active", "WFS-base paused", "WFS-child paused"]);
  expect(scene?.branches()).toEqual(["session/WFS-b", "session/WFS-child"]);
  expect(repository.gitIn(repository.path(".worktrees/WFS-b"), "status", "--porcelain", "--branch")).toBe(
    "## session/WFS-b\n?? dirty.txt",
  );
  expect(repository.read(".workflow/WFS-b/IMPL_PLAN.md")).toBe("plan\n");
  expect((await sessions.get(b)).record.session_id).toBe(b);
  expect((await sessions.get(sessionIdFromSlug("child"))).record.forked_from?.session).toBe(b);
  expect(repository.git("rev-parse", "refs/workflow/WFS-b/checkpoints/1")).toBe(head);
  expect(repository.git("for-each-ref", "refs/workflow/WFS-a/")).toBe("");
  expect(repository.git("config", "branch.session/WFS-b.remote")).toBe("origin");
  expect(repository.git("worktree", "list", "--porcelain")).not.toContain("WFS-a");
  expect(existsSync(repository.path(".workflow/.forks/WFS-a.json"))).toBe(false);
  expect((await forks.list()).map(({ id, problem }) => `${id} ${String(problem)}`).toSorted()).toEqual([
    "WFS-b null",
    "WFS-child null",
  ]);
});

test("what was done in it is known under the new name, and its configuration is there once", async () => {
  const current = await forked();
  const { repository } = current;
  await current.forks().open(a);
  current.commitIn(a, "new.txt", "1\n");
  repository.git("config", "branch.session/WFS-a.remote", "origin");
  await current.forks().rename(a, "b");
  expect(repository.git("config", "--get-all", "branch.session/WFS-b.remote")).toBe("origin");
  expect(repository.git("config", "--list", "--local")).not.toContain("WFS-a");
  expect(await current.forks().get(b)).toMatchObject({ merged: false, ahead: 1 });
  repository.git("merge", "--quiet", "--ff-only", "session/WFS-b");
  expect(await current.forks().get(b)).toMatchObject({ merged: true, merged_into: { how: "ancestor" } });
});

test.each<[string, (scene: ForkScene) => Promise<unknown> | void]>([
  ["a session", async ({ sessions }) => sessions.create({ slug: "b", project: "b", activate: false })],
  [
    "a session in other letter case",
    async ({ sessions }) => sessions.create({ slug: "B", project: "b", activate: false }),
  ],
  [
    "an archived session",
    async ({ sessions }) => {
      await sessions.create({ slug: "b", project: "b", activate: false });
      await sessions.complete(b, { archive: true });
    },
  ],
  ["a branch", ({ repository }) => void repository.git("branch", "session/WFS-b")],
  ["checkpoints", ({ repository }) => void repository.git("update-ref", "refs/workflow/WFS-b/checkpoints/1", "HEAD")],
  ["a directory", ({ repository }) => repository.write(".worktrees/WFS-b/x", "")],
])("a name taken by %s is refused and nothing moves", async (_name, take) => {
  const current = await forked();
  await take(current);
  const before = [current.repository.userState(), current.repository.tree()];
  await expect(current.forks().rename(a, "b")).rejects.toMatchObject({ code: "exists" });
  expect([current.repository.userState(), current.repository.tree()]).toEqual(before);
});

test("only forks are renamed, and only to names", async () => {
  const current = await forked();
  await expect(current.forks().rename(base, "b")).rejects.toMatchObject({ code: "refused" });
  await expect(current.forks().rename(a, "../b")).rejects.toMatchObject({ code: "invalid-name" });
  await expect(current.forks().rename(a, "a")).rejects.toMatchObject({ code: "exists" });
  await expect(current.forks().rename(b, "c")).rejects.toMatchObject({ code: "not-found" });
});

test("a worktree with submodules is refused before anything moves", async () => {
  scene = await ForkScene.make();
  const { repository } = scene;
  repository.git("clone", "--quiet", ".", repository.beside("library"));
  repository.git(
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    repository.beside("library"),
    "lib",
  );
  repository.commitAll("submodule");
  await scene.forks().create({ slug: "a" });
  await scene.forks().open(a);
  const before = repository.userState();
  await expect(scene.forks().rename(a, "b")).rejects.toMatchObject({ code: "refused" });
  expect(repository.userState()).toEqual(before);
});

test("a lock that a killed git left on one of our own refs stops nothing, one of a git that works does", async () => {
  const current = await forked();
  const { repository } = current;
  const head = repository.git("rev-parse", "HEAD");
  repository.git("update-ref", "refs/workflow/WFS-a/checkpoints/1", head);
  const lock = ".git/refs/workflow/WFS-b/checkpoints/1.lock";
  repository.write(lock, "");
  await expect(current.forks().rename(a, "b")).rejects.toThrow("1.lock': File exists");
  utimesSync(repository.path(lock), new Date(0), new Date(0));
  const certain = (await current.forks().sweep()).filter((finding) => finding.certain);
  expect((await current.forks().applySweep(certain)).map(({ done }) => done)).not.toContain(false);
  expect(await current.ids()).toEqual(["WFS-b paused", "WFS-base active"]);
  expect(repository.git("rev-parse", "refs/workflow/WFS-b/checkpoints/1")).toBe(head);
});
