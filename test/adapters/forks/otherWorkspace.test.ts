import { mkdirSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { Forks } from "../../../src/core/forks/forks.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { ForkScene } from "./forkScene.ts";

let scene: ForkScene | undefined;
afterEach(() => scene?.repository.dispose());

const a = sessionIdFromSlug("a");
const inner = sessionIdFromSlug("inner");
const clock = new ShiftedClock();
clock.ahead = 24 * 60 * 60 * 1000;

/** A repository with a workspace at its top and one below; forks of both, a day later. */
async function twoWorkspaces(): Promise<{ readonly scene: ForkScene; readonly top: Forks; readonly below: Forks }> {
  scene = await ForkScene.make({ files: { "a.txt": "1\n", "app/b.txt": "1\n" } });
  const { repository } = scene;
  mkdirSync(repository.path("app/.workflow"));
  const { sessions } = await openWorkspace(repository.path("app"), { logger: repository.logger });
  await sessions.create({ slug: "inner", project: "Inner" });
  return { scene, top: scene.forks({ clock }), below: scene.forks({ clock, sessions }) };
}

test("the sweep of one workspace leaves the forks of another alone, with and without worktrees", async () => {
  const { scene: current, top, below } = await twoWorkspaces();
  const { repository } = current;
  await top.create({ slug: "a" });
  await top.create({ slug: "bare" });
  await top.open(a);
  await below.create({ slug: "c" });
  await below.open(sessionIdFromSlug("c"));
  await below.create({ slug: "d" });
  repository.git("pack-refs", "--all");
  const before = [repository.userState(), repository.tree(repository.path(".git/worktrees"))];
  expect(await top.sweep()).toEqual([]);
  expect(await below.sweep()).toEqual([]);
  // Gone for git as well: only its own workspace speaks of it.
  repository.remove("app/.worktrees/WFS-c");
  repository.git("config", "gc.worktreePruneExpire", "now");
  expect(await top.sweep()).toEqual([]);
  expect(await below.sweep()).toMatchObject([{ code: "missing-worktree", certain: true }]);
  repository.git("config", "--unset", "gc.worktreePruneExpire");
  expect([repository.userState(), repository.tree(repository.path(".git/worktrees"))]).toEqual(before);
});

test("a name that another workspace uses is taken", async () => {
  const { scene: current, top, below } = await twoWorkspaces();
  await top.create({ slug: "a" });
  await expect(below.create({ slug: "a" })).rejects.toMatchObject({
    code: "exists",
    hint: expect.stringContaining("another workspace") as string,
  });
  expect(current.branches()).toEqual(["session/WFS-a"]);
  expect(await below.list()).toEqual([]);
});

test("what a killed creation left is taken back by its own workspace alone", async () => {
  const { scene: current, top, below } = await twoWorkspaces();
  const { repository } = current;
  repository.git("branch", "session/WFS-a");
  const start = repository.git("rev-parse", "HEAD");
  const entry = { operation: "create", start, host: "here", process: 4, started: "2025-09-07T10:00:00Z" };
  repository.write(".workflow/.forks/WFS-a.json", JSON.stringify(entry));
  await below.applySweep(await below.sweep());
  expect(current.branches()).toEqual(["session/WFS-a"]);
  const findings = await top.sweep();
  expect(findings).toMatchObject([{ code: "unfinished-operation", certain: true }]);
  await top.applySweep(findings);
  expect(current.branches()).toEqual([]);
});

test("a session that has the name of another workspace's fork works where it always did", async () => {
  const { scene: current, top, below } = await twoWorkspaces();
  const { repository } = current;
  await top.create({ slug: "inner" });
  const { worktree } = await top.open(inner);
  repository.write(".worktrees/WFS-inner/a.txt", "theirs\n");
  const checkpoints = new Checkpoints({ ...current.options, root: repository.path("app") });
  const taken = await checkpoints.take(inner);
  expect(await checkpoints.workTree(inner)).toBe(repository.root);
  repository.write("a.txt", "2\n");
  await checkpoints.restore(inner, taken.id);
  expect([repository.read("a.txt"), repository.read(".worktrees/WFS-inner/a.txt")]).toEqual(["1\n", "theirs\n"]);
  expect((await top.list())[0]).toMatchObject({ worktree });
  expect(await below.list()).toEqual([]);
  // Wherever the person of the fork moves it among its own, it is theirs; elsewhere, nobody could tell whose.
  repository.git("worktree", "move", worktree, repository.path(".worktrees/away"));
  expect(await checkpoints.workTree(inner)).toBe(repository.root);
});
