import { afterEach, describe, expect, it } from "vitest";
import { fork, GateScene } from "./gateScene.ts";
import { english } from "../../support/english.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

describe("the list of requests", () => {
  it("says that a commit is stale when other files would be in it now, and that it waits again when they are back", async () => {
    scene = await GateScene.make();
    scene.writeInFork("b.txt", "1\n");
    const { id } = await scene.askCommit();
    const state = async () => (await scene.requests.list()).map((view) => view.state);
    expect(await state()).toEqual(["waiting"]);
    scene.writeInFork("b.txt", "2\n");
    await expect.poll(state, { timeout: 60_000, interval: 500 }).toEqual(["stale"]);
    const [view] = await scene.requests.list();
    expect(english(view?.reasons)).toEqual([
      "The working tree of WFS-fork holds other content than when it was asked.",
    ]);
    expect((await scene.requests.get(id)).state).toBe("stale");
    scene.writeInFork("b.txt", "1\n");
    await expect.poll(state, { timeout: 60_000, interval: 500 }).toEqual(["waiting"]);
  }, 150_000);

  it("looks at the files anew for a request that has just come, whatever it saw a moment ago", async () => {
    scene = await GateScene.make();
    scene.writeInFork("b.txt", "1\n");
    const first = await scene.askCommit();
    await scene.requests.list();
    scene.writeInFork("b.txt", "2\n");
    const second = await scene.askCommit();
    const states = Object.fromEntries((await scene.requests.list()).map(({ id, state }) => [id, state]));
    expect(states).toEqual({ [second.id]: "waiting" });
    expect((await scene.requests.get(first.id)).replaced_by).toBe(second.id);
  }, 60_000);

  it("keeps what was decided when the fork is gone, and lets go of what never was", async () => {
    scene = await GateScene.make();
    const gate = await scene.gate();
    const merged = await scene.askMerge();
    await gate.grant(await gate.prepare(merged.id), "ada");
    scene.writeInFork("b.txt", "1\n");
    await scene.askCommit();
    const removal = await scene.askTeardown();
    await gate.grant(await gate.prepare(removal.id), "ada");
    expect((await scene.workspace.sessions.get(fork)).state).toBe("archived");
    const listed = await scene.requests.list({ all: true });
    expect(listed.map(({ request, state }) => `${request?.kind ?? "?"} ${state}`)).toEqual([
      "merge executed",
      "teardown executed",
    ]);
    expect(await scene.requests.list()).toEqual([]);
  }, 60_000);
});
