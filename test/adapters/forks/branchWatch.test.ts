import { afterEach, expect, test } from "vitest";
import { ChokidarWatcher } from "../../../src/adapters/chokidarWatcher.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { BranchWatch } from "../../../src/core/forks/branchWatch.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { ForkScene } from "./forkScene.ts";

const a = sessionIdFromSlug("a");

let scene: ForkScene | undefined;
let watch: BranchWatch | undefined;
afterEach(async () => {
  await watch?.close();
  scene?.repository.dispose();
});

async function watched(): Promise<{
  readonly scene: ForkScene;
  readonly watch: BranchWatch;
  readonly told: () => number;
}> {
  const made = await ForkScene.make({ files: { "a.txt": "1\n" } });
  let told = 0;
  const watching = new BranchWatch({
    gitDirectory: made.repository.path(".git"),
    fs: new NodeFileSystem(new SystemRandom()),
    watcher: new ChokidarWatcher(),
    logger: new MemoryLogger(),
    moved: () => (told += 1),
  });
  [scene, watch] = [made, watching];
  return { scene: made, watch: watching, told: () => told };
}

test("a commit in a fork's worktree is told, one on another branch is not", async () => {
  const { scene: one, watch: watching, told } = await watched();
  await one.forks().create({ slug: "a" });
  await one.forks().open(a);
  await watching.ensure();
  await expect.poll(told).toBe(1);
  one.repository.git("commit", "--quiet", "--allow-empty", "-m", "on main");
  await watching.ensure();
  expect(told()).toBe(1);
  one.commitIn(a, "new.txt", "new\n");
  await expect.poll(told).toBeGreaterThan(1);
});

test("without forks nothing is watched; the first fork, and one after all were removed, are followed once that is asked for", async () => {
  const { scene: one, watch: watching, told } = await watched();
  await watching.ensure();
  await one.forks().create({ slug: "a" });
  await watching.ensure();
  await expect.poll(told).toBe(1);
  // Git removes the directory with its last branch, and makes another one later.
  one.repository.git("pack-refs", "--all");
  one.repository.git("branch", "-D", "--quiet", "session/WFS-a");
  await watching.ensure();
  one.repository.git("branch", "session/WFS-b");
  const removed = told();
  await watching.ensure();
  await expect.poll(told).toBeGreaterThan(removed);
  const before = told();
  one.repository.git(
    "update-ref",
    "refs/heads/session/WFS-b",
    one.repository.git("commit-tree", "-m", "b", "HEAD^{tree}"),
  );
  await expect.poll(told).toBeGreaterThan(before);
});

test("after it was closed it watches nothing, also when it is asked again", async () => {
  const { scene: one, watch: watching, told } = await watched();
  await one.forks().create({ slug: "a" });
  await watching.close();
  await watching.ensure();
  await one.forks().open(a);
  one.commitIn(a, "new.txt", "new\n");
  expect(told()).toBe(0);
});
