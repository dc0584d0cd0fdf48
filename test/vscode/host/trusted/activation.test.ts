import assert from "node:assert/strict";
import { activationTimes } from "../support/activationTimes.ts";

describe("activation", () => {
  it("is not felt when a folder with sessions opens", async () => {
    const { load, call, finish } = await activationTimes("workflow-sessions.workflow-sessions");
    console.log(`activation: load ${load} ms, activate ${call} ms, finish ${finish} ms`);
    // The benchmark measures the target; on a busy machine this only catches work that does not belong there.
    assert.ok(load + call + finish < 1_000);
  });
});
