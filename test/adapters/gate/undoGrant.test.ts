import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import type { Receipt } from "../../../src/core/gate/receipt.ts";
import { beforeWriting } from "../review/beforeWriting.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";
import { english } from "../../support/english.ts";

let scene: GateScene;
let window: OpenedGate;
beforeEach(async () => {
  scene = await GateScene.make();
  window = await scene.open();
});
afterEach(() => scene.dispose());

async function grant({ id }: RequestView): Promise<Receipt> {
  const { receipt } = await window.gate.grant(await window.gate.prepare(id), "ada");
  expect(receipt.outcome).toBe("executed");
  return receipt;
}

describe("what was granted is taken back", () => {
  it("by another person in another window, and put on record", async () => {
    scene.leaveMain();
    const view = await scene.askMerge({ into: "refs/heads/main" });
    const { from } = await grant(view);
    const { gate } = await scene.open();
    expect(String((await gate.undo(view.id, "bob")).message)).toContain("main is at");
    expect(scene.at("main")).toBe(from);
    const records = await window.audit.read();
    expect(records.map(({ event, reviewer }) => [event, reviewer])).toEqual([
      ["granted", "ada"],
      ["executed", "ada"],
      ["undone", "bob"],
    ]);
    expect((await window.audit.verify()).ok).toBe(true);
    await expect(gate.undo(view.id, "bob")).rejects.toMatchObject({ code: "conflict" });
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("with edits since, which stay", async () => {
    const { repository } = scene;
    const view = await scene.askMerge();
    const { from } = await grant(view);
    repository.write("b.txt", "edited since\n");
    repository.write("mine.txt", "mine\n");
    await window.gate.undo(view.id, "ada");
    expect(scene.at("main")).toBe(from);
    expect(repository.git("status", "--porcelain")).toBe(" M b.txt\n?? mine.txt");
    expect([repository.read("b.txt"), existsSync(repository.path("new.txt"))]).toEqual(["edited since\n", false]);
  });

  it("also when its window was closed and other changes of the files came after it", async () => {
    const { repository } = scene;
    const view = await scene.askMerge();
    const { from } = await grant(view);
    repository.write("b.txt", "edited since\n");
    const kept = await scene.gitFeatures.checkpoints.take(base);
    repository.write("b.txt", "edited again\n");
    await scene.gitFeatures.checkpoints.restore(base, kept.id);
    await (await scene.gate()).undo(view.id, "ada");
    expect(scene.at("main")).toBe(from);
    expect(repository.git("status", "--porcelain")).toBe(" M b.txt");
    expect(repository.read("b.txt")).toBe("edited since\n");
  });
});

describe("what was granted is not taken back", () => {
  it("when the branch went on", async () => {
    const { repository } = scene;
    const view = await scene.askMerge();
    await grant(view);
    repository.write("on.txt", "on\n");
    const on = repository.commitAll("on top");
    await expect(window.gate.undo(view.id, "ada")).rejects.toMatchObject({ reason: "ref-changed" });
    expect(scene.at("main")).toBe(on);
    expect(repository.git("status", "--porcelain")).toBe("");
    expect((await window.audit.read()).map(({ event }) => event)).not.toContain("undone");
  });

  it("when edits since are about the same places: the files are named, and nothing changes", async () => {
    const { repository } = scene;
    const view = await scene.askMerge();
    const { to } = await grant(view);
    repository.write("new.txt", "my own\n");
    const before = scene.checkout();
    await expect(window.gate.undo(view.id, "ada")).rejects.toMatchObject({ code: "conflict", paths: ["new.txt"] });
    expect(scene.at("main")).toBe(to);
    expect(scene.checkout()).toEqual(before);
  });

  it("when the branch is checked out in a worktree of the person's own by now", async () => {
    scene.leaveMain();
    const view = await scene.askMerge({ into: "refs/heads/main" });
    const { to } = await grant(view);
    scene.repository.git("worktree", "add", "--quiet", scene.repository.beside("own"), "main");
    await expect(window.gate.undo(view.id, "ada")).rejects.toMatchObject({ code: "conflict" });
    expect(scene.at("main")).toBe(to);
  });

  it("when it was refused, denied, or never decided", async () => {
    const waiting = await scene.askMerge();
    await expect(window.gate.undo(waiting.id, "ada")).rejects.toMatchObject({ code: "refused" });
    await window.gate.decline(waiting.id, "denied", "no", "ada");
    await expect(window.gate.undo(waiting.id, "ada")).rejects.toMatchObject({ code: "refused" });
    const stale = await scene.askMerge();
    const action = await window.gate.prepare(stale.id);
    scene.commitInFork({ "more.txt": "meanwhile\n" });
    expect((await window.gate.grant(action, "ada")).receipt.outcome).toBe("refused");
    await expect(window.gate.undo(stale.id, "ada")).rejects.toMatchObject({ code: "refused" });
  });
});

describe("asked again", () => {
  it("a stale request becomes a new one that names it, as things stand now", async () => {
    const old = await scene.askMerge({ deadlineIn: 600_000 });
    const target = scene.commitOnMain({ "a.txt": "one\n2\n3\n4\n5\n6\n7\n8\n9\n" });
    expect((await scene.requests.get(old.id)).state).toBe("stale");
    await expect(window.gate.prepare(old.id)).rejects.toMatchObject({ code: "conflict" });
    const fresh = await scene.requests.askAgain(old.id, "ada");
    expect(fresh.request).toMatchObject({
      replaces: old.id,
      target_commit: target,
      requested_by: "agent",
      asked_again_by: "ada",
    });
    expect(fresh.request?.deadline).toBeDefined();
    expect(english(await scene.requests.get(old.id))).toMatchObject({
      state: "withdrawn",
      reasons: [`It was asked again as ${fresh.id}.`],
    });
    expect((await grant(fresh)).from).toBe(target);
    await expect(window.gate.prepare(old.id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("a refused grant, a denial and a request for changes keep their decisions", async () => {
    scene.writeInFork("work.txt", "work\n");
    const first = await scene.askCommit();
    const action = await window.gate.prepare(first.id);
    scene.writeInFork("work.txt", "more work\n");
    expect((await window.gate.grant(action, "ada")).receipt.outcome).toBe("refused");
    const second = await scene.requests.askAgain(first.id, "agent");
    await window.gate.decline(second.id, "changes", "say why", "ada");
    const third = await scene.requests.askAgain(second.id, "agent");
    await window.gate.decline(third.id, "denied", "no", "ada");
    const fourth = await scene.requests.askAgain(third.id, "agent");
    const states = await Promise.all(
      [first, second, third, fourth].map(async ({ id }) => (await scene.requests.get(id)).state),
    );
    expect(states).toEqual(["refused", "changes", "denied", "waiting"]);
    expect([second, third, fourth].map(({ request }) => request?.replaces)).toEqual([first.id, second.id, third.id]);
    expect(scene.repository.git("show", `${(await grant(fourth)).to}:work.txt`)).toBe("more work");
  });

  it("after it was taken back, and granted anew", async () => {
    const view = await scene.askMerge();
    await grant(view);
    await window.gate.undo(view.id, "ada");
    const again = await scene.requests.askAgain(view.id, "agent");
    expect(again.request).toMatchObject({ replaces: view.id, kind: "merge" });
    expect((await grant(again)).to).toBe(scene.at("main"));
    expect(scene.at("main^{tree}")).toBe(scene.at(`session/${fork}^{tree}`));
  });

  it("not while it is being executed", async () => {
    const view = await scene.askMerge();
    const receipt = Promise.withResolvers<void>();
    const executed = Promise.withResolvers<void>();
    const fs = beforeWriting(scene.workspace.fs, async (path) => {
      if (!path.endsWith("receipt.json")) return; // The reviewer's own copy comes first.
      executed.resolve();
      await receipt.promise;
    });
    const gate = await scene.gate({ fs });
    const granted = gate.grant(await gate.prepare(view.id), "ada");
    await executed.promise;
    expect((await scene.requests.get(view.id)).state).toBe("deciding");
    await expect(scene.requests.askAgain(view.id, "agent")).rejects.toMatchObject({ code: "conflict" });
    await expect(scene.requests.withdraw(view.id)).rejects.toMatchObject({ code: "conflict" });
    expect(await window.gate.recover()).toEqual([]);
    receipt.resolve();
    expect((await granted).receipt.outcome).toBe("executed");
  });
});
