import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { KeptText } from "../../../src/core/redaction/keptText.ts";
import { Letters } from "../../support/secretSamples.ts";
import { fork, GateScene } from "../review/gateScene.ts";

let scene: GateScene;
beforeAll(async () => {
  scene = await GateScene.make();
  scene.leaveMain();
});
afterAll(() => scene.dispose());

const token = `ghp_${new Letters(8).alnum(36)}`;

it("a reason is signed without its secrets", async () => {
  const view = await scene.askMerge({ into: "refs/heads/main" });
  const declined = await (await scene.gate()).decline(view.id, "denied", ` the diff shows ${token} `, "ada");
  expect(declined).toMatchObject({ reason: "the diff shows [redacted:github-token]", redacted: ["github-token"] });
  expect(readFileSync(scene.file(view, "decision.json"), "utf8")).not.toContain(token);
  expect(await scene.requests.get(view.id)).toMatchObject({
    state: "denied",
    decision: { reason: "the diff shows [redacted:github-token]" },
  });
});

it("a reason that is kept on a person's word says what they have written, and is signed so", async () => {
  const view = await scene.askMerge({ into: "refs/heads/main" });
  const gate = await scene.gate();
  expect(await gate.decline(view.id, "changes", new KeptText(`take ${token} out`), "ada")).not.toHaveProperty(
    "redacted",
  );
  expect(await scene.requests.get(view.id)).toMatchObject({
    state: "changes",
    decision: { reason: `take ${token} out` },
  });
});

it("asking again repeats the summary without the secrets in it: nobody is asked about them now", async () => {
  const summary = new KeptText(`Take ${token} out`);
  const view = await scene.requests.ask("merge", fork, { into: "refs/heads/main", summary, requestedBy: "agent-1" });
  const again = await scene.requests.askAgain(view.id, "ada");
  expect(again).toMatchObject({ redacted: ["github-token"], request: { summary: "Take [redacted:github-token] out" } });
});
