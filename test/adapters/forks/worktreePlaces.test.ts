import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { Forks } from "../../../src/core/forks/forks.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { Sessions } from "../../../src/core/sessions/model/sessions.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const [a, b] = [sessionIdFromSlug("a"), sessionIdFromSlug("b")] as const;

async function openAt(
  directory: string,
): Promise<{ readonly forks: Forks; readonly sessions: Sessions; readonly root: string }> {
  const { repository } = scene ?? (await ForkScene.make());
  const workspace = await openWorkspace(directory, { logger: repository.logger, git: () => repository.port() });
  const gitFeatures = await workspace.git?.();
  if (gitFeatures === undefined) throw new Error("There is git.");
  return { forks: gitFeatures.forks, sessions: workspace.sessions, root: workspace.root };
}

test("inside of a fork's worktree that fork is the baseline, and new worktrees lie beside it", async () => {
  scene = await ForkScene.make();
  await scene.forks().create({ slug: "a" });
  const { worktree } = await scene.forks().open(a);
  const head = scene.commitIn(a, "new.txt", "1\n");
  const { forks, root } = await openAt(worktree);
  expect(root).toBe(scene.repository.root);
  expect(await forks.create({ slug: "b" })).toMatchObject({ id: b, base: head });
  expect((await forks.open(b)).worktree).toBe(scene.worktree(b));
  expect((await forks.tree()).get("WFS-base")).toMatchObject([
    { fork: { id: a }, forks: [{ fork: { id: b, ahead: 0 } }] },
  ]);
});

test("a workspace that is a person's own linked worktree forks the main checkout's sessions", async () => {
  scene = await ForkScene.make();
  const own = scene.repository.beside("own");
  scene.repository.git("worktree", "add", "--quiet", own, "-b", "topic");
  const { forks, root } = await openAt(own);
  expect(root).toBe(scene.repository.root);
  await forks.create({ slug: "a" });
  expect((await forks.open(a)).worktree).toBe(scene.worktree(a));
  await forks.remove(a);
  await forks.whenDiscarded();
  expect(existsSync(own)).toBe(true);
  expect(scene.branches()).toEqual([]);
});

test("a workspace below the top of its repository has its forks below itself", async () => {
  scene = await ForkScene.make({
    files: { "top.txt": "t\n", "app/inner.txt": "i\n", ".gitignore": ".env\n", ".worktreeinclude": ".env\n" },
  });
  scene.repository.write("app/.env", "A=1\n");
  mkdirSync(scene.repository.path("app/.workflow"));
  const { forks, sessions, root } = await openAt(scene.repository.path("app"));
  expect(root).toBe(scene.repository.path("app"));
  await sessions.create({ slug: "inner", project: "Inner" });
  await forks.create({ slug: "a" });
  const { worktree, included } = await forks.open(a);
  expect(worktree).toBe(scene.repository.path("app/.worktrees/WFS-a"));
  expect(included.copied).toEqual(["app/.env"]);
  expect(existsSync(join(worktree, "app/inner.txt"))).toBe(true);
  expect(scene.repository.git("status", "--porcelain", "--", ":!app/.workflow")).toBe("");
  await expect(forks.remove(a)).resolves.toMatchObject({ branch_deleted: true });
});

test("a nested repository is a workspace of its own, and a fork of the outer one leaves it alone", async () => {
  scene = await ForkScene.make({ files: { "a.txt": "1\n", ".gitignore": "nested/\n" } });
  const { repository } = scene;
  repository.write("nested/own.txt", "n\n");
  repository.gitIn(repository.path("nested"), "init", "--quiet");
  repository.gitIn(repository.path("nested"), "add", "-A");
  repository.gitIn(repository.path("nested"), "commit", "--quiet", "-m", "inner");
  const before = repository.tree(repository.path("nested"));
  await scene.forks().create({ slug: "a" });
  const { worktree } = await scene.forks().open(a);
  expect(existsSync(join(worktree, "nested"))).toBe(false);
  await scene.forks().remove(a);
  expect(repository.tree(repository.path("nested"))).toEqual(before);
});

test("a bare repository is refused with its reason", async () => {
  scene = await ForkScene.make();
  scene.repository.git("config", "core.bare", "true");
  await expect(scene.forks().create({ slug: "a" })).rejects.toMatchObject({ reason: "bare" });
});
