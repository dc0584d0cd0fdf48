import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { scatter } from "../../support/scenes/vaultScene.ts";
import { base, fork, GateScene } from "../review/gateScene.ts";
import { english } from "../../support/english.ts";

let scene: GateScene | undefined;
afterEach(() => scene?.dispose());

/** A reviewer who looks at a merge of the fork into main, as `asking` wants it. */
async function look(
  one: GateScene,
  asking: { readonly strategy?: "squash" | "merge" } = {},
): Promise<ReturnType<Awaited<ReturnType<GateScene["gate"]>>["prepare"]>> {
  const { id } = await one.requests.ask("merge", fork, { summary: "Bring it", requestedBy: "agent", ...asking });
  return (await one.gate()).prepare(id);
}

function commitOnMain(one: GateScene, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) one.repository.write(path, text);
  one.repository.git("add", ...Object.keys(files));
  one.repository.git("commit", "--quiet", "-m", "on main");
  return one.at("main");
}

const forked = { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nnine\n", "new.txt": "new\n" };

test.each(["squash", "merge"] as const)("a SHA-256 repository is merged into (%s)", async (strategy) => {
  const one = await GateScene.make({ format: "sha256" });
  scene = one;
  const gate = await one.gate();
  const before = one.at("main");
  const { id } = await one.requests.ask("merge", fork, { summary: "Bring it", requestedBy: "agent", strategy });
  const action = await gate.prepare(id);
  expect(action.document).toMatchObject({ repository: { format: "sha256" }, target: { from: before } });
  const { receipt } = await gate.grant(action, "ada");
  expect(receipt).toMatchObject({ outcome: "executed", from: before, to: one.at("main") });
  expect(one.at("main")).toMatch(/^[0-9a-f]{64}$/u);
  expect(one.at("main^1")).toBe(before);
  expect(one.repository.git("rev-list", "--parents", "--max-count=1", "main").split(" ")).toHaveLength(
    strategy === "squash" ? 2 : 3,
  );
  expect(one.repository.read("new.txt")).toBe("new\n");
  expect(one.repository.git("status", "--porcelain", "--untracked-files=no")).toBe("");
});

describe("a merge that would bring nothing is refused", () => {
  test("the branch has the fork's commits", async () => {
    scene = await GateScene.make();
    scene.repository.git("merge", "--quiet", "--no-edit", `session/${fork}`);
    await expect(look(scene)).rejects.toMatchObject({
      code: "refused",
      message: "main has everything of WFS-fork already.",
    });
  });

  test("the branch gets the fork's commits after it was asked", async () => {
    const one = await GateScene.make();
    scene = one;
    const { id } = await one.askMerge();
    one.repository.git("merge", "--quiet", "--no-edit", `session/${fork}`);
    await expect((await one.gate()).prepare(id)).rejects.toThrow("nothing to merge");
  });

  test("the branch has the fork's content by other commits", async () => {
    scene = await GateScene.make();
    commitOnMain(scene, { ...forked, "later.txt": "main goes on\n" });
    await expect(scene.askMerge()).rejects.toMatchObject({
      code: "refused",
      message: "main has everything of WFS-fork already.",
      hint: expect.stringContaining("wfs request teardown --session WFS-fork"),
    });
    expect(await scene.requests.list({ all: true })).toEqual([]);
    scene.commitInFork({ "more.txt": "more\n" });
    expect((await scene.askMerge()).state).toBe("waiting");
  });

  test("the branch gets the fork's content by a squash after it was asked", async () => {
    const one = await GateScene.make();
    scene = one;
    const { id } = await one.askMerge();
    commitOnMain(one, forked);
    await expect((await one.gate()).prepare(id)).rejects.toThrow("nothing to merge");
  });

  test("but a merge commit may say that both are one", async () => {
    const one = await GateScene.make();
    scene = one;
    const before = commitOnMain(one, forked);
    const gate = await one.gate();
    const action = await look(one, { strategy: "merge" });
    expect(action.files).toEqual([]);
    await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "refused" });
    const own = await gate.prepare(action.approval.id);
    expect((await gate.grant(own, "ada")).receipt).toMatchObject({ outcome: "executed", from: before });
    expect(one.at("main^2")).toBe(one.at(`session/${fork}`));
    expect(one.at("main^{tree}")).toBe(one.at("main^1^{tree}"));
  });
});

test("a conflict is shown with its files, cannot be granted, and changes nothing", async () => {
  const one = await GateScene.make();
  scene = one;
  const view = await one.askMerge();
  const before = commitOnMain(one, { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nneuf\n" });
  one.retarget(view);
  const gate = await one.gate();
  const action = await gate.prepare(view.id);
  expect(action.conflicts).toEqual(["a.txt"]);
  expect(english(action.obstacles)).toMatchObject([
    { reason: "conflict", text: expect.stringContaining("conflicts in a.txt") as string },
  ]);
  // What is shown is what the fork changed since it left, not what main has gained.
  expect(action.files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
  await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "refused" });
  expect(one.at("main")).toBe(before);
  expect((await one.requests.get(action.approval.id)).state).toBe("waiting");
});

test("histories that have nothing in common are said to, and merged", async () => {
  const one = await GateScene.make();
  scene = one;
  const orphan = one.repository.git("commit-tree", "-m", "orphan", `session/${fork}^{tree}`);
  one.repository.gitIn(one.worktree(), "reset", "--quiet", "--hard", orphan);
  commitOnMain(one, { "main.txt": "main\n" });
  const gate = await one.gate();
  await expect(one.askMerge()).rejects.toMatchObject({ code: "conflict", paths: ["a.txt"] });
  one.repository.gitIn(one.worktree(), "rm", "--quiet", "-r", "--cached", ".");
  one.commitInFork({ "a.txt": one.repository.read("a.txt") });
  const action = await gate.prepare((await one.askMerge()).id);
  expect(action.document).toMatchObject({ kind: "merge", merge_base: null });
  expect(action.obstacles).toEqual([]);
  expect((await gate.grant(action, "ada")).receipt.outcome).toBe("executed");
  expect(one.repository.read("new.txt")).toBe("new\n");
  expect(one.repository.read("main.txt")).toBe("main\n");
});

test("a branch that does not exist is named", async () => {
  scene = await GateScene.make();
  await expect(
    scene.requests.ask("merge", fork, { summary: "Bring it", requestedBy: "agent", into: "refs/heads/nowhere" }),
  ).rejects.toThrow("nowhere");
  await expect(scene.requests.ask("merge", base, { summary: "Bring it", requestedBy: "agent" })).rejects.toMatchObject({
    hint: expect.any(String),
  });
});

test("a window that rests packs the vault anew; what waits for a decision stays", async () => {
  const one = await GateScene.make();
  scene = one;
  const { gate, tidyVault } = await one.open();
  const action = await gate.prepare((await one.askMerge()).id);
  const directory = one.repository.beside("vaults");
  const vault = join(directory, readdirSync(directory)[0] ?? "");
  const packs = (): number => readdirSync(join(vault, "objects/pack")).filter((name) => name.endsWith(".pack")).length;
  await tidyVault([]);
  expect(packs()).toBeLessThan(2);
  scatter(vault);
  expect(packs()).toBeGreaterThan(30);
  await tidyVault([]);
  expect(packs()).toBeLessThan(3);
  expect((await gate.grant(action, "ada")).receipt.outcome).toBe("executed");
});
