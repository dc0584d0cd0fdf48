import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { DyingProgram, removeBranchLocks } from "../../support/dying.ts";
import { effort, limit } from "../../support/effort.ts";
import type { DyingRunOperation } from "./dyingRun.ts";
import { finishing } from "./finishing.ts";
import { a, base, RunScene } from "./runScene.ts";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./dyingRun.ts", import.meta.url));
});
afterAll(() => program.dispose());

const files = { "a.txt": "1\n", "d/b.txt": "2\n", ".gitignore": "ignored\n" };

/** Dies at every step; each time the same is asked again, which completes it, and what is then there is as if nothing had happened. */
async function dieEverywhere(
  operation: DyingRunOperation,
  prepare: (scene: RunScene) => Promise<unknown>,
  again: (scene: RunScene) => Promise<unknown>,
  judge: (scene: RunScene) => unknown,
): Promise<void> {
  const scene = await RunScene.make({ files });
  try {
    await prepare(scene);
    const bringBack = scene.repository.snapshot();
    await program.run(scene.repository.root, operation);
    const whole = judge(scene);
    bringBack();
    const look = async (where: string): Promise<void> => {
      removeBranchLocks(scene.repository);
      try {
        await again(scene);
      } catch (error) {
        throw new Error(where, { cause: error });
      }
      expect([where, judge(scene)]).toEqual([where, whole]);
      // The lock that says who changes the run is taken over by whoever does so next.
      const names = readdirSync(scene.repository.path(".workflow/.runs"));
      const claims = names.filter((name) => !["a", ".a.changing", ".gitignore"].includes(name));
      expect([where, claims]).toEqual([where, []]);
    };
    await program.everywhere(scene.repository, operation, look, { into: effort.everyStep ? 5 : undefined });
  } finally {
    scene.dispose();
  }
}

const start = async (scene: RunScene, session = base): Promise<unknown> =>
  scene
    .runs()
    .start({ task: "a", lane: "repo-fix", session, setup: "echo ready > built.txt" })
    .catch((error: unknown) => {
      // Only its answer was lost.
      if (error instanceof WorkflowError && error.code === "exists") return undefined;
      throw error;
    });

/** A run in which much was done. */
async function worked(scene: RunScene): Promise<void> {
  await scene.runs().start({ task: "a", lane: "repo-fix", session: base, setup: "echo ready > built.txt" });
  scene.write("a.txt", "changed\n");
  scene.git("commit", "--quiet", "-am", "work");
  scene.write("d/b.txt", "changed\n");
  scene.write("new/file.txt", "new\n");
  scene.write("ignored", "x\n");
  scene.repository.write(".workflow/WFS-a/runs/a/scratch/note", "x\n");
  scene.repository.write(".workflow/WFS-a/runs/a/checks.json", '{"checks":[]}');
}

/** What is kept of the work: the first checkpoint that was pinned, since what a setup command makes is kept, too, where it is not ignored. */
function keptWork(scene: RunScene): readonly unknown[] {
  const pins = scene.repository.git("for-each-ref", "--format=%(objectname)", "refs/workflow/WFS-a/pins/");
  const commit = pins.split("\n")[0] ?? "";
  const texts = ["a.txt", "d/b.txt", "new/file.txt"].map((path) => scene.repository.git("show", `${commit}:${path}`));
  return [texts, scene.repository.git("log", "--format=%s", "-1", `${commit}^`)];
}

/** Files of the run; what a killed writer of the record was making is looked at a minute later. */
function filesOfRun(scene: RunScene, place: string): readonly string[] {
  const paths = Object.keys(scene.repository.tree(scene.repository.path(".workflow", place, "runs/a")));
  return paths.filter((path) => !path.startsWith(".edit"));
}

function capsule(scene: RunScene): unknown {
  const { attempt, state, pending, base: begins } = scene.record();
  const runFiles = filesOfRun(scene, "WFS-a");
  return { capsule: scene.capsule(), attempt, state, pending, begins, runFiles, worktrees: scene.forks.worktrees() };
}

const makeFork = async (scene: RunScene): Promise<unknown> => scene.forks.forks().create({ slug: "a" });

test.concurrent("start: the same call goes on", { timeout: limit(900_000) }, async () => {
  await dieEverywhere({ do: "start", session: base }, async () => Promise.resolve(), start, capsule);
});

test.concurrent("start in a fork: the same call goes on", { timeout: limit(900_000) }, async () => {
  await dieEverywhere({ do: "start", session: a }, makeFork, async (scene) => start(scene, a), capsule);
});

/** Waits for what goes on in the background, so that nothing is left to be looked at. */
const settled =
  (work: (runs: ReturnType<RunScene["runs"]>) => Promise<unknown>) =>
  async (scene: RunScene): Promise<void> => {
    const runs = scene.runs();
    await work(runs);
    await runs.whenDiscarded();
    await scene.options.forks.applySweep(await scene.options.forks.sweep());
  };

test.concurrent("reset: the work is kept, and the same call goes on", { timeout: limit(900_000) }, async () => {
  const again = settled(async (runs) => runs.reset("a"));
  await dieEverywhere({ do: "reset" }, worked, again, (scene) => [capsule(scene), keptWork(scene)]);
});

test.concurrent("teardown: the work is kept, and the same call goes on", { timeout: limit(900_000) }, async () => {
  const again = settled(async (runs) => runs.teardown("a", { requestedBy: "me" }));
  await dieEverywhere({ do: "teardown" }, worked, again, (scene) => [
    keptWork(scene),
    scene.forks.worktrees(),
    scene.forks.branches(),
    scene.record("completed/WFS-a")["state"],
    filesOfRun(scene, "completed/WFS-a"),
    existsSync(scene.repository.path(".workflow/.runs/a")),
  ]);
});

/** Where the attempt is the next one already, only the answer was lost. */
async function retryAgain(scene: RunScene): Promise<void> {
  const isDone = scene.record()["attempt"] !== 1;
  await settled(async (runs) => (isDone ? undefined : runs.retry("a")))(scene);
}

test.concurrent("retry: the work is kept, and the attempt is the next one", { timeout: limit(900_000) }, async () => {
  await dieEverywhere({ do: "retry" }, worked, retryAgain, (scene) => [capsule(scene), keptWork(scene)]);
});

const ofRun = (scene: RunScene, name = ""): string => scene.repository.path(".workflow/WFS-a/runs/a", name);
const keptOfRun = ["a.patch", "checks.json", "result.json", "run.json", "summary.md", "trace.json"];

async function besideStranger(scene: RunScene): Promise<void> {
  await worked(scene);
  mkdirSync(ofRun(scene, "stranger/deep"), { recursive: true });
  writeFileSync(ofRun(scene, "stranger/deep/file"), "x");
}

/** A result is written last: where one stands, all else does. */
async function finishAgain(scene: RunScene): Promise<void> {
  if (existsSync(ofRun(scene, "result.json"))) expect(readdirSync(ofRun(scene)).toSorted()).toEqual(keptOfRun);
  await scene.runs().finish("a", finishing);
}

test.concurrent(
  "finish: the same call goes on, and what is not kept is gone",
  { timeout: limit(900_000) },
  async () => {
    await dieEverywhere({ do: "finish" }, besideStranger, finishAgain, (scene) => {
      const read = (name: string): string => readFileSync(ofRun(scene, name), "utf8");
      const { state, finished } = scene.record();
      const { checks } = JSON.parse(read("checks.json")) as { readonly checks: readonly unknown[] };
      const { head } = finished as { readonly head: string };
      const kept = [read("a.patch"), read("result.json"), read("summary.md")];
      return { files: readdirSync(ofRun(scene)).toSorted(), kept, state, head, checks: checks.length };
    });
  },
);
