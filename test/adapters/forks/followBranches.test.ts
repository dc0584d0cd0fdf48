import { afterEach, expect, test } from "vitest";
import { ChokidarWatcher } from "../../../src/adapters/chokidarWatcher.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { Watcher } from "../../../src/core/base/ports.ts";
import { type FollowedBranches, followBranches } from "../../../src/core/forks/followBranches.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import type { Watching } from "../../../src/core/watching/watching.ts";
import { FakeWatcher } from "../../support/fakes/fakeWatcher.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { ForkScene } from "./forkScene.ts";

const patience = { timeout: 30_000 };
const a = sessionIdFromSlug("a");

let scene: ForkScene | undefined;
let watching: Watching | undefined;
afterEach(async () => {
  await watching?.dispose();
  scene?.repository.dispose();
});

async function watched(watcher: Watcher = new ChokidarWatcher()): Promise<{
  readonly scene: ForkScene;
  /** Begins to follow. */
  readonly follow: () => FollowedBranches;
  readonly watching: Watching;
  readonly told: () => number;
}> {
  const made = await ForkScene.make({ files: { "a.txt": "1\n" } });
  const fs = new NodeFileSystem(new SystemRandom());
  const gitDirectory = made.repository.path(".git");
  const ports = { fs, watcher, clock: new SystemClock(), logger: new MemoryLogger() };
  const all = new DirectoryWatching({ ...ports, name: gitDirectory });
  let told = 0;
  const follow = () => followBranches({ gitDirectory, fs, watching: all, moved: () => (told += 1) });
  [scene, watching] = [made, all];
  return { scene: made, follow, watching: all, told: () => told };
}

test("a commit in a fork's worktree is told, and one on a branch that it may go into, and what is fetched", async () => {
  const { scene: one, follow, told } = await watched();
  await one.forks().create({ slug: "a" });
  await one.forks().open(a);
  follow();
  await expect.poll(told, patience).toBe(1);
  one.commitIn(a, "new.txt", "new\n");
  await expect.poll(told, patience).toBeGreaterThan(1);
  for (const move of [
    ["commit", "--quiet", "--allow-empty", "-m", "on main"],
    ["fetch", "--quiet", ".", "main:refs/remotes/origin/main"],
  ]) {
    const before = told();
    one.repository.git(...move);
    await expect.poll(told, patience).toBeGreaterThan(before);
  }
});

test("branches are followed through packing, the removal of the last one and a new one", async () => {
  const { scene: one, follow, told } = await watched();
  follow();
  await expect.poll(told, patience).toBe(1);
  await one.forks().create({ slug: "a" });
  await expect.poll(told, patience).toBeGreaterThan(1);
  // Git removes the directory with its last branch, and makes another one later.
  let before = told();
  one.repository.git("pack-refs", "--all");
  await expect.poll(told, patience).toBeGreaterThan(before);
  before = told();
  one.repository.git("branch", "-D", "--quiet", "session/WFS-a");
  await expect.poll(told, patience).toBeGreaterThan(before);
  before = told();
  one.repository.git("branch", "session/WFS-b");
  await expect.poll(told, patience).toBeGreaterThan(before);
  before = told();
  const commit = one.repository.git("commit-tree", "-m", "b", "HEAD^{tree}");
  one.repository.git("update-ref", "refs/heads/session/WFS-b", commit);
  await expect.poll(told, patience).toBeGreaterThan(before);
});

test("what no event told of is told by the next look, and nothing else is", async () => {
  const { scene: one, follow, watching: all, told } = await watched(new FakeWatcher());
  await one.forks().create({ slug: "a" });
  follow();
  await all.reconcile();
  await all.reconcile();
  expect(told()).toBe(1);
  await one.forks().open(a);
  one.commitIn(a, "new.txt", "new\n");
  await all.reconcile();
  await all.reconcile();
  expect(told()).toBe(2);
});

test("after its end it watches nothing", async () => {
  const { scene: one, follow, watching: all, told } = await watched();
  await one.forks().create({ slug: "a" });
  const followed = follow();
  await expect.poll(told, patience).toBe(1);
  followed.dispose();
  await one.forks().open(a);
  one.commitIn(a, "new.txt", "new\n");
  await all.reconcile();
  expect(told()).toBe(1);
});

test("a branch that was there before its fork is followed once it is named, and so is what it is measured against", async () => {
  const { scene: one, follow, watching: all, told } = await watched();
  const { repository } = one;
  repository.git("branch", "claude/login");
  const followed = follow();
  await expect.poll(told, patience).toBe(1);
  followed.setForks([{ branch: "claude/login", forked_from: { session: "main", commit: "" } }]);
  await all.reconcile();
  const named = told();
  repository.git("branch", "claude/other");
  repository.git("update-ref", "refs/heads/claude/login", repository.git("commit-tree", "-m", "more", "HEAD^{tree}"));
  await expect.poll(told, patience).toBe(named + 1);
  repository.git("commit", "--quiet", "--allow-empty", "-m", "on main");
  await expect.poll(told, patience).toBe(named + 2);
});
