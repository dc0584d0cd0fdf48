import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import type { Receipt } from "../../../src/core/gate/receipt.ts";
import { arm, armHome, type Canary } from "../../support/scenes/armedRepository.ts";
import { fork, GateScene } from "../review/gateScene.ts";
import { english } from "../../support/english.ts";

let scene: GateScene;
let gate: Gate;
let canary: Canary;
beforeEach(async () => {
  scene = await GateScene.make();
  gate = await scene.gate();
});
afterEach(() => {
  vi.unstubAllEnvs();
  scene.dispose();
});

/** Everything that can name a program does, here and at home; filters of content name another one, which changes nothing. */
function armAll(): { readonly filtered: () => boolean } {
  const { repository } = scene;
  const person = repository.beside("person");
  const log = repository.beside("filtered");
  const filter = repository.beside("filter");
  const filters = /^filter\.armed\./u;
  canary = arm(repository, filters);
  armHome(person, canary, filters);
  writeFileSync(filter, `#!/bin/sh\necho ran >> '${log}'\nexec cat\n`, { mode: 0o755 });
  appendFileSync(repository.path(".git/config"), `[filter "armed"]\n\tclean = ${filter}\n\tsmudge = ${filter}\n`);
  vi.stubEnv("HOME", person);
  vi.stubEnv("XDG_CONFIG_HOME", join(person, ".config"));
  return { filtered: () => existsSync(log) };
}

async function grantArmed({ id }: RequestView): Promise<Receipt> {
  const { receipt } = await gate.grant(await gate.prepare(id), "ada");
  expect(canary.ran).toBe("");
  return receipt;
}

/** The repository read by a git that runs nothing. */
async function read(...args: readonly string[]): Promise<string> {
  const { root } = scene.repository;
  const { stdout } = await scene.repository.port().run({ args, cwd: root, access: "read" });
  return Buffer.from(stdout).toString("utf8").trimEnd();
}

it("a merge into a branch that is checked out nowhere runs nothing at all", async () => {
  scene.leaveMain();
  const view = await scene.askMerge({ into: "refs/heads/main" });
  const tree = scene.at(`session/${fork}^{tree}`);
  const { filtered } = armAll();
  const receipt = await grantArmed(view);
  expect(receipt).toMatchObject({ outcome: "executed", to: await read("rev-parse", "refs/heads/main") });
  expect(await read("rev-parse", "refs/heads/main^{tree}")).toBe(tree);
  await gate.undo(view.id, "ada");
  expect(await read("rev-parse", "refs/heads/main")).toBe(receipt.from);
  expect([canary.ran, filtered()]).toEqual(["", false]);
});

it("a merge into what is checked out runs the filters that were shown, and nothing else", async () => {
  const view = await scene.askMerge();
  const tree = scene.at(`session/${fork}^{tree}`);
  const { filtered } = armAll();
  const { document } = await gate.prepare(view.id);
  const filter = scene.repository.beside("filter");
  expect(document).toMatchObject({
    programs: expect.arrayContaining(["clean", "smudge"].map((key) => `filter.armed.${key}=${filter}`)) as string[],
  });
  expect(filtered()).toBe(false);
  const receipt = await grantArmed(view);
  expect(receipt.outcome).toBe("executed");
  expect(await read("rev-parse", "refs/heads/main^{tree}")).toBe(tree);
  expect(readFileSync(scene.repository.path("new.txt"), "utf8").replaceAll("\r", "")).toBe("new\n");
  expect(await read("diff-index", "--cached", "--name-only", "refs/heads/main")).toBe("");
  expect([canary.ran, filtered()]).toEqual(["", true]);
  await gate.undo(view.id, "ada");
  expect([canary.ran, existsSync(scene.repository.path("new.txt"))]).toEqual(["", false]);
});

it("a commit runs nothing, and is not made of files that a filter of the repository is for", async () => {
  scene.writeInFork("work.txt", "work\n");
  const view = await scene.askCommit();
  const { filtered } = armAll();
  const action = await gate.prepare(view.id);
  expect(english(action.obstacles)).toMatchObject([{ reason: "filter", paths: ["work.txt"] }]);
  await expect(gate.grant(action, "ada")).rejects.toMatchObject({ code: "refused" });
  writeFileSync(scene.repository.path(".git/info/attributes"), "* diff=armed merge=armed text eol=crlf ident\n");
  const receipt = await grantArmed(view);
  expect(receipt.outcome).toBe("executed");
  expect(await read("diff-tree", "-r", "--name-status", `${receipt.from}`, `${receipt.to}`)).toBe("A\twork.txt");
  expect([canary.ran, filtered()]).toEqual(["", false]);
});

it("the removal of a fork runs the filters that were shown, to keep what would be lost, and nothing else", async () => {
  scene.writeInFork("precious.txt", "precious\n");
  const view = await scene.askTeardown();
  const { filtered } = armAll();
  const { document } = await gate.prepare(view.id);
  expect(document).toMatchObject({
    programs: expect.arrayContaining([`filter.armed.clean=${scene.repository.beside("filter")}`]) as string[],
  });
  expect(filtered()).toBe(false);
  const { outcome, safety } = await grantArmed(view);
  expect([outcome, filtered()]).toEqual(["executed", true]);
  const kept = `refs/workflow/${fork}/checkpoints/${safety}:precious.txt`;
  expect(await read("cat-file", "blob", kept)).toBe("precious");
});

it("what is armed between click and execution is named, and nothing is executed", async () => {
  const view = await scene.askMerge();
  const action = await gate.prepare(view.id);
  const main = scene.at("main");
  armAll();
  const { receipt } = await gate.grant(action, "ada");
  expect(receipt).toMatchObject({ outcome: "refused", differing: expect.arrayContaining(["programs"]) as string[] });
  expect(await read("rev-parse", "refs/heads/main")).toBe(main);
  expect(canary.ran).toBe("");
});

it("is armed: plain git runs what is named", () => {
  const { filtered } = armAll();
  // Of a file that git knows to be unchanged it would run no filter.
  rmSync(scene.repository.path("a.txt"));
  for (const args of [["status"], ["checkout", "--force", "HEAD", "--", "a.txt"]]) {
    spawnSync("git", args, { cwd: scene.repository.root, env: scene.repository.environment() });
  }
  expect(canary.ran).not.toBe("");
  expect(filtered()).toBe(true);
});
