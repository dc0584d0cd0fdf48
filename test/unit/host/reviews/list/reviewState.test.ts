import { describe, expect, it } from "vitest";
import { verbatim } from "../../../../../src/core/base/text.ts";
import type { RequestView } from "../../../../../src/core/review/requests/requests.ts";
import type { Undone } from "../../../../../src/core/gate/undone.ts";
import { contextValues } from "../../../../../src/host/manifest/contributions.ts";
import { reviewRow } from "../../../../../src/host/reviews/list/reviewRow.ts";
import { hostMessageSchema, type Snapshot } from "../../../../../src/messages/review.ts";
import { fork, mergeId, mergeRequestOf } from "../../../../support/requests.ts";
import { plainWording } from "../../plainWording.ts";
import { receipt, ReviewScene, view } from "../reviewScene.ts";

const undone: Undone = {
  version: 1,
  workspace: "/repo",
  request: mergeId,
  kind: "merge",
  session: fork,
  fingerprint: receipt.fingerprint,
  reviewer: "Bob",
  message: "main is at 1111111111 again.",
  undone: "2025-09-07T11:59:30Z",
  key: "",
  signature: "",
};

async function snapshotOf(shown: RequestView): Promise<Snapshot> {
  const scene = new ReviewScene();
  scene.view = shown;
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  const { snapshot } = scene;
  expect(hostMessageSchema.safeParse({ type: "snapshot", snapshot }).success).toBe(true);
  return snapshot;
}

const row = (shown: RequestView) =>
  reviewRow(shown, { workspace: "/repo", reviewer: "ada", files: () => undefined }, plainWording);

describe("what was granted", () => {
  it.each<readonly [what: string, shown: RequestView, undo: boolean]>([
    ["and stands: it can be undone", view({ state: "executed", receipt }), true],
    ["and was undone: not again", view({ state: "undone", receipt, undone }), false],
    ["and whose request was replaced: it can be undone", view({ state: "forged", receipt, request: null }), true],
    ["and is a removal: it cannot", view({ state: "executed", receipt: { ...receipt, kind: "teardown" } }), false],
    [
      "and failed: there is nothing to undo",
      view({ state: "failed", receipt: { ...receipt, outcome: "failed" } }),
      false,
    ],
  ])("%s", async (_what, shown, undo) => {
    expect((await snapshotOf(shown)).can).toMatchObject({ undo, grant: false });
    expect(row(shown).contextValue).toBe(undo ? contextValues.reviewExecuted : contextValues.reviewSettled);
  });

  it("says that it was undone, what stands now, and who did it", async () => {
    const shown = view({ state: "undone", reasons: [verbatim(undone.message)], receipt, undone });
    const { state, banner } = await snapshotOf(shown);
    expect(state).toBe("undone");
    expect(banner.slice(0, 2)).toEqual(["It was granted and done, and has been undone since.", undone.message]);
    expect(banner[2]).toContain("Bob, ");
    expect(banner.join(" ")).not.toContain("Granted by");
    expect(row(shown).spoken).toContain("undone");
  });
});

it("a lane is told to be the asker's own word", () => {
  const tooltip = row(view({ request: mergeRequestOf({ lane: "trusted" }) })).tooltip;
  expect(typeof tooltip === "function" ? tooltip() : tooltip).toContain("Lane, as the request says: trusted");
});
