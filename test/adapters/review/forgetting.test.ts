import { afterEach, expect, it } from "vitest";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { GateScene } from "./gateScene.ts";
import { reviewerOf } from "./reviewWindow.ts";

let scene: GateScene;
afterEach(() => scene.dispose());

/** The requests of which the vault keeps something. */
function kept(): readonly string[] {
  const { vaultDirectory } = reviewerOf(scene.workspace.root, scene.workspace.fs);
  const [vault = ""] = readdirSync(vaultDirectory);
  const refs = scene.repository.git("--git-dir", join(vaultDirectory, vault), "for-each-ref", "--format=%(refname)");
  return [...new Set(refs.split("\n").map((ref) => ref.split("/")[2] ?? ""))].filter((id) => id !== "").toSorted();
}

it("the vault lets go of requests that are over, and of no other", async () => {
  scene = await GateScene.make();
  const [denied, waiting] = [await scene.askMerge(), await scene.askTeardown()];
  const { gate, tidyVault } = await scene.open();
  const shown = await gate.prepare(denied.id);
  await gate.prepare(waiting.id);
  await gate.decline(denied.id, "denied", "not like this", "ada", shown);
  expect(kept()).toEqual([denied.id, waiting.id].toSorted());
  await tidyVault([denied.id]);
  expect(kept()).toEqual([waiting.id]);
  await tidyVault([denied.id]);
  expect(kept()).toEqual([waiting.id]);
});
