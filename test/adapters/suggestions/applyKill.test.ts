import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openGitFeatures } from "../../../src/adapters/open/openGitFeatures.ts";
import { DyingProgram, removeBranchLocks } from "../../support/dying.ts";
import { limit } from "../../support/effort.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { fork } from "../review/gateScene.ts";
import type { DyingApply } from "./dyingApply.ts";
import { SuggestionScene } from "./suggestionScene.ts";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./dyingApply.ts", import.meta.url));
});
afterAll(() => program.dispose());

let scene: SuggestionScene;
beforeEach(async () => {
  scene = await SuggestionScene.make();
});
afterEach(() => scene.dispose());

/** Of opening the gate and its vault, which change nothing of the fork. */
const openingSteps = 16;

/** Locks that a killed git left are known to be nobody's then. */
const aMinuteLater = new ShiftedClock();
aMinuteLater.ahead = 60_000;

/** The fork as a person finds it: its last commit's file and message, and its worktree. */
function state(): unknown {
  const { repository } = scene.scene;
  const show = (what: string): string => repository.git("log", "-1", `--format=${what}`, `session/${fork}`);
  return [
    show("%s"),
    repository.git("show", `session/${fork}:a.txt`),
    readFileSync(join(scene.worktree, "a.txt"), "utf8"),
    readFileSync(join(scene.worktree, "new.txt"), "utf8"),
    repository.gitIn(scene.worktree, "status", "--porcelain"),
  ];
}

it(
  "leaves the fork as it was or with the whole commit wherever the window is killed, and is completed by doing it again",
  async () => {
    const { repository, workspace } = scene.scene;
    const thread = await scene.suggest("a.txt", [3, 3], "three\n3.5\n");
    scene.scene.writeInFork("new.txt", "edited\n");
    const head = scene.head;
    const digest = await scene.digest(thread);
    const before = JSON.stringify(state());
    const after = JSON.stringify([
      "Apply suggestion to a.txt",
      "1\n2\nthree\n3.5\n4\n5\n6\n7\n8\nnine",
      "1\n2\nthree\n3.5\n4\n5\n6\n7\n8\nnine\n",
      "edited\n",
      " M new.txt",
    ]);
    const found = new Set<string>();
    await program.everywhere(
      repository,
      { apply: thread.id, digest } satisfies DyingApply,
      async (where) => {
        removeBranchLocks(repository);
        const { checkpoints } = openGitFeatures({ ...workspace, git: repository.port(), clock: aMinuteLater });
        await checkpoints.recover(fork);
        const now = JSON.stringify(state());
        expect([where, now === before || now === after ? "whole" : now]).toEqual([where, "whole"]);
        const { commit } = await scene.apply(thread);
        expect([where, JSON.stringify(state())]).toEqual([where, after]);
        expect([where, commit, repository.git("rev-parse", `session/${fork}~1`)]).toEqual([where, scene.head, head]);
        expect(await scene.annotations.get(thread.id)).toMatchObject({ resolved: true, applied: commit });
        expect(repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
        found.add(now === before ? "before" : "after");
      },
      { begins: openingSteps },
    );
    expect([...found].toSorted()).toEqual(["after", "before"]);
  },
  limit(300_000),
);
