import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { english } from "../../support/english.ts";
import { base, fork, GateScene } from "./gateScene.ts";

let scene: GateScene;
let gate: Gate;
let view: RequestView;
beforeEach(async () => {
  scene = await GateScene.make();
  gate = await scene.gate();
  view = await scene.askMerge();
}, 60_000);
afterEach(() => scene.dispose());

const now = async (): Promise<RequestView> => scene.requests.get(view.id);
const file = (): string => readFileSync(scene.file(view, "request.json"), "utf8");
const [top, bottom] = ["1\n2\n3\n4\n5\n6\n7\n8\n", "9\n"];

describe("a target that moves", { timeout: 60_000 }, () => {
  it("beside the files of the proposal keeps the request waiting, as it was written", async () => {
    const text = file();
    const main = scene.commitOnMain();
    expect(await now()).toMatchObject({ state: "waiting", reasons: [] });
    expect((await scene.requests.list()).map(({ state }) => state)).toEqual(["waiting"]);
    const action = await gate.prepare(view.id);
    expect(action.document).toMatchObject({ target: { from: main } });
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({ outcome: "executed", from: main });
    expect(file()).toBe(text);
    expect(scene.repository.git("show", "--format=", "--name-only", "main").split("\n")).toEqual(["a.txt", "new.txt"]);
  });

  it.each<readonly [what: string, state: string, change: () => void]>([
    [
      "elsewhere in a file of the proposal",
      "stale",
      () => scene.commitOnMain({ "a.txt": `one\n${top.slice(2)}${bottom}` }),
    ],
    [
      "by the mode of a file of the proposal",
      "stale",
      () => {
        chmodSync(scene.repository.path("a.txt"), 0o755);
        scene.repository.git("commit", "--quiet", "-a", "-m", "runs now");
      },
    ],
    ["by the same change of one of its files", "stale", () => scene.commitOnMain({ "new.txt": "new\n" })],
    ["by another name of a file the proposal does not touch", "waiting", () => renamed("b.txt", "a2.txt")],
  ])("%s leaves it %s, for the list and the gate", async (_what, state, change) => {
    change();
    expect((await now()).state).toBe(state);
    const prepared = await gate.prepare(view.id).then(
      () => "waiting",
      (error: unknown) => (error instanceof WorkflowError && error.code === "conflict" ? "stale" : error),
    );
    expect(prepared).toBe(state);
  });

  it("into a conflict makes it stale, with the files, in every look", async () => {
    scene.commitOnMain({ "a.txt": `${top}neuf\n`, "new.txt": "another\n" });
    const stale = english(await now());
    expect(stale).toMatchObject({ state: "stale", conflicts: ["a.txt", "new.txt"] });
    expect(stale).toMatchObject({
      reasons: [
        expect.stringContaining("has moved"),
        expect.stringMatching(/conflicts now in a\.txt, new\.txt.*fork sync/u),
      ],
    });
    expect((await scene.requests.list())[0]).toMatchObject({ state: "stale", conflicts: ["a.txt", "new.txt"] });
    expect(await scene.requests.wait(view.id, 60_000)).toMatchObject({
      state: "stale",
      conflicts: ["a.txt", "new.txt"],
    });
  });

  it("is stale where the source has moved too, whatever would come of it", async () => {
    scene.commitOnMain();
    scene.repository.gitIn(scene.worktree(), "commit", "--quiet", "--allow-empty", "-m", "nothing");
    expect((await now()).state).toBe("stale");
  });

  it("and back again stands as it stood", async () => {
    const main = scene.at("main");
    scene.commitOnMain({ "a.txt": `one\n${top.slice(2)}${bottom}` });
    expect((await now()).state).toBe("stale");
    scene.repository.git("reset", "--quiet", "--hard", main);
    expect((await now()).state).toBe("waiting");
  });

  it("is judged without attributes, drivers and settings of the repository or the person", async () => {
    const { repository } = scene;
    repository.git("config", "merge.ours.driver", "true");
    repository.git("config", "merge.renames", "false");
    writeFileSync(repository.path(".git/info/attributes"), "* merge=ours\n*.txt merge=union\n");
    scene.commitOnMain({ "a.txt": `${top}neuf\n` });
    expect(await now()).toMatchObject({ state: "stale", conflicts: ["a.txt"] });
  });

  it("leaves nothing behind in the repository, wherever that is looked at", async () => {
    const { repository } = scene;
    scene.commitOnMain();
    const objects = repository.git("count-objects");
    await now();
    expect(repository.git("count-objects")).toBe(objects);
    const left = readdirSync(repository.path(".git/workflow")).filter((name) => name.startsWith("plain-"));
    expect(left).toEqual([]);
  });
});

describe("windows that show it meanwhile", { timeout: 60_000 }, () => {
  it("have one fingerprint until it moves, and then one again, which is another", async () => {
    const other = await scene.gate();
    const [one, two] = [await gate.prepare(view.id), await other.prepare(view.id)];
    expect(two.fingerprint).toBe(one.fingerprint);
    expect((await gate.prepare(view.id)).fingerprint).toBe(one.fingerprint);
    const back = scene.at("main");
    scene.commitOnMain();
    const [three, four] = await Promise.all([gate.prepare(view.id), other.prepare(view.id)]);
    expect(four.fingerprint).toBe(three.fingerprint);
    expect(three.document.nonce).not.toBe(one.document.nonce);
    scene.repository.git("reset", "--quiet", "--hard", back);
    const five = await gate.prepare(view.id);
    expect([one.document.nonce, three.document.nonce]).not.toContain(five.document.nonce);
  });

  it("grant nothing by an answer to the question before, and decide nothing by it", async () => {
    const before = await gate.prepare(view.id);
    const main = scene.commitOnMain();
    expect(await gate.differing(before)).toEqual(["target.from"]);
    await expect(gate.grant(before, "ada")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("nothing was granted") as string,
    });
    expect(scene.at("main")).toBe(main);
    expect(await now()).toMatchObject({ state: "waiting", decision: null });
    const { receipt } = await gate.grant(await gate.prepare(view.id), "ada");
    expect(receipt).toMatchObject({ outcome: "executed", from: main });
  });

  it.each([
    ["was cut off by a kill", ""],
    ["is of a time to come", JSON.stringify({ version: 1, nonce: "0".repeat(32), prepared: 9_999_999_999 })],
    ["has another nonce than ours ever have", JSON.stringify({ version: 1, nonce: "x", prepared: 1 })],
  ])("make a new seal where the one there %s", async (_what, text) => {
    await gate.prepare(view.id);
    const [name = ""] = scene.seals(view);
    writeFileSync(name, text);
    const [one, two] = [await gate.prepare(view.id), await (await scene.gate()).prepare(view.id)];
    expect(one.fingerprint).toBe(two.fingerprint);
    expect(scene.seals(view)).toHaveLength(1);
  });

  it("leave no seal of what was decided", async () => {
    await gate.grant(await gate.prepare(view.id), "ada");
    expect(scene.seals(view)).toEqual([]);
    scene.commitInFork({ "more.txt": "more\n" });
    view = await scene.askMerge();
    await gate.prepare(view.id);
    await gate.decline(view.id, "denied", "no", "ada");
    expect(scene.seals(view)).toEqual([]);
  });
});

describe("what is merged already", { timeout: 60_000 }, () => {
  it("by hand, with a merge or a squash, says by which commit", async () => {
    scene.commitOnMain();
    scene.repository.git("merge", "--quiet", "--squash", `session/${fork}`);
    scene.repository.git("commit", "--quiet", "-m", "by hand");
    const commit = scene.at("main");
    scene.commitOnMain();
    expect(await now()).toMatchObject({ state: "merged", merged_by: { commit } });
    expect(await scene.requests.list()).toEqual([]);
    expect(await scene.requests.list({ all: true })).toMatchObject([{ id: view.id, state: "merged" }]);
    expect(await scene.requests.wait(view.id, 60_000)).toMatchObject({ state: "merged" });
    scene.repository.git("merge", "--quiet", "--no-edit", `session/${fork}`);
    expect(await now()).toMatchObject({ state: "merged", merged_by: { commit: scene.at("main") } });
  });

  it("by another request says by which, if that was granted", async () => {
    const { repository, gitFeatures } = scene;
    await gitFeatures.forks.create({ slug: "other", baseline: base });
    repository.git("update-ref", "refs/heads/session/WFS-other", `session/${fork}`);
    const other = await scene.requests.ask("merge", "WFS-other" as typeof fork, {
      summary: "The same",
      requestedBy: "bot",
    });
    await gate.grant(await gate.prepare(other.id), "ada");
    expect(await now()).toMatchObject({ state: "merged", merged_by: { request: other.id } });
  });

  it("by a commit that only claims to be of a request says the commit", async () => {
    scene.repository.git("merge", "--quiet", "--squash", `session/${fork}`);
    scene.repository.git("commit", "--quiet", "-m", "by hand\n\nWorkflow-Request: 20260101T100000Z-merge-0a1b2c3d");
    expect(await now()).toMatchObject({ state: "merged", merged_by: { commit: scene.at("main") } });
  });
});

describe("what was merged before its fork was removed", { timeout: 60_000 }, () => {
  it("stays merged, in the list too", async () => {
    scene.repository.git("merge", "--quiet", "--no-edit", `session/${fork}`);
    expect((await now()).state).toBe("merged");
    await scene.gitFeatures.forks.remove(fork);
    expect((await now()).state).toBe("merged");
    expect((await scene.requests.list({ all: true })).map(({ id, state }) => [id, state])).toEqual([
      [view.id, "merged"],
    ]);
    expect((await scene.requests.wait(view.id, 60_000)).state).toBe("merged");
  });
});

function renamed(from: string, to: string): void {
  scene.repository.git("mv", from, to);
  scene.repository.git("commit", "--quiet", "-m", "moved");
}
