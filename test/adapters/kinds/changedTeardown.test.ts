import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, it } from "vitest";
import { ChangedWorld } from "./changedWorld.ts";
import type { GateScene } from "../review/gateScene.ts";

let world: ChangedWorld;
let scene: GateScene;
beforeAll(async () => {
  world = await ChangedWorld.make();
  ({ scene } = world);
});
afterAll(() => scene.dispose());

describe("a fork is not removed when, between click and execution,", () => {
  beforeEach(async () => {
    await world.show(await scene.askTeardown());
  });

  it("a file was edited", async () => {
    await world.expectRefused(() => scene.writeInFork("late.txt", "late\n"), ["tree", "lost.uncommitted"]);
  });

  it("somebody committed", async () => {
    await world.expectRefused(
      () => void scene.commitInFork({ "later.txt": "later\n" }),
      ["head", "lost.commits", "lost.commit_count"],
    );
  });

  it("a merge was begun", async () => {
    const head = scene.repository.gitIn(scene.worktree(), "rev-parse", "--git-path", "MERGE_HEAD");
    await world.expectRefused(() => writeFileSync(head, `${scene.at("main")}\n`), ["lost.operations"]);
    unlinkSync(head);
  });

  it("a repository was made inside", async () => {
    const inner = join(scene.worktree(), "inner");
    await world.expectRefused(() => {
      mkdirSync(inner);
      scene.repository.gitIn(inner, "init", "--quiet");
      scene.repository.gitIn(inner, "commit", "--quiet", "--allow-empty", "-m", "inside");
    }, ["lost.repositories"]);
    rmSync(inner, { recursive: true });
  });

  it("the worktree is gone", async () => {
    const aside = scene.repository.beside("aside");
    await world.expectRefused(() => renameSync(scene.worktree(), aside), ["worktree", "tree"]);
    renameSync(aside, scene.worktree());
  });
});
