import { afterEach, describe, expect, it } from "vitest";
import { FoundScene } from "./foundScene.ts";

const scenes: FoundScene[] = [];
afterEach(() => {
  for (const { repository } of scenes.splice(0)) repository.dispose();
});
function make(): FoundScene {
  const scene = new FoundScene({ files: { "a.txt": "1\n" } });
  scenes.push(scene);
  return scene;
}

/** Branches as a fetch leaves them, each with a commit of its own. */
function fetched(scene: FoundScene, ...names: readonly string[]): void {
  for (const name of names) {
    scene.branch("passing", { [`${name.replaceAll("/", "-")}.txt`]: "new\n" });
    scene.repository.git("update-ref", `refs/remotes/${name}`, "passing");
    scene.repository.git("branch", "-D", "passing");
  }
}

describe("branches that only a remote has", () => {
  it("are found where they are named as agents name theirs, and nobody else's", async () => {
    const scene = make();
    const { repository } = scene;
    fetched(
      scene,
      "origin/copilot/fix-1",
      "up/codex/a/b",
      "origin/jules-9",
      "origin/feature/plain",
      "origin/xcopilot/y",
    );
    repository.git("update-ref", "refs/remotes/origin/claude/merged", "main");
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    expect((await scene.short()).toSorted()).toEqual([
      "branch origin/copilot/fix-1 GitHub Copilot +1 -0 1",
      "branch origin/jules-9 Jules +1 -0 1",
      "branch up/codex/a/b Codex +1 -0 1",
    ]);
    expect(await scene.short({ patterns: ["feature/*"] })).toEqual(["branch origin/feature/plain +1 -0 1"]);
    expect(await scene.short({ patterns: ["*/fix-*", "[", "copilot/fix-1"] })).toEqual([
      "branch origin/copilot/fix-1 GitHub Copilot +1 -0 1",
    ]);
    const [work] = (await (await scene.found()).list({ patterns: ["copilot/*"], worksHere: true })).found;
    expect(work).toMatchObject({
      kind: "branch",
      path: null,
      branch: "origin/copilot/fix-1",
      ref: "refs/remotes/origin/copilot/fix-1",
      head: repository.git("rev-parse", "origin/copilot/fix-1"),
    });
  });

  it("are left out where a branch here is called so, when they are old, and beyond the bound", async () => {
    const scene = make();
    fetched(scene, "origin/copilot/one", "origin/copilot/two", "origin/copilot/three");
    scene.repository.git("branch", "copilot/one", "main");
    expect(await scene.short()).toHaveLength(2);
    expect((await (await scene.found()).list({ most: 1, worksHere: true })).more).toBe(1);
    // None was committed to since tomorrow.
    expect(await scene.short({ days: -1 })).toEqual([]);
  });
});
