import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import { limit } from "../../support/effort.ts";
import { DyingProgram } from "../../support/dying.ts";
import { FatalFilter } from "../../support/fatalFilter.ts";
import { editedBranchUpdate, editedText, type BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";
import { unfinishedIn } from "../../support/unfinishedIn.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import type { DyingOperation } from "../checkpoints/dyingProcess.ts";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("../checkpoints/dyingProcess.ts", import.meta.url));
});
afterAll(() => program.dispose());

let current: BranchUpdateScene | undefined;
afterEach(() => current?.repository.dispose());

/** Locks that a killed git left are known to be nobody's then. */
const aMinuteLater = new ShiftedClock();
aMinuteLater.ahead = 60_000;

function prepare(): ReturnType<typeof editedBranchUpdate> {
  const made = editedBranchUpdate();
  current = made.scene;
  return made;
}

/** How everything is before and after an operation, and where the branch stands then. */
interface Ends {
  readonly before: unknown;
  readonly after: unknown;
  readonly main: string;
}

/** The next process finds the old or the new state, completes what was begun, and nothing is lost. True: the new one. */
async function lookAfter(
  { scene, state }: ReturnType<typeof prepare>,
  where: string,
  { before, after, main }: Ends,
): Promise<boolean> {
  const { repository, id } = scene;
  // Nobody but git may say that a lock of a branch is nobody's (privateRefs.ts); a person removes it as git tells them.
  for (const lock of ["HEAD.lock", "refs/heads/main.lock"]) repository.remove(`.git/${lock}`);
  const left = JSON.stringify(state());
  const torn = ![before, after].some((whole) => JSON.stringify(whole) === left);
  const pending = repository.git("for-each-ref", `refs/workflow/${id}/restoring`) !== "";
  expect([where, (await unfinishedIn(repository)).length]).toEqual([where, torn || pending ? 1 : 0]);
  await new Checkpoints({ ...scene.options, clock: aMinuteLater }).recover(id);
  const done = scene.main === main;
  expect([where, state()]).toEqual([where, done ? after : before]);
  expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  expect([where, existsSync(repository.path(".git/index.lock"))]).toEqual([where, false]);
  expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
  return done;
}

/** Kills it everywhere; both states are found. */
async function killEverywhere(
  made: ReturnType<typeof prepare>,
  operation: DyingOperation,
  ends: Ends,
  into?: number,
): Promise<void> {
  const seen = new Set<boolean>();
  const look = async (where: string): Promise<void> => void seen.add(await lookAfter(made, where, ends));
  const { repository } = made.scene;
  const begins = await program.count(repository, { do: "take" });
  const steps = await program.everywhere(repository, operation, look, { into, begins });
  expect(steps).toMatch(/^[fgos]{10,}$/u);
  expect(seen).toEqual(new Set([false, true]));
}

describe("a process killed with its git while it updates a branch", () => {
  it(
    "leaves the old or the new state at every step of the update and of taking it back",
    async () => {
      const made = prepare();
      const { scene, move, state } = made;
      const { repository, checkpoints, id } = scene;
      const before = state();
      const bringBack = repository.snapshot();
      const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
      const [after, landed] = [state(), repository.snapshot()];
      bringBack();
      await killEverywhere(made, { do: "land", move }, { before, after, main: move.to }, 3);
      landed();
      // Its gits are the same, so it is not cut off inside of them again.
      const ends = { before: after, after: before, main: move.from };
      await killEverywhere(made, { do: "take-back", move, safety: safety.id }, ends);
    },
    limit(600_000),
  );

  it(
    "leaves the new state when cut off between two files, and in the middle of one",
    async () => {
      const made = prepare();
      const { scene, move, state } = made;
      const { repository, checkpoints, id } = scene;
      const filter = new FatalFilter(repository, "*");
      const before = state();
      const bringBack = repository.snapshot();
      const old = repository.tree();
      await checkpoints.updateBranchAndWorktree(id, move);
      const after = state();
      // Where git writes a file itself, it does from its beginning: so much of it stands when it is killed; `undefined`: it is not there yet.
      const cuts = [
        ["a", undefined],
        ["a", "li"],
        ["dir/new", ""],
        ["staged", editedText.slice(0, 17)],
      ] as const;
      for (const [path, written] of cuts) {
        bringBack();
        filter.arm(path);
        expect(await program.run(repository.root, { do: "land", move })).toBe("");
        filter.disarm();
        // What a filter makes is made beside: the old file is there until the new one is whole.
        expect([path, repository.tree()[path], scene.main]).toEqual([path, old[path], move.to]);
        repository.remove(path);
        if (written !== undefined) repository.write(path, written);
        expect(await lookAfter(made, `cut off at ${path}`, { before, after, main: move.to })).toBe(true);
      }
    },
    limit(600_000),
  );
});

/** Dies behind the transaction that moves the branch. */
async function kill(scene: BranchUpdateScene, move: BranchUpdate): Promise<Checkpoints> {
  const port = scene.repository.port();
  let dead = false;
  const options = {
    ...scene.options,
    processes: { host: "here", pid: 1, alive: () => false },
    git: {
      async run(request: Parameters<typeof port.run>[0]) {
        if (dead) throw new Error("dead");
        const result = await port.run(request);
        dead = request.args.includes("update-ref") && Buffer.from(request.stdin ?? []).includes(move.ref);
        return result;
      },
    },
  };
  await expect(new Checkpoints(options).updateBranchAndWorktree(scene.id, move)).rejects.toThrow("dead");
  expect(scene.main).toBe(move.to);
  return new Checkpoints({ ...scene.options, processes: { host: "here", pid: 2, alive: () => false } });
}

describe("after a killed branch update", () => {
  it("what was edited and staged since is kept when the next call completes it", async () => {
    const { scene, move } = prepare();
    const { repository, id } = scene;
    const next = await kill(scene, move);
    repository.write("goes", "edited since\n");
    repository.git("add", "untracked");
    expect(await next.recover(id)).toMatchObject({ outcome: "completed" });
    expect(repository.read("goes")).toBe("edited since\n");
    expect(repository.read("a")).toBe(editedText.replace("line 2", "landed").replace("line 9", "mine"));
    const status = scene.status.filter((line) => !line.includes(".workflow/"));
    expect(status).toEqual([" M a", "M  staged", "A  untracked", "?? goes"]);
  });

  it("nothing is touched when the person has gone on: reset, committed, or checked something else out", async () => {
    for (const goOn of [
      ["reset", "--quiet", "--hard", "HEAD~1"],
      ["commit", "--quiet", "--allow-empty", "-am", "on top"],
      ["checkout", "--quiet", "--force", "-b", "elsewhere"],
    ]) {
      const { scene, move, state } = prepare();
      const { repository, id } = scene;
      const next = await kill(scene, move);
      repository.git(...goOn);
      const gone = state();
      expect(await next.recover(id)).toEqual({ outcome: "abandoned", edited: [] });
      expect(state()).toEqual(gone);
      expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
      const [safety] = await next.list(id);
      expect(repository.git("show", `${safety?.commit}:a`)).toBe(editedText.replace("line 9", "mine").trimEnd());
      repository.dispose();
    }
  });
});
