import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import { isUndoable } from "../../../src/core/review/requests/requestState.ts";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { beforeWriting } from "../review/beforeWriting.ts";
import { GateScene } from "../review/gateScene.ts";
import { english } from "../../support/english.ts";

let scene: GateScene;
let main: string;
beforeAll(async () => {
  scene = await GateScene.make();
  scene.leaveMain();
  main = scene.at("main");
});
afterAll(() => scene.dispose());

let view: RequestView;
let window: OpenedGate;
beforeEach(async () => {
  scene.repository.git("branch", "--quiet", "--force", "main", main);
  view = await scene.askMerge({ into: "refs/heads/main" });
  window = await scene.open();
});

const now = async (): Promise<RequestView> => scene.requests.get(view.id);
const events = async (): Promise<readonly string[]> =>
  (await window.audit.read()).filter(({ request }) => request === view.id).map(({ event }) => event);

async function grant({ gate }: OpenedGate = window): Promise<void> {
  expect((await gate.grant(await gate.prepare(view.id), "ada")).receipt.outcome).toBe("executed");
}

describe("an agent that hides what came of its own action", () => {
  it("by writing receipt.json first: it is on record, believed by the reviewer's copy, and can be taken back", async () => {
    const receipt = scene.file(view, "receipt.json");
    const forge = (path: string): void => {
      if (path.includes("/audit/") && !existsSync(receipt)) writeFileSync(receipt, "{}");
    };
    await grant(await scene.open({ fs: beforeWriting(scene.workspace.fs, forge) }));
    expect(readFileSync(receipt, "utf8")).toBe("{}");
    expect(await now()).toMatchObject({ state: "executed", decision: { reviewer: "ada" }, receipt: { from: main } });
    expect(await events()).toEqual(["granted", "executed"]);
    expect(await window.gate.recover()).toEqual([]);
    await window.gate.undo(view.id, "ada");
    expect(scene.at("main")).toBe(main);
    expect(await events()).toEqual(["granted", "executed", "undone"]);
  });

  it.each<readonly [how: string, hide: () => void]>([
    [
      "emptying both files",
      () => ["decision.json", "receipt.json"].forEach((name) => writeFileSync(scene.file(view, name), "")),
    ],
    ["removing both files", () => ["decision.json", "receipt.json"].forEach((name) => rmSync(scene.file(view, name)))],
  ])("by %s: it stays executed", async (_how, hide) => {
    await grant();
    hide();
    expect(await now()).toMatchObject({ state: "executed", decision: { reviewer: "ada" }, receipt: { from: main } });
    expect(isUndoable(await now())).toBe(true);
  });

  it("by putting another request in its place: forged, and it can be taken back all the same", async () => {
    await grant();
    const path = scene.file(view, "request.json");
    const request = JSON.parse(readFileSync(path, "utf8")) as object;
    writeFileSync(path, JSON.stringify({ ...request, summary: "Only a typo" }));
    expect(await now()).toMatchObject({ state: "forged", receipt: { outcome: "executed" } });
    expect(isUndoable(await now())).toBe(true);
    await window.gate.undo(view.id, "ada");
    expect(scene.at("main")).toBe(main);
    expect(isUndoable(await now())).toBe(false);
  });
});

const locked = async (): Promise<never> => Promise.reject(new Error("the keyring is locked"));

describe("what was taken back", () => {
  it("says so, by whom, in every list and window; a second time is refused", async () => {
    await grant();
    expect(isUndoable(await now())).toBe(true);
    await window.gate.undo(view.id, "bob");
    const after = await now();
    expect(english(after)).toMatchObject({
      state: "undone",
      reasons: [expect.stringContaining("main is at") as string],
      receipt: { outcome: "executed" },
      undone: { reviewer: "bob", request: view.id },
    });
    expect(isUndoable(after)).toBe(false);
    expect((await scene.requests.list({ all: true })).find(({ id }) => id === view.id)?.state).toBe("undone");
    expect((await scene.requests.list()).map(({ id }) => id)).not.toContain(view.id);
    expect(scene.json(view, "undone.json")).toEqual(after.undone);
    const other = await scene.gate();
    await expect(other.undo(view.id, "ada")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("already") as string,
    });
    expect(scene.at("main")).toBe(main);
  });

  it("stays so when somebody takes the mark away, and is not made up by writing one", async () => {
    await grant();
    writeFileSync(scene.file(view, "undone.json"), JSON.stringify({ version: 1, request: view.id, message: "undone" }));
    expect((await now()).state).toBe("executed");
    await window.gate.undo(view.id, "ada");
    rmSync(scene.file(view, "undone.json"));
    expect((await now()).state).toBe("undone");
  });

  it("is not taken back while the key is locked: nothing moves that could not be put on record", async () => {
    await grant();
    const landed = scene.at("main");
    const { gate } = await scene.open({ secrets: { get: locked, store: locked } });
    await expect(gate.undo(view.id, "ada")).rejects.toMatchObject({
      code: "refused",
      hint: expect.stringContaining("keyring") as string,
    });
    expect(scene.at("main")).toBe(landed);
    expect((await now()).state).toBe("executed");
    expect(existsSync(scene.file(view, "undone.json"))).toBe(false);
  });
});
