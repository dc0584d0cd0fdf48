import { beforeEach, describe, expect, it } from "vitest";
import type { RequestView } from "../../../../../src/core/review/requests/requests.ts";
import { DirectoryWatching } from "../../../../../src/core/watching/directoryWatching.ts";
import type { Watching } from "../../../../../src/core/watching/watching.ts";
import { WorkspaceRequests } from "../../../../../src/host/reviews/requests/workspaceRequests.ts";
import { FakeClock } from "../../../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../../../support/fakes/fakeWatcher.ts";
import { MemoryFileSystem } from "../../../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../../../support/fakes/memoryLogger.ts";
import { mergeId, mergeRequestOf } from "../../../../support/requests.ts";
import { view } from "../reviewScene.ts";

const workflow = "/repo/.workflow";
const session = `${workflow}/WFS-a`;
const approvals = `${session}/approvals`;
const git = "/repo/.git";

let clock: FakeClock;
let fs: MemoryFileSystem;
let watcher: FakeWatcher;
let watching: Watching;
let requests: WorkspaceRequests;
let views: readonly RequestView[];
/** Each look: when it came, and how old what it says of working trees may be (`undefined`: as usual). */
let looks: { readonly at: number; readonly treesEvery: number | undefined }[];
let changes: number;
let maxAgeMinutes: number;

/** A request that waits and was made now. */
function asked(parts: Parameters<typeof mergeRequestOf>[0] = {}): RequestView {
  const created = new Date(clock.now()).toISOString().replace(/\.\d+Z$/u, "Z");
  return view({ request: mergeRequestOf({ created, ...parts }) });
}

const at = (): readonly number[] => looks.map((look) => look.at);

beforeEach(() => {
  [views, looks, changes, maxAgeMinutes] = [[], [], 0, 0];
  clock = new FakeClock({ manual: true, start: Date.UTC(2025, 8, 7, 10) });
  fs = new MemoryFileSystem({ now: () => clock.now() });
  for (const directory of [`${approvals}/${mergeId}`, `${git}/refs/heads/session`]) fs.disk.directory(directory);
  watcher = new FakeWatcher();
  watching = new DirectoryWatching({ name: workflow, watcher, fs, clock, logger: new MemoryLogger() });
  requests = new WorkspaceRequests({
    places: { fs, root: "/repo", gitDirectory: git },
    watching,
    clock,
    logger: new MemoryLogger(),
    active: () => undefined,
    maxAgeMinutes: () => maxAgeMinutes,
    open: async () =>
      Promise.resolve({
        list: async (options) => {
          looks.push({ at: clock.elapsed(), treesEvery: options?.treesEvery });
          return Promise.resolve(views);
        },
      }),
    changed: () => (changes += 1),
  });
});

describe("the requests of a workspace", () => {
  it("are read again when another process makes one or answers one, and for nothing else there", async () => {
    await requests.look();
    for (const name of [".active-WFS-a", "other.txt"]) watcher.tell(workflow, name);
    await clock.advance(1000);
    expect(at()).toEqual([0]);
    views = [asked()];
    watcher.tell(workflow, ".new-request-0a1b2c3d4e5f");
    await clock.advance(1000);
    expect(at()).toEqual([0, 1100]);
    expect(requests.waiting).toEqual(views);
    views = [{ ...asked(), state: "withdrawn" }];
    watcher.tell(`${approvals}/${mergeId}`, "withdrawn.json");
    await clock.advance(1000);
    expect(requests.waiting).toEqual([]);
    expect(changes).toBe(3);
  });

  it("are followed where they lie and where git keeps what they are about, as long as they are open", async () => {
    views = [asked()];
    await requests.look();
    const followed = [workflow, session, approvals, `${approvals}/${mergeId}`, git, `${git}/refs/heads/session`];
    expect(watcher.current.directories.toSorted()).toEqual([...followed, `${git}/refs/heads`].toSorted());
    fs.disk.directory(`${git}/refs/heads/feature`);
    views = [asked({ into: "refs/heads/feature/x" })];
    await requests.look();
    expect(watcher.current.directories).toContain(`${git}/refs/heads/feature`);
    views = [{ ...asked(), state: "executed" }];
    await requests.look();
    expect(watcher.current.directories).toEqual([workflow]);
  });

  it.each([
    [`${git}/refs/heads/session`, "WFS-a"],
    [`${git}/refs/heads`, "main"],
    [git, "packed-refs"],
    [git, "HEAD"],
  ])("are looked at when a ref moves (%s, %s), not when git works", async (directory, name) => {
    views = [asked()];
    await requests.look();
    watcher.tell(git, "index.lock");
    watcher.tell(git, "FETCH_HEAD");
    await clock.advance(1000);
    expect(looks).toHaveLength(1);
    watcher.tell(directory, name);
    await clock.advance(1000);
    expect(looks).toHaveLength(2);
  });

  it("are followed in one table where git keeps all refs in one", async () => {
    fs.disk.directory(`${git}/reftable`);
    views = [asked()];
    await requests.look();
    expect(watcher.current.directories.filter((directory) => directory.startsWith(git))).toEqual([`${git}/reftable`]);
    watcher.tell(`${git}/reftable`, "tables.list");
    await clock.advance(1000);
    expect(looks).toHaveLength(2);
  });

  it("are read rarely while nothing happens, and working trees more rarely than that", async () => {
    views = [asked()];
    await requests.look();
    watching.reconcileSlowly();
    await clock.advance(600_000);
    expect(at().slice(0, 6)).toEqual([0, 5000, 15_000, 35_000, 75_000, 135_000]);
    expect(looks.length).toBeLessThan(16);
    expect(looks.slice(1).every(({ treesEvery = 0 }) => treesEvery > 30_000)).toBe(true);
    await watching.reconcile();
    expect(looks.at(-1)?.treesEvery).toBeUndefined();
    await watching.dispose();
  });

  it("are read each second, by one look at a time, for a page that shows one", async () => {
    await Promise.all([requests.glance(), requests.glance()]);
    await requests.glance();
    expect(looks).toHaveLength(2);
  });
});

describe("a request with a deadline", () => {
  it("is looked at when that is over", async () => {
    views = [asked({ deadline: "2025-09-07T10:20:00Z" })];
    await requests.look();
    await clock.advance(2 * 3_600_000);
    expect(at()).toEqual([0, 20 * 60_000]);
  });

  it("that the reviewer's own limit gives it is looked at then, also when that lies far ahead", async () => {
    maxAgeMinutes = 150;
    views = [asked()];
    await requests.look();
    await clock.advance(150 * 60_000);
    expect(at().at(-1)).toBe(150 * 60_000);
    expect(looks.length).toBeLessThanOrEqual(4);
  });

  it("is not waited for any more once it is decided", async () => {
    const waiting = asked({ deadline: "2025-09-07T10:20:00Z" });
    views = [waiting];
    await requests.look();
    views = [{ ...waiting, state: "denied" }];
    await requests.look();
    expect(clock.sleeping).toBe(0);
  });
});

describe("the end", () => {
  it("leaves no watch, no timer and no look behind", async () => {
    views = [asked({ deadline: "2025-09-07T10:20:00Z" })];
    await requests.look();
    watcher.tell(workflow, "WFS-a");
    requests.dispose();
    expect(clock.sleeping).toBe(0);
    expect(watcher.current.directories).toEqual([]);
    await requests.look();
    await clock.advance(2 * 3_600_000);
    expect(looks).toHaveLength(1);
  });
});
