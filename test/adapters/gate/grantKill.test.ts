import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RequestView } from "../../../src/core/review/requests/requests.ts";
import { DyingProgram } from "../../support/dying.ts";
import { effort, limit } from "../../support/effort.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { fork, GateScene } from "../review/gateScene.ts";
import { openWindow } from "../review/reviewWindow.ts";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./dyingProcess.ts", import.meta.url));
});
afterAll(() => program.dispose());

/** How many of an operation's steps a test dies at; the machinery of branch updates and of forks has tests of its own that take each. */
const deaths = effort.everyStep ? Infinity : effort.grantDeaths;

/** The first and the last ones, where claim, decision and receipt are written, and some of those between. */
function chosen(steps: string): readonly number[] {
  const all = Array.from(steps, (_, step) => step);
  const edges = all.filter((step) => step < 4 || step >= all.length - 5);
  const stride = Math.max(1, Math.ceil((all.length - edges.length) / Math.max(1, deaths - edges.length)));
  return all.filter((step) => edges.includes(step) || step % stride === 0);
}

/** What lies outside of the repository and changes with it: the addresses that are turned on, and how it is brought back. */
interface Remote {
  readonly remotes?: readonly string[];
  readonly back?: () => void;
}

/**
 * Grants, dying at one step after the other, always from the same beginning; then recovers as the next start of the extension does, and expects
 * the old state with a request that can be made again, or the new state with a receipt that says so. Nothing between, nothing twice.
 */
async function dieEverywhere(
  scene: GateScene,
  view: RequestView,
  state: () => unknown,
  look: (where: string) => void = () => undefined,
  { remotes = [], back = () => undefined }: Remote = {},
): Promise<void> {
  const { repository } = scene;
  const { root } = repository;
  const bringBack = [repository.snapshot(), keepReviewer(scene), back];
  const old = state();
  const steps = await program.run(root, { grant: view.id, remotes });
  const fresh = state();
  expect(fresh).not.toEqual(old);
  const found = new Set<string>();
  for (const step of chosen(steps)) {
    for (const back of bringBack) back();
    expect(await program.run(root, { grant: view.id, remotes }, { step })).toBe("");
    const where = `killed before step ${step} of ${steps}`;
    const outcome = await settle(scene, view, where, remotes);
    expect([where, state()]).toEqual([where, outcome === "executed" ? fresh : old]);
    look(where);
    found.add(outcome);
  }
  expect([...found].toSorted()).toEqual(["executed", "failed", "waiting"]);
}

/** What came of it, as the next start finds it and as every window and `wfs` say it afterwards. */
async function settle(scene: GateScene, view: RequestView, where: string, remotes: readonly string[]): Promise<string> {
  const clock = new ShiftedClock();
  clock.ahead = 60_000; // Locks that a killed git left are known to be nobody's by then.
  const { gate, audit } = await openWindow(scene.repository.root, {
    fs: scene.workspace.fs,
    git: scene.repository.port(),
    clock,
    logger: scene.repository.logger,
    remotes,
  });
  await gate.recover();
  expect([where, await gate.recover()]).toEqual([where, []]); // Nothing is recovered twice.
  const { state, receipt, decision } = await scene.requests.get(view.id);
  const events = (await audit.read()).filter(({ request }) => request === view.id).map(({ event }) => event);
  expect([where, await audit.verify()]).toMatchObject([where, { ok: true }]);
  if (state === "waiting") {
    expect([where, decision, receipt, events]).toEqual([where, null, null, []]);
    expect(existsSync(scene.claim(view))).toBe(false);
  } else {
    expect([where, decision?.decision, receipt?.outcome, events]).toEqual([
      where,
      "granted",
      state,
      ["granted", state],
    ]);
    await expect(gate.prepare(view.id)).rejects.toMatchObject({ code: "conflict" });
    if (state === "failed") expect((await scene.requests.askAgain(view.id, "agent")).state).toBe("waiting");
  }
  expect(scene.repository.git("fsck", "--connectivity-only")).not.toMatch(/missing|broken|error/u);
  return state;
}

/** Keeps the reviewer's files as they are; the answer brings them back. */
function keepReviewer({ repository, home }: GateScene): () => void {
  const places = [home.directory, repository.beside("window.json")];
  const kept = repository.beside("kept-reviewer");
  const copy = { recursive: true, preserveTimestamps: true };
  for (const place of places) if (existsSync(place)) cpSync(place, join(kept, basename(place)), copy);
  return () => {
    for (const place of places) {
      rmSync(place, { recursive: true, force: true });
      if (existsSync(join(kept, basename(place)))) cpSync(join(kept, basename(place)), place, copy);
    }
  };
}

/** A branch as its commits say it: trees and subjects, since ids depend on the second a commit was made in. */
function history({ repository }: GateScene, branch: string): string {
  return repository.git("log", "--format=%T %s", branch);
}

async function makeScene(): Promise<GateScene> {
  const scene = await GateScene.make();
  await scene.gate(); // Makes the reviewer's home.
  return scene;
}

test.concurrent(
  "a merge into a branch that is checked out nowhere happens or not",
  { timeout: limit(900_000) },
  async () => {
    const scene = await makeScene();
    scene.leaveMain();
    const view = await scene.askMerge({ into: "refs/heads/main" });
    await dieEverywhere(scene, view, () => [history(scene, "main"), scene.checkout()]);
    scene.dispose();
  },
);

test.concurrent(
  "a merge into what is checked out comes with its files, or not at all",
  { timeout: limit(900_000) },
  async () => {
    const scene = await makeScene();
    scene.repository.write("b.txt", "my edit\n");
    scene.repository.write("mine.txt", "untracked\n");
    const view = await scene.askMerge();
    await dieEverywhere(scene, view, () => [history(scene, "main"), scene.checkout()]);
    scene.dispose();
  },
);

test.concurrent(
  "a commit has the work, or the work is uncommitted as before",
  { timeout: limit(900_000) },
  async () => {
    const scene = await makeScene();
    const { repository } = scene;
    scene.writeInFork("b.txt", "changed\n");
    scene.writeInFork("added.txt", "added\n");
    const view = await scene.askCommit();
    await dieEverywhere(scene, view, () => [
      history(scene, `session/${fork}`),
      repository.gitIn(scene.worktree(), "status", "--porcelain"),
      repository.tree(scene.worktree()),
    ]);
    scene.dispose();
  },
);

test.concurrent("a fork stands with its work, or is gone with its work kept", { timeout: limit(900_000) }, async () => {
  const scene = await makeScene();
  const { repository } = scene;
  scene.writeInFork("precious.txt", "precious\n");
  const head = scene.at(`session/${fork}`);
  const view = await scene.askTeardown();
  const stands = (): boolean => existsSync(scene.worktree());
  await dieEverywhere(
    scene,
    view,
    () => [
      repository.git("for-each-ref", "--format=%(refname)", "refs/heads"),
      stands() && repository.tree(scene.worktree()),
      existsSync(repository.path(".workflow", fork)),
      existsSync(repository.path(".workflow", "completed", fork)),
      repository.git("worktree", "list", "--porcelain"),
    ],
    (where) => {
      repository.git("reflog", "expire", "--expire=now", "--all");
      repository.git("gc", "--quiet", "--prune=now");
      expect([where, repository.git("show", `${head}:new.txt`)]).toEqual([where, "new"]);
      const precious = stands()
        ? readFileSync(join(scene.worktree(), "precious.txt"), "utf8").trimEnd()
        : repository.git("show", `refs/workflow/${fork}/checkpoints/1:precious.txt`);
      expect([where, precious]).toEqual([where, "precious"]);
    },
  );
  scene.dispose();
});

test.concurrent(
  "a push has arrived, or the remote is as before; whatever came of it is read from the remote",
  { timeout: limit(900_000) },
  async () => {
    const scene = await makeScene();
    const { repository } = scene;
    const bare = repository.beside("shop.git");
    const address = `file://${bare}`;
    repository.git("init", "--quiet", "--bare", "--initial-branch=main", bare);
    repository.git("remote", "add", "origin", address);
    repository.git("push", "--quiet", "origin", "main");
    const main = scene.at("main");
    const view = await scene.requests.ask("publish", fork, { summary: "Out", requestedBy: "agent", to: "main" });
    await dieEverywhere(scene, view, () => repository.gitIn(bare, "for-each-ref"), undefined, {
      remotes: [address],
      back: () => void repository.gitIn(bare, "update-ref", "refs/heads/main", main),
    });
    scene.dispose();
  },
);
