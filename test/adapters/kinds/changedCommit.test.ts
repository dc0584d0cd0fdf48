import { chmodSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, it } from "vitest";
import { ChangedWorld } from "./changedWorld.ts";
import { fork, type GateScene } from "../review/gateScene.ts";

let world: ChangedWorld;
let scene: GateScene;
beforeAll(async () => {
  world = await ChangedWorld.make();
  ({ scene } = world);
});
afterAll(() => scene.dispose());

const git = (...args: readonly string[]): string => scene.repository.gitIn(scene.worktree(), ...args);

describe("a commit is not made when, between click and execution,", () => {
  let works = 0;
  beforeEach(async () => {
    scene.writeInFork("work.txt", `work ${works++}\n`);
    await world.show(await scene.askCommit());
  });

  it("a file was edited", async () => {
    await world.expectRefused(() => scene.writeInFork("work.txt", "edited\n"), ["tree", "result", "changes"]);
  });

  it("only a file's mode changed", async () => {
    await world.expectRefused(() => chmodSync(join(scene.worktree(), "b.txt"), 0o755), ["tree", "changes"]);
    chmodSync(join(scene.worktree(), "b.txt"), 0o644);
  });

  it("somebody committed", async () => {
    await world.expectRefused(() => void scene.commitInFork({ "own.txt": "own\n" }), ["target.from"]);
  });

  it("the working tree is on another branch", async () => {
    await world.expectRefused(() => void git("switch", "--quiet", "--create", "aside"), ["target.ref"]);
    git("switch", "--quiet", `session/${fork}`);
  });

  it("HEAD is detached", async () => {
    await world.expectRefused(() => void git("switch", "--quiet", "--detach"), ["target.ref"]);
    git("switch", "--quiet", `session/${fork}`);
  });

  it("a file too large to be taken in came", async () => {
    const path = join(scene.worktree(), "huge.bin");
    await world.expectRefused(() => writeFileSync(path, new Uint8Array(21 * 1024 * 1024)), ["left_out"]);
    unlinkSync(path);
  });
});
