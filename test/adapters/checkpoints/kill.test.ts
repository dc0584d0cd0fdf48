import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { limit } from "../../support/effort.ts";
import { DyingProgram } from "../../support/dying.ts";
import { FatalFilter } from "../../support/fatalFilter.ts";
import { unfinishedIn } from "../../support/unfinishedIn.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

type Operation = "take" | "restore" | "undo";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./dyingProcess.ts", import.meta.url));
});
afterAll(() => program.dispose());

let current: CheckpointScene | undefined;
afterEach(() => current?.repository.dispose());

/** Locks that a killed git left are known to be nobody's then. */
const aMinuteLater = new ShiftedClock();
aMinuteLater.ahead = 60_000;

type Tree = Readonly<Record<string, string>>;
interface Made {
  readonly scene: CheckpointScene;
  readonly filter: FatalFilter;
  readonly before: Tree;
  readonly after: Tree;
}

/** A repository where the operation has something of every kind to do. */
async function makeScene(operation: Operation): Promise<Made> {
  const rules = "*.mixed text eol=lf\n";
  const scene = new CheckpointScene({ files: { ".gitignore": "*.log\n", ".gitattributes": rules, stays: "stays" } });
  current = scene;
  const { repository, checkpoints, id } = scene;
  const filter = new FatalFilter(repository, "many/*");
  const fill = (text: string): void => {
    for (let n = 0; n < 4; n++) repository.write(`many/${n}`, `${text} ${n}\n`.repeat(100));
  };
  fill("first");
  repository.write("new/bytes.mixed", "one\r\ntwo\n");
  repository.write("only bytes.mixed", "one\r\ntwo\r\n");
  repository.write("becomes a directory", "file");
  repository.write("staged", "staged");
  repository.git("add", "staged");
  await checkpoints.take(id);
  const first = repository.tree();
  fill("second");
  repository.remove("new");
  repository.write("only bytes.mixed", "one\r\ntwo\n");
  repository.remove("becomes a directory");
  repository.write("becomes a directory/inside", "x");
  repository.write("untracked", "precious");
  repository.write("x.log", "ignored");
  repository.git("reset", "--quiet");
  const second = repository.tree();
  const withLog = { ...first, "x.log": second["x.log"] ?? "" };
  if (operation !== "undo") return { scene, filter, before: second, after: withLog };
  await checkpoints.restore(id, 1, { index: true });
  return { scene, filter, before: withLog, after: second };
}

/** HEAD, branches and so on; the index only where it is not the operation's business. */
function userState({ repository }: CheckpointScene, operation: Operation): Tree {
  const { index, ...rest } = repository.userState();
  return operation === "take" ? { ...rest, index: index ?? "" } : rest;
}

/** The next process finds the old or the new state, completes what was begun, and nothing is lost. True: the new one. */
async function lookAfter({ scene, before, after }: Made, operation: Operation, where: string): Promise<boolean> {
  const { repository, id } = scene;
  const checkpoints = new Checkpoints({ ...scene.options, clock: aMinuteLater });
  const left = repository.tree();
  const torn = ![before, after].some((whole) => JSON.stringify(whole) === JSON.stringify(left));
  const noticed = await unfinishedIn(repository);
  expect([where, noticed.length]).toEqual([
    where,
    torn || repository.git("for-each-ref", `refs/workflow/${id}/restoring`) !== "" ? 1 : 0,
  ]);
  const interrupted = await checkpoints.recover(id);
  const now = repository.tree();
  const moved = JSON.stringify(now) === JSON.stringify(after) && operation !== "take";
  expect([where, now]).toEqual([where, moved ? after : before]);
  if (interrupted !== undefined) expect([where, moved]).toEqual([where, true]);
  expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
  if (operation === "take") {
    const taken = await checkpoints.take(id);
    expect([where, repository.git("show", `${taken.commit}:untracked`)]).toEqual([where, "precious"]);
  } else if (moved) {
    expect([where, repository.git("ls-files", "staged")]).toEqual([where, operation === "restore" ? "staged" : ""]);
    // Nothing is lost: the state before comes back.
    await (operation === "restore" ? checkpoints.undo(id) : checkpoints.redo(id));
    expect([where, repository.tree()]).toEqual([where, before]);
  }
  return moved;
}

/** How many steps the checkpoint has that a restore and an undo begin with. */
async function safetySteps(): Promise<number> {
  const { scene } = await makeScene("restore");
  try {
    return await program.count(scene.repository, { do: "take" });
  } finally {
    scene.repository.dispose();
  }
}

describe("a process killed with its git", () => {
  it.each(["take", "restore", "undo"] as const)(
    "leaves the old or the new state at every step of %s",
    async (operation) => {
      const begins = operation === "take" ? {} : { begins: await safetySteps() };
      const made = await makeScene(operation);
      const { scene } = made;
      const user = userState(scene, operation);
      const seen = new Set<boolean>();
      const look = async (where: string): Promise<void> => {
        expect([where, userState(scene, operation)]).toEqual([where, user]);
        seen.add(await lookAfter(made, operation, where));
      };
      const into = operation === "undo" ? undefined : 3; // An undo is a restore: its gits are the same.
      const steps = await program.everywhere(scene.repository, { do: operation }, look, { into, ...begins });
      expect(steps).toMatch(/^[fgos]{6,}$/u);
      expect(seen).toEqual(new Set(operation === "take" ? [false] : [false, true]));
    },
    limit(600_000),
  );

  it(
    "leaves the new state when cut off between two files, and in the middle of one",
    async () => {
      const made = await makeScene("restore");
      const { repository } = made.scene;
      const bringBack = repository.snapshot();
      const old = repository.tree();
      // Where git writes a file itself, it does from its beginning: so much of it stands when it is killed; `undefined`: it is not there yet.
      for (const [n, written] of [undefined, 0, 7, 500].entries()) {
        const path = `many/${n}`;
        bringBack();
        made.filter.arm(path);
        expect(await program.run(repository.root, { do: "restore" })).toBe("");
        made.filter.disarm();
        // What a filter makes is made beside: the old file is there until the new one is whole.
        expect(repository.tree()).toEqual(old);
        repository.remove(path);
        if (written !== undefined) repository.write(path, `first ${n}\n`.repeat(100).slice(0, written));
        const where = `cut off at ${path}, of which ${written ?? "nothing"} stands`;
        expect(await lookAfter(made, "restore", where)).toBe(true);
      }
    },
    limit(600_000),
  );
});
