import type { Obstacle } from "../../../../../src/core/base/obstacle.ts";
import { say } from "../../../../../src/core/base/text.ts";
import { updateObstacle, type UpdateReason } from "../../../../../src/core/checkpoints/branchUpdate/updateObstacle.ts";
import { describe, expect, it } from "vitest";
import type { ActionOf } from "../../../../../src/core/review/kinds/actionDocument.ts";
import { sampleActions } from "../../../gate/actionSamples.ts";
import { prepared, ReviewScene } from "../reviewScene.ts";

const document = sampleActions[0] as ActionOf<"merge">;
const edits = updateObstacle("edits", ["src/a.ts"]);

const conflict = (paths: readonly string[]): Obstacle => ({
  reason: "conflict",
  text: say`The merge conflicts.`,
  help: null,
  paths,
});

async function overlapping(): Promise<ReviewScene> {
  const scene = new ReviewScene();
  scene.action = prepared({ obstacles: [edits], conflicts: ["src/a.ts"] });
  await scene.review.load();
  await scene.load("src/a.ts", ".vscode/settings.json");
  await scene.conversation.receive({ type: "ready" });
  return scene;
}

describe("a merge whose commits conflict", () => {
  it("says that it cannot be merged, and of no commit that the branch moves to it", async () => {
    const scene = new ReviewScene();
    const unmerged = { ...document, result: document.source.commit };
    scene.action = prepared({
      document: unmerged,
      obstacles: [conflict(["src/a.ts", "b"])],
      conflicts: ["src/a.ts", "b"],
    });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    const { state, detail, banner, lists, can } = scene.snapshot;
    expect(state).toBe("conflict");
    expect(can.grant).toBe(false);
    expect(detail).toBe("WFS-fork cannot be merged into main as it is (squash, 2 files +4 −2)");
    expect(banner).toEqual(["It cannot be carried out as it is: 2 files in conflict."]);
    expect(lists).toContainEqual({ title: "Conflicting files (2)", severity: "error", items: ["src/a.ts", "b"] });
  });

  it("is a conflict also where no file can be named", async () => {
    const scene = new ReviewScene();
    const unmerged = { ...document, result: document.source.commit };
    scene.action = prepared({ document: unmerged, obstacles: [conflict([])] });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.snapshot).toMatchObject({ state: "conflict", banner: ["It cannot be carried out as it is."] });
  });
});

describe("edits of the person about the same places", () => {
  it("are told as such, with what to do", async () => {
    const { state, detail, banner, lists, can, whyNot } = (await overlapping()).snapshot;
    expect(state).toBe("overlap");
    expect(can).toMatchObject({ grant: false, deny: true, changes: true });
    expect(whyNot).toEqual([String(edits.text)]);
    expect(detail).toBe("main moves from 1111111111 to 4444444444 (squash, 2 files +4 −2)");
    expect(banner).toEqual([
      "Your own edits overlap with it in 1 file.",
      "Commit, stash or restore your edits, then it can be granted.",
    ]);
    expect(lists).toContainEqual({ title: "Files you have edited (1)", severity: "error", items: ["src/a.ts"] });
  });

  it("are looked for at every second recheck, and when they are gone it can be granted", async () => {
    const scene = await overlapping();
    scene.action = prepared();
    await scene.recheck();
    expect(scene.snapshot.state).toBe("overlap");
    await scene.recheck();
    expect(scene.snapshot).toMatchObject({ state: "waiting", banner: [], can: { grant: true } });
  });

  it("stay as they are shown while they are the same", async () => {
    const scene = await overlapping();
    const shown = scene.review.prepared;
    scene.action = prepared({ obstacles: [edits], conflicts: ["src/a.ts"] });
    for (let look = 0; look < 4; look += 1) await scene.recheck();
    expect(scene.prepares).toBe(3);
    expect(scene.review.prepared).toBe(shown);
  });
});

describe("everything else in the way", () => {
  const others: readonly (readonly [UpdateReason, string])[] = [
    ["unmerged", "Files with unresolved conflicts in your index (1)"],
    ["submodule", "Submodules in the way (1)"],
    ["sparse", "Files outside of your sparse checkout (1)"],
    ["ignored", "Where something lies that no checkpoint holds (1)"],
    ["left-out", "Files of yours that no checkpoint can hold (1)"],
    ["name", "Names that are not UTF-8 (1)"],
    ["session-state", "Files of sessions that do not come with a branch (1)"],
    ["session-path", "Links and other spellings among the files of sessions (1)"],
  ];

  it.each(others)("%s has its own words, says what helps, and never speaks of edits", async (reason, title) => {
    const scene = new ReviewScene();
    const obstacle = updateObstacle(reason, ["lib/x"]);
    scene.action = prepared({ obstacles: [obstacle], conflicts: ["lib/x"] });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    const { state, banner, lists, can } = scene.snapshot;
    expect([state, can.grant]).toEqual(["blocked", false]);
    expect(banner).toEqual([String(obstacle.text), String(obstacle.help)]);
    expect(lists).toContainEqual({ title, severity: "error", items: ["lib/x"] });
    expect(banner.join(" ")).not.toMatch(/\bedit/iu);
  });

  it("edits among them are one of the reasons", async () => {
    const scene = new ReviewScene();
    scene.action = prepared({ obstacles: [edits, updateObstacle("sparse", ["b/c"])] });
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    expect(scene.snapshot).toMatchObject({ state: "blocked", can: { grant: false } });
    expect(scene.snapshot.banner).toHaveLength(4);
  });
});
