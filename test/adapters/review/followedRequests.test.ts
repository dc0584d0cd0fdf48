import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChokidarWatcher } from "../../../src/adapters/chokidarWatcher.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import type { Clock, Watcher } from "../../../src/core/base/ports.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import type { Watching } from "../../../src/core/watching/watching.ts";
import { WorkspaceRequests } from "../../../src/host/reviews/requests/workspaceRequests.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../support/fakes/fakeWatcher.ts";
import { fork, GateScene } from "./gateScene.ts";

let scene: GateScene;
let watching: Watching;
let requests: WorkspaceRequests;

/** What a window knows of the requests, by kind. */
const states = (): readonly string[] =>
  (requests.views ?? []).map(({ request, state }) => `${request?.kind ?? "?"} ${state}`).toSorted();

const patience = { timeout: 30_000 };

const shown = async (wanted: readonly string[]): Promise<void> => await expect.poll(states, patience).toEqual(wanted);

let edits = 0;

/** Moves a branch by another edit of the file that the fork has edited, elsewhere in it. */
function editFirstLine(directory: string): void {
  const path = join(directory, "a.txt");
  edits += 1;
  writeFileSync(path, readFileSync(path, "utf8").replace(/^.*\n/u, `edit ${edits}\n`));
  scene.repository.gitIn(directory, "commit", "--quiet", "-a", "-m", "faster");
}

/** Follows as a window does; nothing below asks for a look, and none comes by itself but where that is what is tried. */
async function follow(watcher: Watcher, clock: Clock, slowly = false): Promise<void> {
  const { fs, logger, root, gitDirectory } = scene.workspace;
  watching = new DirectoryWatching({ name: root, watcher, fs, clock, logger });
  requests = new WorkspaceRequests({
    places: { fs, root, gitDirectory },
    watching,
    clock,
    logger,
    active: () => undefined,
    maxAgeMinutes: () => 0,
    open: async () => Promise.resolve(scene.requests),
    changed: () => watching.hurry(),
  });
  await requests.look();
  if (slowly) watching.reconcileSlowly();
}

beforeEach(async () => {
  scene = await GateScene.make();
});

afterEach(async () => {
  await watching.dispose();
  scene.dispose();
});

describe("a window that is told of changes", () => {
  beforeEach(async () => follow(new ChokidarWatcher(), new SystemClock()));

  it("knows of a request that another process makes, and of what is done to its files by hand", async () => {
    const { path } = await scene.askMerge();
    await shown(["merge waiting"]);
    writeFileSync(`${path}/withdrawn.json`, "{}");
    await shown(["merge withdrawn"]);
  });

  it("knows of a request that is put beside another one by hand", async () => {
    const { path } = await scene.askMerge();
    const aside = scene.repository.path("aside");
    renameSync(path, aside);
    const other = await scene.askMerge();
    await expect.poll(() => requests.views?.map(({ id }) => id), patience).toEqual([other.id]);
    renameSync(aside, path);
    await shown(["merge waiting", "merge waiting"]);
  });

  it.each<readonly [string, () => void]>([
    ["the branch it goes into", () => editFirstLine(scene.repository.root)],
    ["the fork's branch", () => editFirstLine(scene.worktree())],
  ])("knows that a request is stale when %s moves, packed or not", async (_what, move) => {
    await scene.askMerge();
    await shown(["merge waiting"]);
    move();
    await shown(["merge stale"]);
    scene.repository.git("pack-refs", "--all");
    await scene.askMerge();
    await shown(["merge waiting", "merge withdrawn"]);
    move();
    await shown(["merge stale", "merge withdrawn"]);
  });

  it("knows that a request is stale when another branch is checked out in the working tree it is about", async () => {
    scene.writeInFork("b.txt", "edited\n");
    await scene.askCommit();
    await shown(["commit waiting"]);
    // More than once, because a watch that has just begun lets everything be looked at.
    for (const [branch, state] of [
      ["main", "stale"],
      [`session/${fork}`, "waiting"],
      ["main", "stale"],
    ]) {
      scene.repository.gitIn(scene.worktree(), "symbolic-ref", "HEAD", `refs/heads/${branch}`);
      await shown([`commit ${state}`]);
    }
  });
});

describe("a window whose events are all lost", () => {
  const clock = new FakeClock({ manual: true });
  const silent = new FakeWatcher();

  it("finds requests and what became of them by looking now and then", async () => {
    await follow(silent, clock, true);
    scene.writeInFork("b.txt", "edited\n");
    const { path } = await scene.askMerge();
    await scene.askCommit();
    await clock.advance(5000);
    await shown(["commit waiting", "merge waiting"]);
    execFileSync("sh", ["-c", `echo '{}' > '${path}/withdrawn.json'`]);
    await clock.advance(5000);
    await shown(["commit waiting", "merge withdrawn"]);
    editFirstLine(scene.worktree());
    await clock.advance(5000);
    await shown(["commit stale", "merge withdrawn"]);
  });

  it("finds them for a person who comes back", async () => {
    await follow(silent, clock);
    await scene.askMerge();
    await watching.reconcile();
    expect(states()).toEqual(["merge waiting"]);
  });
});

describe("a window that cannot watch", () => {
  it("looks each second, and says why", async () => {
    const clock = new FakeClock({ manual: true });
    const watcher = new FakeWatcher();
    await follow(watcher, clock);
    watcher.current.events.onError(new Error("ENOSPC: System limit for number of file watchers reached"));
    await scene.askMerge();
    await clock.advance(1000);
    await shown(["merge waiting"]);
    expect(scene.repository.logger.lines.filter((line) => line.includes("ENOSPC"))).toHaveLength(1);
  });
});
