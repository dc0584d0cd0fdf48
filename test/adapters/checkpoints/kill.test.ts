import { afterEach, describe, expect, it } from "vitest";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { CheckpointScene } from "../../support/checkpointScene.ts";
import { dieAt, LaterClock } from "../../support/dying.ts";

type Operation = "take" | "restore" | "undo";

let current: CheckpointScene | undefined;
afterEach(() => current?.repository.dispose());

/** A repository with files big enough that git can be cut off while it writes one. */
async function makeScene(operation: Operation): Promise<{ readonly scene: CheckpointScene; readonly states: States }> {
  const scene = new CheckpointScene({ files: { ".gitignore": "*.log\n", stays: "stays" } });
  current = scene;
  const { repository, checkpoints, id } = scene;
  const fill = (text: string): void => {
    for (let n = 0; n < 6; n++) repository.write(`big/${n}`, `${text} ${n}\n`.repeat(20_000));
  };
  fill("first");
  repository.write("becomes a directory", "file");
  repository.write("staged", "staged");
  repository.git("add", "staged");
  await checkpoints.take(id);
  const first = scene.repository.tree();
  fill("second");
  repository.remove("becomes a directory");
  repository.write("becomes a directory/inside", "x");
  repository.write("untracked", "precious");
  repository.write("x.log", "ignored");
  repository.git("reset", "--quiet");
  const second = { ...scene.repository.tree() };
  const withLog = { ...first, "x.log": second["x.log"] ?? "" };
  if (operation === "undo") await checkpoints.restore(id, 1, { index: true });
  return {
    scene,
    states: operation === "undo" ? { before: withLog, after: second } : { before: second, after: withLog },
  };
}

type Tree = Readonly<Record<string, string>>;
interface States {
  readonly before: Tree;
  readonly after: Tree;
}

/** HEAD, branches and so on; the index only where it is not the operation's business. */
function userState(scene: CheckpointScene, operation: Operation): Tree {
  const { index, ...rest } = scene.repository.userState();
  return operation === "take" ? { ...rest, index: index ?? "" } : rest;
}

async function lookAfter(
  scene: CheckpointScene,
  states: States,
  operation: Operation,
  where: string,
): Promise<boolean> {
  const { repository, id } = scene;
  const checkpoints = new Checkpoints({ ...scene.options, clock: new LaterClock() });
  const interrupted = await checkpoints.recover(id);
  const now = repository.tree();
  const moved = JSON.stringify(now) === JSON.stringify(states.after) && operation !== "take";
  expect([where, now]).toEqual([where, moved ? states.after : states.before]);
  if (interrupted) expect([where, moved]).toEqual([where, true]);
  expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).toBe("");
  expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
  if (operation === "take") {
    const taken = await checkpoints.take(id);
    expect([where, repository.git("show", `${taken.commit}:untracked`)]).toEqual([where, "precious"]);
  } else if (moved) {
    expect([where, repository.git("ls-files", "staged")]).toEqual([where, operation === "restore" ? "staged" : ""]);
    // Nothing is lost: the state before comes back.
    await (operation === "restore" ? checkpoints.undo(id) : checkpoints.redo(id));
    expect([where, repository.tree()]).toEqual([where, states.before]);
  }
  return moved;
}

describe("a process killed with its git", () => {
  it.each(["take", "restore", "undo"] as const)(
    "leaves the old or the new state at every step of %s",
    async (operation) => {
      const { scene } = await makeScene(operation);
      const count = Number(await dieAt(scene, operation, -1, 0));
      scene.repository.dispose();
      expect(count).toBeGreaterThan(5);
      let reached = 0;
      for (let step = 0; step < count; step++) {
        const { scene: next, states } = await makeScene(operation);
        const user = userState(next, operation);
        expect(await dieAt(next, operation, step, 0)).toBe("");
        expect(userState(next, operation)).toEqual(user);
        if (await lookAfter(next, states, operation, `killed before step ${step} of ${count}`)) reached++;
        next.repository.dispose();
      }
      if (operation !== "take") expect(reached).toBeGreaterThan(0);
    },
    600_000,
  );

  it("leaves the old or the new state when cut off while files are written", async () => {
    const { scene } = await makeScene("restore");
    const count = Number(await dieAt(scene, "restore", -1, 0));
    scene.repository.dispose();
    let between = 0;
    // From the end: four removals of scratch files, the refs, and before them the files.
    const files = [1, 2, 3, 4, 6, 8, 11, 15].map((delay) => [count - 6, delay] as const);
    const others = [count - 5, count - 7, count - 10, count - 12].map((step) => [step, 2] as const);
    for (const [step, delay] of [...files, ...others]) {
      const { scene: next, states } = await makeScene("restore");
      await dieAt(next, "restore", step, delay);
      const now = JSON.stringify(next.repository.tree());
      if (now !== JSON.stringify(states.before) && now !== JSON.stringify(states.after)) between++;
      await lookAfter(next, states, "restore", `cut off ${delay} ms into step ${step} of ${count}`);
      next.repository.dispose();
    }
    expect(between).toBeGreaterThan(0); // Otherwise the test has not looked where it hurts.
  }, 600_000);
});
