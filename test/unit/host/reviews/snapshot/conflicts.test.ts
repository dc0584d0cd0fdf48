import { say } from "../../../../../src/core/base/text.ts";
import { describe, expect, it } from "vitest";
import type { ActionOf } from "../../../../../src/core/review/kinds/actionDocument.ts";
import { sampleActions } from "../../../gate/actionSamples.ts";
import { prepared, ReviewScene } from "../reviewScene.ts";

const document = sampleActions[0] as ActionOf<"merge">;
const edits = say`Edits in your working tree are about the same places: src/a.ts`;

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
      obstacles: [say`The merge conflicts.`],
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
    scene.action = prepared({ document: unmerged, obstacles: [say`The merge conflicts in directories.`] });
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
    expect(whyNot).toEqual([String(edits)]);
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
