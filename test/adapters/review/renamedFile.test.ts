import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { GateScene } from "./gateScene.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

it("a renamed file is one of the action's files, read under the name each side has, and granted under the listing without renames", async () => {
  scene = await GateScene.make();
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join("");
  scene.repository.write("old.txt", lines);
  scene.repository.commitAll("a file to rename");
  scene.repository.gitIn(scene.worktree(), "merge", "--quiet", "--no-edit", "main");
  renameSync(join(scene.worktree(), "old.txt"), join(scene.worktree(), "renamed.txt"));
  scene.commitInFork({ "renamed.txt": `${lines}more\n` });
  const gate = await scene.gate();
  const action = await gate.prepare((await scene.askMerge()).id);
  const row = action.files.find(({ path }) => path === "renamed.txt");
  expect(row).toMatchObject({ status: "renamed", oldPath: "old.txt", added: 1, removed: 0 });
  expect(action.files.some(({ path }) => path === "old.txt")).toBe(false);
  expect(text(await gate.readSide(action, "from", "old.txt"))).toBe(lines);
  expect(text(await gate.readSide(action, "to", "renamed.txt"))).toBe(`${lines}more\n`);
  await expect(gate.readSide(action, "to", "old.txt")).rejects.toMatchObject({ code: "not-found" });
  const { receipt } = await gate.grant(action, "Ada");
  expect(receipt.outcome).toBe("executed");
  expect(readFileSync(scene.repository.path("renamed.txt"), "utf8")).toBe(`${lines}more\n`);
});
