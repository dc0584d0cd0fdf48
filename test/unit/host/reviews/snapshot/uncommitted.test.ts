import { describe, expect, it } from "vitest";
import { ReviewScene, view } from "../reviewScene.ts";

async function opened(scene: ReviewScene): Promise<ReviewScene> {
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  return scene;
}

describe("work that is not committed in the fork", () => {
  it("is named beside the proposal, in nobody's way, and looked at once a minute", async () => {
    const scene = new ReviewScene();
    scene.uncommitted = { count: 1, paths: ["notes.md"], notLookedAt: 0, elsewhere: null };
    await opened(scene);
    const title = "1 file in the fork is not committed, so it is no part of this";
    expect(scene.snapshot.lists).toContainEqual({ title, severity: "info", items: ["notes.md"] });
    expect(scene.snapshot.state).toBe("waiting");
    scene.uncommitted = { count: 7, paths: ["a", "b"], notLookedAt: 0, elsewhere: null };
    for (let look = 0; look < 59; look += 1) await scene.recheck();
    expect(scene.uncommittedLooks).toBe(1);
    await scene.recheck();
    expect(scene.uncommittedLooks).toBe(2);
    expect(scene.snapshot.lists).toContainEqual({
      title: "7 files in the fork are not committed, so they are no part of this",
      severity: "info",
      items: ["a", "b", "… and 5 more"],
    });
  });

  it("is named where it was committed beside the fork's branch", async () => {
    const scene = new ReviewScene();
    scene.uncommitted = { count: 0, paths: [], notLookedAt: 0, elsewhere: { branch: null, commits: 2 } };
    await opened(scene);
    expect(scene.snapshot.lists).toContainEqual({
      title: "The fork's worktree is elsewhere; what is committed there is no part of this (2 commits)",
      severity: "warning",
      items: ["HEAD is on no branch"],
    });
  });

  it("is not spoken of where there is none, and not looked for where nothing waits", async () => {
    const scene = new ReviewScene();
    scene.uncommitted = { count: 0, paths: [], notLookedAt: 0, elsewhere: null };
    await opened(scene);
    expect(scene.snapshot.lists.map(({ title }) => title).join()).not.toContain("not committed");
    const decided = new ReviewScene();
    decided.view = view({ state: "denied" });
    await opened(decided);
    expect(decided.uncommittedLooks).toBe(0);
  });
});
