import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import { worthTaking } from "../../support/dying.ts";
import { fileStep, gitStep, type StepKind } from "../../support/dyingPorts.ts";
import { editedBranchUpdate, editedText, type BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";

let current: BranchUpdateScene | undefined;
afterEach(() => current?.repository.dispose());

const changing = new Set<string | symbol>(["writeAtomic", "createExclusive", "rename", "makeDirectory", "copyFile"]);

/** Told before each call that changes something, and behind each of git's; what it throws is what the call throws. */
type Step = (when: "before" | "behind", kind: StepKind) => void;

/** The scene's checkpoints on ports whose changing calls are steps. */
function stepping(scene: BranchUpdateScene, step: Step): Checkpoints {
  const port = scene.repository.port();
  const git: Git = {
    async run(request) {
      if (request.access !== "write") return port.run(request);
      step("before", gitStep(request));
      const result = await port.run(request);
      step("behind", gitStep(request));
      return result;
    },
  };
  const fs = new Proxy(scene.options.fs, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => Promise<unknown>;
      if (!changing.has(name)) return method.bind(target);
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        step("before", fileStep(String(parameters[0])));
        return method.apply(target, parameters as unknown[]);
      };
    },
  });
  return new Checkpoints({ ...scene.options, git, fs });
}

interface Prepared {
  readonly scene: BranchUpdateScene;
  readonly move: BranchUpdate;
  readonly before: unknown;
  readonly after: unknown;
  readonly state: () => unknown;
  /** The state of before. */
  readonly bringBack: () => void;
}

/** A working tree with edits of every kind, and how everything is before and after the branch update. */
async function prepare(): Promise<Prepared> {
  const { scene, move, state } = editedBranchUpdate();
  current = scene;
  const { repository, checkpoints, id } = scene;
  const before = state();
  const bringBack = repository.snapshot();
  await checkpoints.updateBranchAndWorktree(id, move);
  const after = state();
  bringBack();
  return { scene, move, before, after, state, bringBack };
}

/** A disk that is full at one step, or from there on. */
interface FullDisk {
  readonly when: "before" | "behind";
  readonly error: () => Error;
  readonly stays: boolean;
}

const fullDisk = (): Error => new FileError("no-space", "/", say`No space left on device`);
const fullDiskOfGit = (): Error => new GitError("no-space", say`git: No space left on device`);

/**
 * Updates the branch from the same state each time, with the disk full at one step after the other (`worthTaking`). It begins at the last one of the safety
 * checkpoint, for the others are those of any checkpoint (test/adapters/checkpoints). Returns how many there were.
 */
async function updateEverywhere(
  { scene, move, after, state, bringBack }: Prepared,
  { when, error, stays }: FullDisk,
  look: (at: number, outcome: unknown) => Promise<void> | void,
): Promise<number> {
  const stepsOf = async (operation: (checkpoints: Checkpoints) => Promise<unknown>): Promise<string> => {
    let steps = "";
    bringBack();
    await operation(stepping(scene, (now, kind) => void (now === when && (steps += kind))));
    return steps;
  };
  const first = (await stepsOf(async (checkpoints) => checkpoints.take(scene.id, { trigger: "before-merge" }))).length;
  const steps = await stepsOf(async (checkpoints) => checkpoints.updateBranchAndWorktree(scene.id, move));
  expect(state()).toEqual(after);
  const chosen = worthTaking(steps).filter((step) => step >= first - 1);
  for (const at of chosen) {
    bringBack();
    let count = 0;
    const checkpoints = stepping(scene, (now) => {
      if (now !== when) return;
      const step = count++;
      if (stays ? step >= at : step === at) throw error();
    });
    const outcome: unknown = await checkpoints
      .updateBranchAndWorktree(scene.id, move)
      .catch((reason: unknown) => reason);
    await look(at, outcome);
  }
  return chosen.length;
}

describe("a branch update that fails, by a full disk at any one write", () => {
  it.each([
    { when: "before", error: fullDisk, least: 5 },
    { when: "behind", error: fullDiskOfGit, least: 5 },
  ] as const)(
    "changes nothing (thrown $when the write)",
    async ({ when, error, least }) => {
      const prepared = await prepare();
      const { scene, move, before, after, state } = prepared;
      const { repository, id } = scene;
      let failures = 0;
      const steps = await updateEverywhere(prepared, { when, error, stays: false }, (at, outcome) => {
        if (outcome instanceof Error) failures++;
        // git said it failed and had ended the journal all the same: then it is done.
        const done = !(outcome instanceof Error) || (when === "behind" && scene.main === move.to);
        expect([at, state()]).toEqual([at, done ? after : before]);
        expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
        expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
      });
      expect(steps).toBeGreaterThan(least);
      expect(failures).toBeGreaterThan(5);
    },
    300_000,
  );

  it("changes nothing or is completed by the next call when the disk stays full", async () => {
    const prepared = await prepare();
    const { scene, move, before, after, state } = prepared;
    const { repository, id } = scene;
    const outcomes = new Set<string>();
    await updateEverywhere(prepared, { when: "before", error: fullDisk, stays: true }, async (at, outcome) => {
      await new Checkpoints(scene.options).recover(id);
      const landed = scene.main === move.to;
      expect([at, state()]).toEqual([at, landed ? after : before]);
      expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
      outcomes.add(`${outcome instanceof Error ? "failed" : "done"}, ${landed ? "landed" : "as before"}`);
    });
    expect([...outcomes].toSorted()).toEqual(["failed, as before", "failed, landed"]);
  }, 300_000);
});

/** Runs `act` right behind the transaction that moves the branch. */
function meddling({ scene, move }: Prepared, act: () => void): Checkpoints {
  const port = scene.repository.port();
  let armed = true;
  const git: Git = {
    async run(request) {
      const result = await port.run(request);
      if (armed && request.args.includes("update-ref") && Buffer.from(request.stdin ?? []).includes(move.ref)) {
        armed = false;
        act();
      }
      return result;
    },
  };
  return new Checkpoints({ ...scene.options, git });
}

describe("a branch update into which somebody works", () => {
  it("is taken back, branch and all, when a file is edited in that very moment", async () => {
    const prepared = await prepare();
    const { scene, move } = prepared;
    const { repository, id } = scene;
    const index = repository.git("ls-files", "--stage");
    const checkpoints = meddling(prepared, () => repository.write("goes", "edited in that moment\n"));
    await expect(checkpoints.updateBranchAndWorktree(id, move)).rejects.toMatchObject({ code: "conflict" });
    expect([scene.main, repository.git("ls-files", "--stage")]).toEqual([move.from, index]);
    expect(repository.read("goes")).toBe("edited in that moment\n");
    expect(repository.read("a")).toBe(editedText.replace("line 9", "mine"));
    expect(repository.git("reflog", "-1", "--format=%gs", "HEAD")).toBe("workflow: taken back after a failure");
    expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  });

  it("is taken back when something is staged, the index is held, or another branch is checked out", async () => {
    const prepared = await prepare();
    const { scene, move, before, state } = prepared;
    const { repository, id } = scene;
    repository.git("branch", "same", move.from);
    const staged = meddling(prepared, () => repository.git("add", "untracked"));
    await expect(staged.updateBranchAndWorktree(id, move)).rejects.toMatchObject({ code: "conflict" });
    expect(repository.git("diff", "--cached", "--name-only")).toBe("staged\nuntracked");
    repository.git("reset", "--quiet", "untracked");
    expect(state()).toEqual(before);

    const held = meddling(prepared, () => repository.write(".git/index.lock", ""));
    await expect(held.updateBranchAndWorktree(id, move)).rejects.toMatchObject({ reason: "locked" });
    repository.remove(".git/index.lock");
    expect(state()).toEqual(before);

    const elsewhere = meddling(prepared, () => repository.git("symbolic-ref", "HEAD", "refs/heads/same"));
    await expect(elsewhere.updateBranchAndWorktree(id, move)).rejects.toMatchObject({ code: "conflict" });
    repository.git("symbolic-ref", "HEAD", "refs/heads/main");
    expect(state()).toEqual(before);
  });

  it("is taken back when it is cancelled half-way", async () => {
    const prepared = await prepare();
    const { scene, move, before, state } = prepared;
    const stop = new AbortController();
    const checkpoints = meddling(prepared, () => stop.abort());
    await expect(checkpoints.updateBranchAndWorktree(scene.id, move, { signal: stop.signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(state()).toEqual(before);
  });
});
