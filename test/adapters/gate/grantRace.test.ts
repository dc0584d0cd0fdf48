import { mkdirSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { DyingProgram } from "../../support/dying.ts";
import { GateScene } from "../review/gateScene.ts";
import type { Race } from "./racingProcess.ts";

let program: DyingProgram;
let scene: GateScene;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./racingProcess.ts", import.meta.url));
});
afterEach(() => scene.dispose());
afterAll(() => program.dispose());

const [windows, times] = [8, 8] as const;

/** Lets several windows, each a process, grant the same request several times at the same moment; what came of each. */
async function race({ id }: RequestView): Promise<readonly string[]> {
  const start = scene.repository.beside("start");
  mkdirSync(start);
  const operation: Race = { grant: id, times, windows, start };
  const runs = Array.from({ length: windows }, async () => program.run(scene.repository.root, operation));
  return (await Promise.all(runs)).flatMap((printed) => JSON.parse(printed) as readonly string[]);
}

test("of 64 grants in 8 windows one is executed, once", { timeout: 300_000 }, async () => {
  scene = await GateScene.make();
  const { repository } = scene;
  const from = scene.at("main");
  const view = await scene.askMerge();
  const outcomes = await race(view);
  expect(outcomes.toSorted()).toEqual([...Array.from({ length: 63 }, () => "conflict"), "executed"]);
  expect(repository.git("rev-list", `${from}..main`).split("\n")).toEqual([scene.at("main")]);
  expect(repository.git("rev-parse", "main^")).toBe(from);
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(repository.read("new.txt")).toBe("new\n");
  const { receipt, state } = await scene.requests.get(view.id);
  expect([state, receipt?.to]).toEqual(["executed", scene.at("main")]);
  expect(readdirSync(view.path).toSorted()).toEqual(["decision.json", "receipt.json", "request.json"]);
  const { audit, gate } = await scene.open();
  expect((await audit.read()).map(({ event }) => event)).toEqual(["granted", "executed"]);
  expect(await audit.verify()).toMatchObject({ ok: true });
  expect(await gate.recover()).toEqual([]);
});

test("of a grant and a denial one wins, whenever the denial comes, and nothing is done where it is the denial", async () => {
  scene = await GateScene.make();
  scene.leaveMain();
  const from = scene.at("main");
  for (const later of [0, 150, 400]) {
    const view = await scene.askMerge({ into: "refs/heads/main" });
    const [one, other] = [await scene.gate(), await scene.gate()];
    const action = await one.prepare(view.id);
    const denied = sleep(later).then(async () => other.decline(view.id, "denied", "not now", "bob"));
    const settled = await Promise.allSettled([one.grant(action, "ada"), denied]);
    expect(settled.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { state } = await scene.requests.get(view.id);
    expect(state).toBe(settled[0].status === "fulfilled" ? "executed" : "denied");
    expect(scene.at("main") === from).toBe(state === "denied");
    if (state === "executed") await one.undo(view.id, "ada");
  }
  expect(scene.at("main")).toBe(from);
});
