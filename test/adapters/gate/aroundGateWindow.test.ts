import { afterEach, beforeEach, expect, it } from "vitest";
import { WorkspaceArrivals } from "../../../src/host/reviews/unreviewed/workspaceArrivals.ts";
import type { OpenedGate } from "../../../src/adapters/open/openGate.ts";
import type { SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { fork, GateScene } from "../review/gateScene.ts";

const branch = "session/WFS-fork";

let scene: GateScene;
let window: OpenedGate;
let known: readonly SessionId[];
let looks: number;
let arrivals: WorkspaceArrivals;

/** One window that is told of no file: it looks when the test says so, and then only where something seems to have moved. */
beforeEach(async () => {
  scene = await GateScene.make();
  window = await scene.open();
  [known, looks] = [[fork], 0];
  const work = window.unreviewed(async () => scene.requests.list({ all: true }));
  arrivals = new WorkspaceArrivals({
    fs: scene.workspace.fs,
    gitDirectory: scene.repository.path(".git"),
    watching: { follow: () => ({ setDirectories: () => {}, dispose: () => {} }) },
    logger: scene.repository.logger,
    forks: () => known,
    asked: () => [],
    reviewer: "ada",
    open: () => {
      looks += 1;
      return Promise.resolve(work);
    },
    changed: () => {},
  });
  await arrivals.look();
  await arrivals.look();
});
afterEach(() => {
  arrivals.dispose();
  scene.dispose();
});

const merge = (): string => scene.repository.git("merge", "--quiet", "--no-ff", "--no-edit", branch);

it("remembers the newest commit of a fork, so that a merge and a removal right behind it are told", async () => {
  scene.repository.gitIn(scene.worktree(), "reset", "--quiet", "--hard", "main");
  await arrivals.look();
  const head = scene.commitInFork({ "later.txt": "later\n" });
  await arrivals.look();
  merge();
  await scene.gitFeatures.forks.remove(fork, { force: true });
  await arrivals.look();
  expect(arrivals.of(fork)).toMatchObject({ head, how: "ancestor" });
});

it("looks for the work of its only fork once that is gone", async () => {
  merge();
  scene.repository.git("worktree", "remove", "--force", scene.worktree());
  scene.repository.git("branch", "--quiet", "-D", branch);
  await scene.workspace.sessions.setAside(fork);
  known = [];
  await arrivals.look();
  expect(arrivals.of(fork)).toMatchObject({ session: fork, pulled: false });
  expect(await window.audit.read()).toMatchObject([{ event: "unreviewed", session: fork }]);
});

it("asks git for nothing while nothing moves", async () => {
  const before = looks;
  scene.repository.write("b.txt", "edited\n");
  await arrivals.look();
  expect(looks).toBe(before);
});
