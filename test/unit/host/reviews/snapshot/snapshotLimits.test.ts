import { describe, expect, it } from "vitest";
import { verbatim } from "../../../../../src/core/base/text.ts";
import type { ActionOf } from "../../../../../src/core/review/kinds/actionDocument.ts";
import { listLimits } from "../../../../../src/host/reviews/snapshot/snapshotLimits.ts";
import { hostMessageSchema, textLimits } from "../../../../../src/messages/review.ts";
import { sampleActions } from "../../../gate/actionSamples.ts";
import { file, prepared, ReviewScene } from "../reviewScene.ts";

const teardown = sampleActions[2] as ActionOf<"teardown">;

function losing(paths: readonly string[]): ActionOf<"teardown"> {
  return { ...teardown, lost: { ...teardown.lost, uncommitted: [...paths] } };
}

async function opened(parts: Parameters<typeof prepared>[0]): Promise<ReviewScene> {
  const scene = new ReviewScene();
  scene.action = prepared(parts);
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  for (const message of scene.sent) expect(hostMessageSchema.safeParse(message).success).toBe(true);
  return scene;
}

describe("what a page is sent", () => {
  it("has 15,000 paths that would be lost, every one of them", async () => {
    const paths = Array.from({ length: 15_000 }, (_, index) => `${"deep/".repeat(16)}${index}`);
    const { snapshot } = await opened({ document: losing(paths), files: [] });
    expect(snapshot.lists.find(({ title }) => title.startsWith("Uncommitted"))?.items).toEqual(paths);
    expect(snapshot.document.find(({ name }) => name === "lost.uncommitted")?.value).toBe(paths.join("\n"));
    expect(snapshot.can.grant).toBe(true);
  });

  it("is cut where there is too much, says so, and then nothing can be granted", async () => {
    const paths = Array.from({ length: listLimits.items + 5 }, (_, index) => `${"long/".repeat(60)}${index}`);
    const scene = await opened({ document: losing(paths), files: [] });
    const { snapshot } = scene;
    const items = snapshot.lists.find(({ title }) => title.startsWith("Uncommitted"))?.items ?? [];
    expect(items.at(-1)).toBe(`… and ${paths.length - items.length + 1} more, not shown`);
    expect(snapshot.document.find(({ name }) => name === "lost.uncommitted")?.value).toMatch(/more characters\)$/u);
    expect(snapshot.can.grant).toBe(false);
    expect(snapshot.whyNot).toEqual([
      `Too long to be shown whole: Uncommitted paths (${paths.length})`,
      "Too long to be shown whole: lost.uncommitted",
    ]);
    scene.confirms = () => Promise.resolve(true);
    await scene.act("grant");
    expect(scene.questions).toEqual([]);
    expect(scene.granted).toEqual([]);
  });

  it("lists files whose names are longer than any disk takes, each by a name of its own, and never grants them", async () => {
    const long = "d/".repeat(textLimits.path);
    const { snapshot } = await opened({ files: [file("a.ts"), file(`${long}a`), file(`${long}b`)] });
    expect(new Set(snapshot.files.map(({ path }) => path)).size).toBe(3);
    expect(snapshot.files.map(({ exact }) => exact)).toEqual([true, false, false]);
    expect(snapshot.can.grant).toBe(false);
    expect(snapshot.whyNot).toContain("Names of files that are too long to be shown: 2");
  });

  it("is understood whatever length a reason, a check or a field has", async () => {
    const text = "x".repeat(textLimits.field + 10);
    const { snapshot } = await opened({
      obstacles: [{ reason: "checkout", text: verbatim(text), help: null, paths: [] }],
      checks: [{ task: text, name: text, status: "passed", command: text, by: text }],
      document: { ...teardown, summary: text, lost: { ...teardown.lost, unkept: [text] } },
      files: [],
    });
    expect(snapshot.can.grant).toBe(false);
    const unkept = snapshot.lists.find(({ title }) => title === "Not kept, gone for good");
    expect(unkept?.items).toEqual(["… and 1 more, not shown"]);
  });
});
