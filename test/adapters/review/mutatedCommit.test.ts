import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovalView } from "../../../src/core/review/approvals.ts";
import type { Gate, PreparedAction } from "../../../src/core/review/gate.ts";
import { leavesOf } from "./actionLeaves.ts";
import { GateScene } from "./gateScene.ts";
import { expectRefusedAtLastLook, expectTamperedRefused, world } from "./mutations.ts";

let scene: GateScene;
let gate: Gate;
let before: string;
beforeAll(async () => {
  scene = await GateScene.make();
  scene.writeInFork("uncommitted.txt", "x\n");
  gate = await scene.gate();
  before = world(scene);
});
afterAll(() => {
  scene.dispose();
});

describe("every field of a commit's document, as its schema lists them", () => {
  let view: ApprovalView;
  let shown: PreparedAction;
  beforeAll(async () => {
    view = await scene.askCommit();
    shown = await gate.prepare(view.id);
  });

  it.each(leavesOf("commit"))("$name: another value at the last look is refused", async (leaf) => {
    await expectRefusedAtLastLook(scene, gate, view, leaf);
  });

  it.each(leavesOf("commit"))("$name: another value in what was shown is refused", async (leaf) => {
    await expectTamperedRefused(scene, gate, shown, leaf);
  });

  it("changed bytes are refused, and burn the action", async () => {
    const action = await gate.prepare((await scene.askCommit()).id);
    action.bytes.set([action.bytes[20] === 97 ? 98 : 97], 20);
    await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "refused" });
    await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "conflict" });
  });

  it("the action of another gate is none of this one's", async () => {
    const other = await scene.gate();
    await expect(other.grant(shown, "ada")).rejects.toMatchObject({ code: "refused" });
  });

  it("and after all these grants everything stands as before", () => {
    expect(world(scene)).toBe(before);
  });
});
