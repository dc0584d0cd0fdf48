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

async function snapshotOf(shown: RequestView, unreviewed = false): Promise<Snapshot> {
  const scene = new ReviewScene();
  scene.unreviewed = unreviewed;
  scene.view = shown;
  await scene.review.load();
  await scene.conversation.receive({ type: "ready" });
  const { snapshot } = scene;
  expect(hostMessageSchema.safeParse({ type: "snapshot", snapshot }).success).toBe(true);
  return snapshot;
}

const row = (shown: RequestView) =>
  reviewRow(shown, { workspace: "/repo", reviewer: "ada", files: () => undefined, views: [shown] }, plainWording);

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

describe("what nobody here decided", () => {
  it("came around the gate: the page says so, and where it can be looked at and taken back", async () => {
    const merged = { state: "merged", reasons: [verbatim("main has all of it.")] } as const;
    const { banner } = await snapshotOf(view({ ...merged, merged_by: { commit: "1".repeat(40) } }), true);
    expect(banner[1]).toBe("It was merged without a review.");
    expect(banner[2]).toContain("Mark as Seen");
    // A request that was granted brought it, whatever else is said of the session.
    const { banner: other } = await snapshotOf(view({ ...merged, merged_by: { request: mergeId } }), true);
    expect(other).toEqual(["main has all of it.", "There is nothing left to decide."]);
  });

  it("is merged already: there is nothing to decide, and it is said by what", async () => {
    const reason = verbatim("main has all of it since 1111111111.");
    const shown = view({ state: "merged", reasons: [reason], merged_by: { commit: "1".repeat(40) } });
    const { state, banner, can } = await snapshotOf(shown);
    expect([state, banner]).toEqual(["merged", [String(reason), "There is nothing left to decide."]]);
    expect(can).toMatchObject({ grant: false, deny: false, changes: false, askAgain: false });
    expect(row(shown).description).toContain("merged already: main has all of it since 1111111111.");
  });

  it("is unverified: its text is shown as a claim, and nobody is accused", async () => {
    const shown = view({
      state: "unverified",
      reasons: [verbatim("decision.json does not count here.")],
      claimed: {
        decision: "granted",
        reviewer: "Bob\u202E",
        reason: "fine",
        decided: "2025-09-07T11:59:00Z",
        message: "done",
        outcome: "executed",
      },
    });
    const { state, banner, can } = await snapshotOf(shown);
    expect(state).toBe("unverified");
    expect(banner.slice(1)).toEqual([
      "decision.json does not count here.",
      "They claim: granted by Bob⟨U+202E⟩, 2025-09-07T11:59:00Z.",
      "They claim: “fine”",
      "They claim: “done”",
    ]);
    expect(banner.join()).not.toMatch(/forged/iu);
    expect(can).toMatchObject({ grant: false, deny: false });
  });

  it("was replaced: the page says by which", async () => {
    const replaced_by = "20260101T110000Z-merge-0a1b2c3e" as typeof mergeId;
    const shown = view({
      state: "withdrawn",
      reasons: [verbatim(`It was asked again as ${replaced_by}.`)],
      replaced_by,
    });
    expect((await snapshotOf(shown)).banner).toEqual([`It was asked again as ${replaced_by}.`]);
  });
});
