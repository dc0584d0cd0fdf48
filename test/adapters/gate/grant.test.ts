import { appendFileSync, existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { base, fork, GateScene } from "../review/gateScene.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

describe("a merge", () => {
  it("moves a branch that is checked out nowhere, and says so in signed files", async () => {
    scene = await GateScene.make();
    scene.leaveMain();
    const [from, source] = [scene.at("main"), scene.at(`session/${fork}`)];
    const view = await scene.askMerge({ into: "refs/heads/main" });
    const { gate, audit } = await scene.open();
    const action = await gate.prepare(view.id);
    expect(action.document).toMatchObject({
      kind: "merge",
      session: fork,
      fork_of: base,
      target: { ref: "refs/heads/main", from },
      source: { ref: `refs/heads/session/${fork}`, commit: source },
      checkout: null,
      programs: [],
    });
    expect(action.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
    expect(action.obstacles).toEqual([]);
    expect(await gate.differing(action)).toEqual([]);
    expect(await gate.readFile(action, "new.txt", false)).toMatchObject({
      kind: "text",
      oldText: null,
      newText: "new\n",
    });
    expect(scene.at("main")).toBe(from);
    const { receipt, decision } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({
      outcome: "executed",
      from,
      to: action.document.kind === "merge" && action.document.result,
    });
    expect(scene.at("main")).toBe(receipt.to);
    expect(scene.repository.git("show", "-s", "--format=%B%P", "main")).toBe(
      `Bring the fork\n\nIt is *done*.\n\nWorkflow-Session: ${fork}\nWorkflow-Request: ${view.id}\n${from}`,
    );
    expect(scene.json(view, "decision.json")).toEqual(decision);
    expect(scene.json(view, "receipt.json")).toEqual(receipt);
    expect((await scene.requests.get(view.id)).state).toBe("executed");
    expect((await audit.read()).map(({ event }) => event)).toEqual(["granted", "executed"]);
    expect((await audit.verify()).ok).toBe(true);
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "conflict" });
    await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "conflict" });
  });

  it("brings files along where the branch is checked out, keeps edits, and is taken back", async () => {
    scene = await GateScene.make();
    scene.repository.write("b.txt", "my edit\n");
    scene.repository.write("mine.txt", "untracked\n");
    appendFileSync(scene.repository.path(".git/info/exclude"), "*.log\n");
    scene.repository.write("ignored.log", "ignored\n");
    const before = scene.repository.tree();
    const from = scene.at("main");
    const gate = await scene.gate();
    const view = await scene.askMerge();
    const action = await gate.prepare(view.id);
    expect(action.document).toMatchObject({ checkout: scene.repository.root });
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({ outcome: "executed", safety_session: base });
    expect(scene.at("main")).toBe(receipt.to);
    expect(scene.repository.read("new.txt")).toBe("new\n");
    expect(scene.repository.git("status", "--porcelain")).toBe(" M b.txt\n?? mine.txt");
    await gate.undo(view.id, "ada");
    expect(scene.at("main")).toBe(from);
    expect(withoutSessions(scene.repository.tree())).toEqual(withoutSessions(before));
    await expect(gate.undo(view.id, "ada")).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a commit", () => {
  it("puts a session's work on its branch and leaves the files alone", async () => {
    scene = await GateScene.make();
    scene.writeInFork("b.txt", "changed\n");
    scene.writeInFork("added.txt", "added\n");
    const from = scene.at(`session/${fork}`);
    const view = await scene.askCommit();
    const gate = await scene.gate();
    const action = await gate.prepare(view.id);
    expect(action.files.map(({ path }) => path)).toEqual(["added.txt", "b.txt"]);
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({ outcome: "executed", from, ref: `refs/heads/session/${fork}` });
    expect(scene.repository.gitIn(scene.worktree(), "status", "--porcelain")).toBe("");
    expect(scene.repository.git("show", `session/${fork}:added.txt`)).toBe("added");
    await gate.undo(view.id, "ada");
    expect(scene.at(`session/${fork}`)).toBe(from);
    expect(scene.repository.gitIn(scene.worktree(), "status", "--porcelain")).toBe(" M b.txt\n?? added.txt");
  });
});

describe("a teardown", () => {
  it("lists what would be lost, keeps it, and leaves its receipt in the archive", async () => {
    scene = await GateScene.make();
    scene.writeInFork("precious.txt", "precious\n");
    const head = scene.at(`session/${fork}`);
    const view = await scene.askTeardown();
    const gate = await scene.gate();
    const action = await gate.prepare(view.id);
    expect(action.document).toMatchObject({
      lost: { uncommitted: ["precious.txt"], commits: [head], commit_count: 1 },
    });
    expect(action.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt", "precious.txt"]);
    const { receipt } = await gate.grant(action, "ada");
    expect(receipt).toMatchObject({ outcome: "executed", from: head, to: null, safety: 1, safety_session: fork });
    expect(existsSync(scene.worktree())).toBe(false);
    expect(scene.json(view, "receipt.json")).toEqual(receipt);
    expect((await scene.requests.get(view.id)).state).toBe("executed");
    expect(scene.repository.git("show", `refs/workflow/${fork}/checkpoints/1:precious.txt`)).toBe("precious");
    await expect(gate.undo(view.id, "ada")).rejects.toMatchObject({ code: "refused" });
  });
});

function withoutSessions(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !/^\.work(?:flow|trees)\//u.test(path)));
}
