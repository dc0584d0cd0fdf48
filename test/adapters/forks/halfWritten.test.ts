import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/sessionId.ts";
import { DyingProgram, removeBranchLocks } from "../../support/dying.ts";
import { ShiftedClock } from "../../support/shiftedClock.ts";
import type { DyingOperation } from "./dyingProcess.ts";
import { ForkScene } from "./forkScene.ts";

/** What a git leaves that is killed between opening one of its files and writing it. The kill harness meets that once in thousands of kills. */
let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("dyingProcess.ts", import.meta.url));
});
afterAll(() => program.dispose());

const [a, b] = [sessionIdFromSlug("a"), sessionIdFromSlug("b")] as const;
const notes = ".git/worktrees";

/** A fork whose process died at the first step before which it looks like that. */
async function diedWhen(operation: DyingOperation, looksSo: (scene: ForkScene) => boolean): Promise<ForkScene> {
  const scene = await ForkScene.make({ files: { "a.txt": "a\n" } });
  await scene.forks().create({ slug: "a" });
  if (operation.do === "rename") await scene.forks().open(a);
  const bringBack = scene.repository.snapshot();
  for (let step = 1; (await program.run(scene.repository.root, operation, { step })) === ""; step += 1) {
    if (looksSo(scene)) return scene;
    bringBack();
  }
  throw new Error("No step looks so.");
}

/** Names of the notes that the repository keeps of its worktrees. */
function noted({ repository }: ForkScene): readonly string[] {
  return existsSync(repository.path(notes)) ? readdirSync(repository.path(notes)) : [];
}

/** Settles what is certain, as the start of the next window does. */
async function settle(scene: ForkScene): Promise<void> {
  removeBranchLocks(scene.repository);
  const clock = new ShiftedClock();
  clock.ahead = 60 * 60 * 1000;
  const forks = scene.forks({ processes: nodeProcesses, clock });
  const results = await forks.applySweep((await forks.sweep()).filter(({ certain }) => certain));
  expect(results.map(({ done, message }) => (done ? "" : message)).join("")).toBe("");
}

test("a checkout that died over one of git's own files leaves nothing", async () => {
  const scene = await diedWhen({ do: "open", fork: a }, (found) => noted(found).length > 0);
  const { repository } = scene;
  try {
    repository.git("update-ref", "refs/heads/session/WFS-nobody", "HEAD");
    const bringBack = repository.snapshot();
    for (const file of ["commondir", "gitdir", "HEAD"]) {
      bringBack();
      repository.write(`${notes}/${a}/${file}`, "");
      await settle(scene);
      expect(noted(scene), file).toEqual([]);
      await settle(scene);
      expect(scene.branches(), file).toEqual([`session/${a}`]);
      expect(await scene.forks().open(a), file).toMatchObject({ created: true });
      expect(noted(scene), file).toEqual([a]);
      expect(repository.git("fsck", "--no-progress"), file).toBe("");
    }
  } finally {
    repository.dispose();
  }
});

test.each([
  { operation: { do: "open", fork: a }, to: a },
  { operation: { do: "rename", fork: a, to: "b" }, to: b },
] as const)("a worktree that $operation.do moved is whole when git died over its new place", async (row) => {
  const { operation, to } = row;
  const scene = await diedWhen(operation, (found) => existsSync(found.worktree(to)));
  const { repository } = scene;
  try {
    repository.write(`${notes}/${a}/gitdir`, "");
    await settle(scene);
    expect(repository.gitIn(scene.worktree(to), "status", "--porcelain", "--branch")).toBe(`## session/${to}`);
    expect(repository.read(`${notes}/${a}/gitdir`)).toBe(`${scene.worktree(to)}/.git\n`);
    expect(await scene.forks().open(to)).toMatchObject({ created: false });
    expect(await scene.forks({ processes: nodeProcesses }).sweep()).toEqual([]);
  } finally {
    repository.dispose();
  }
});
