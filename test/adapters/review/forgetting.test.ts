import { afterEach, expect, it } from "vitest";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { endedRequests } from "../../../src/core/review/requests/endedRequests.ts";
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

function keptAt(id: string, name: string): string {
  const { vaultDirectory } = reviewerOf(scene.workspace.root, scene.workspace.fs);
  const [vault = ""] = readdirSync(vaultDirectory);
  return scene.repository.git("--git-dir", join(vaultDirectory, vault), "rev-parse", `refs/workflow/${id}/${name}`);
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

it("the vault keeps what replaced requests have proposed, seen or not, until the last of them is over", async () => {
  scene = await GateScene.make();
  const { gate, tidyVault } = await scene.open();
  const first = await scene.askMerge();
  await gate.prepare(first.id);
  const before = scene.at("session/WFS-fork");
  scene.commitInFork({ "more.txt": "more\n" });
  const second = await scene.askMerge();
  scene.repository.gitIn(scene.worktree(), "commit", "--quiet", "--amend", "-m", "in other words");
  const third = await scene.askMerge();
  await gate.prepare(third.id);
  scene.repository.git("reflog", "expire", "--expire=now", "--all");
  const ended = async (): Promise<void> => tidyVault(endedRequests(await scene.requests.list({ all: true })));
  await ended();
  expect(kept()).toEqual([first.id, second.id, third.id].toSorted());
  expect(keptAt(first.id, "source")).toBe(before);
  await gate.grant(await gate.prepare(third.id), "ada");
  await ended();
  expect(kept()).toEqual([]);
});
