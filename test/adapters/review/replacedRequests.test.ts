import { existsSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { english } from "../../support/english.ts";
import { base, fork, GateScene } from "./gateScene.ts";

let scene: GateScene;
beforeEach(async () => {
  scene = await GateScene.make();
}, 60_000);
afterEach(() => scene.dispose());

const ask = async (requestedBy: string, into?: string): Promise<RequestView> =>
  scene.requests.ask("merge", fork, {
    summary: `As ${requestedBy} says`,
    requestedBy,
    ...(into === undefined ? {} : { into }),
  });
const state = async ({ id }: RequestView): Promise<string> => (await scene.requests.get(id)).state;

describe("asked again for the same", { timeout: 60_000 }, () => {
  it("by the same asker takes the place of the first, in both files", async () => {
    const first = await ask("agent");
    const second = await ask("agent");
    expect(second.request).toMatchObject({ replaces: first.id });
    expect(english(await scene.requests.get(first.id))).toMatchObject({
      state: "withdrawn",
      replaced_by: second.id,
      reasons: [`It was asked again as ${second.id}.`],
    });
    expect(scene.json(first, "withdrawn.json")).toMatchObject({ replaced_by: second.id });
    expect((await scene.requests.list()).map(({ id }) => id)).toEqual([second.id]);
    await expect((await scene.gate()).prepare(first.id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("by the same asker takes the place of a stale one too", async () => {
    const first = await ask("agent");
    scene.commitInFork({ "more.txt": "more\n" });
    expect(await state(first)).toBe("stale");
    expect((await ask("agent")).request).toMatchObject({ replaces: first.id });
  });

  it("by somebody else is refused, naming the first, and writes nothing", async () => {
    const first = await ask("one");
    await expect(ask("two")).rejects.toMatchObject({
      code: "conflict",
      message: `one has asked for the same already: ${first.id}, the merge of WFS-fork, waits for a person.`,
      hint: expect.stringContaining(`wfs approvals withdraw ${first.id}`) as string,
    });
    expect((await scene.requests.list({ all: true })).map(({ id }) => id)).toEqual([first.id]);
    expect(await state(first)).toBe("waiting");
  });

  it("by somebody else is not refused once the first cannot be granted any more", async () => {
    const first = await ask("one");
    scene.commitInFork({ "more.txt": "more\n" });
    const second = await ask("two");
    expect(second.request?.replaces).toBeUndefined();
    expect([await state(first), await state(second)]).toEqual(["stale", "waiting"]);
  });

  it("about something else stands beside it: another branch, kind or session", async () => {
    scene.repository.git("branch", "release");
    const first = await ask("agent");
    const others = [await ask("agent", "release"), await scene.askTeardown()];
    scene.repository.write("b.txt", "mine\n");
    others.push(await scene.askCommit(base));
    expect(await Promise.all([first, ...others].map(state))).toEqual(["waiting", "waiting", "waiting", "waiting"]);
    expect(others.map(({ request }) => request?.replaces)).toEqual([undefined, undefined, undefined]);
  });

  it("by a person keeps who asked first, names the person, and is followed by who waits", async () => {
    const first = await ask("agent");
    scene.commitInFork({ "more.txt": "more\n" });
    const again = await scene.requests.askAgain(first.id, "ada");
    expect(again.request).toMatchObject({ replaces: first.id, requested_by: "agent", asked_again_by: "ada" });
    // The asker is who takes its place now.
    const third = await ask("agent");
    expect(third.request).toMatchObject({ replaces: again.id });
    expect(third.request?.asked_again_by).toBeUndefined();
    const gate = await scene.gate();
    await gate.grant(await gate.prepare(third.id), "ada");
    expect(await scene.requests.wait(first.id, 60_000)).toMatchObject({ id: third.id, state: "executed" });
  });

  it("at the same time, by many, leaves one that waits", async () => {
    const asked = await Promise.allSettled(["a", "b", "c", "d", "a", "b"].map(async (name) => ask(name)));
    const waiting = (await scene.requests.list()).filter((view) => view.state === "waiting");
    expect(waiting).toHaveLength(1);
    const refused = asked.filter((one) => one.status === "rejected");
    for (const { reason } of refused) expect(reason).toMatchObject({ code: "conflict" });
  });

  it("where a kill came between both files, is put right by the next one", async () => {
    const first = await ask("agent");
    const second = await ask("agent");
    rmSync(scene.file(first, "withdrawn.json"));
    expect([await state(first), await state(second)]).toEqual(["waiting", "waiting"]);
    const third = await ask("agent");
    expect([first.id, second.id]).toContain(third.request?.replaces);
    for (const view of [first, second])
      expect(scene.json(view, "withdrawn.json")).toMatchObject({ replaced_by: third.id });
  });

  it("follows nothing that asks for something else, or that is not there", async () => {
    const { id: other } = await scene.askTeardown();
    const first = await ask("agent");
    for (const replaced_by of [other, "20260101T100000Z-merge-0a1b2c3d"]) {
      writeFileSync(scene.file(first, "withdrawn.json"), JSON.stringify({ replaced_by }));
      expect(await scene.requests.wait(first.id, 60_000)).toMatchObject({ id: first.id, state: "withdrawn" });
    }
    await scene.requests.withdraw(other);
    rmSync(scene.file(first, "withdrawn.json"));
    scene.repository.git("branch", "release");
    const elsewhere = await ask("agent", "release");
    const gate = await scene.gate();
    await gate.grant(await gate.prepare(elsewhere.id), "ada");
    writeFileSync(scene.file(first, "withdrawn.json"), JSON.stringify({ replaced_by: elsewhere.id }));
    expect(await scene.requests.wait(first.id, 60_000)).toMatchObject({ id: first.id, state: "withdrawn" });
  });

  it("follows no circle of replacements", async () => {
    const first = await ask("agent");
    const second = await ask("agent");
    writeFileSync(scene.file(second, "withdrawn.json"), JSON.stringify({ replaced_by: first.id }));
    expect((await scene.requests.wait(first.id, 60_000)).state).toBe("withdrawn");
    expect(existsSync(scene.file(first, "decision.json"))).toBe(false);
  });
});
