import { describe, expect, it } from "vitest";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import type { Follower, Watching } from "../../../src/core/watching/watching.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../support/fakes/fakeWatcher.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

/** Directories `/p/a` and `/p/b` on a disk in memory, on a clock that the test moves. */
class Scene {
  readonly clock = new FakeClock({ manual: true });
  readonly fs = new MemoryFileSystem({ now: () => this.clock.now() });
  readonly watcher = new FakeWatcher();
  readonly logger = new MemoryLogger();
  readonly watching: Watching;
  /** When each look came, in milliseconds from the beginning, by follower. */
  readonly looks: Readonly<Record<string, number[]>> = { a: [], b: [] };

  constructor(shallow = false) {
    for (const directory of ["/p/a", "/p/b"]) this.fs.disk.directory(directory);
    const { watcher, fs, clock, logger } = this;
    this.watching = new DirectoryWatching({ name: "/p", shallow, watcher, fs, clock, logger });
  }

  follow(name: "a" | "b", directories: readonly string[], more: Partial<Follower> = {}) {
    const look = async (): Promise<unknown> => Promise.resolve(this.looks[name]?.push(this.clock.elapsed()));
    const followed = this.watching.follow({ look, ...more });
    followed.setDirectories(directories);
    return followed;
  }
}

describe("what is followed", () => {
  it("is watched once for all, and each hears of its own directories alone", () => {
    const scene = new Scene();
    const heard: string[] = [];
    scene.follow("a", ["/p", "/p/a"], { heard: (_directory, path) => heard.push(`a ${path}`) > 0 });
    scene.follow("b", ["/p", "/p/b"], { heard: (_directory, path) => heard.push(`b ${path}`) > 0 });
    expect(scene.watcher.watches).toHaveLength(1);
    expect(scene.watcher.current.directories).toEqual(["/p", "/p/a", "/p/b"]);
    scene.watcher.tell("/p", "x");
    scene.watcher.tell("/p/b", "y");
    expect(heard).toEqual(["a /p/x", "b /p/x", "b /p/b/y"]);
  });

  it("is looked at once events have paused, however many there were, and at last while they go on", async () => {
    const scene = new Scene();
    scene.follow("a", ["/p/a"]);
    for (let count = 0; count < 20; count += 1) scene.watcher.tell("/p/a", `${count}`);
    await scene.clock.advance(1000);
    expect(scene.looks["a"]).toEqual([100]);
    for (let time = 0; time < 1500; time += 50) {
      scene.watcher.tell("/p/a", "x");
      await scene.clock.advance(50);
    }
    expect(scene.looks["a"]).toEqual([100, 2000]);
  });

  it("is not looked at for what means nothing to it", async () => {
    const scene = new Scene();
    scene.follow("a", ["/p/a"], { heard: (_directory, path) => !path.endsWith(".lock") });
    scene.watcher.tell("/p/a", "index.lock");
    await scene.clock.advance(1000);
    expect(scene.looks["a"]).toEqual([]);
  });

  it("is looked at when its watch begins: what changed before is told by nobody", async () => {
    const scene = new Scene();
    scene.follow("a", ["/p/a"]);
    scene.watcher.current.events.onReady("/p/a");
    await scene.clock.advance(1000);
    expect(scene.looks["a"]).toHaveLength(1);
  });
});

describe("a directory", () => {
  it("that is absent is watched once the one above it tells of it", async () => {
    const scene = new Scene();
    scene.follow("a", ["/p", "/p/later"]);
    expect(scene.watcher.current.directories).toEqual(["/p"]);
    scene.fs.disk.directory("/p/later");
    scene.watcher.tell("/p", "later");
    expect(scene.watcher.current.directories).toEqual(["/p", "/p/later"]);
    await scene.clock.advance(1000);
    expect(scene.looks["a"]).toEqual([100]);
  });

  it("that was replaced is watched anew with those in it, the others are not", () => {
    const scene = new Scene();
    scene.fs.disk.directory("/p/a/below");
    scene.follow("a", ["/p", "/p/a", "/p/a/below", "/p/b"]);
    const { begun } = scene.watcher.current;
    begun.length = 0;
    scene.watcher.tell("/p", "a");
    expect(begun).toEqual(["/p/a", "/p/a/below"]);
  });

  it("that was replaced without an event is found by the next look at everything", async () => {
    const scene = new Scene();
    scene.follow("a", ["/p/a", "/p/b"]);
    await scene.watching.reconcile();
    const { begun } = scene.watcher.current;
    begun.length = 0;
    await scene.watching.reconcile();
    expect(begun).toEqual([]);
    scene.fs.disk.move("/p/a", "/p/aside");
    scene.fs.disk.directory("/p/a");
    await scene.watching.reconcile();
    expect(begun).toEqual(["/p/a"]);
    scene.fs.disk.detach("/p/b");
    await scene.watching.reconcile();
    expect(scene.watcher.current.directories).toEqual(["/p/a"]);
  });
});

describe("looking without being told", () => {
  it("comes soon after a change, ever more rarely when there is none, and is not put off by changes", async () => {
    const scene = new Scene();
    scene.follow("a", []);
    await scene.clock.advance(60_000);
    expect(scene.looks["a"]).toEqual([]);
    scene.watching.reconcileSlowly();
    await scene.clock.advance(200_000);
    expect(scene.looks["a"]?.map((time) => time - 60_000)).toEqual([5000, 15_000, 35_000, 75_000, 135_000, 195_000]);
    scene.looks["a"]?.splice(0);
    for (let count = 0; count < 8; count += 1) {
      scene.watching.hurry();
      await scene.clock.advance(1000);
    }
    expect(scene.looks["a"]?.map((time) => time - 260_000)).toEqual([5000]);
  });

  it("goes on after a look that failed, which is logged, and keeps nobody else from looking", async () => {
    const scene = new Scene();
    scene.follow("a", [], { look: async () => Promise.reject(new Error("EIO")) });
    scene.follow("b", []);
    scene.watching.reconcileSlowly();
    await scene.clock.advance(15_000);
    expect(scene.looks["b"]).toEqual([5000, 15_000]);
    expect(scene.logger.lines).toEqual(Array.from({ length: 2 }, () => "error: /p could not be looked at."));
  });

  it("is done by everybody at once for a person who comes back", async () => {
    const scene = new Scene();
    const asked: boolean[] = [];
    scene.follow("a", [], { look: async (byPerson) => Promise.resolve(asked.push(byPerson)) });
    scene.watching.reconcileSlowly();
    await scene.watching.reconcile();
    await scene.clock.advance(5000);
    expect(asked).toEqual([true, false]);
  });
});

describe("while nothing can be watched", () => {
  it("everybody looks every few seconds, some each second, until a watch lasts; it is said once", async () => {
    const scene = new Scene();
    const failures: (string | undefined)[] = [];
    scene.follow("a", ["/p/a"], { failed: (problem) => failures.push(problem && String(problem)) });
    scene.follow("b", ["/p/b"], { polls: true });
    const full = new Error("ENOSPC: System limit for number of file watchers reached");
    scene.watcher.current.events.onError(full);
    scene.watcher.current.events.onError(full);
    await scene.clock.advance(4000);
    expect(scene.looks).toEqual({ a: [], b: [1000, 2000, 3000, 4000] });
    await scene.clock.advance(1000);
    expect(scene.looks["a"]).toEqual([5000]);
    expect(scene.watcher.current.directories).toEqual(["/p/a", "/p/b"]);
    expect(scene.watcher.watches.map(({ closed }) => closed)).toEqual([true, false]);
    await scene.clock.advance(5000);
    expect(failures).toEqual([full.message, undefined]);
    expect(scene.logger.lines).toEqual([`warn: Watching /p failed: ${full.message}`]);
    expect(scene.clock.sleeping).toBe(0);
  });
});

describe("where a watched directory could not be renamed with the one it lies in", () => {
  it("none is watched, and who follows one looks each second as long as it does", async () => {
    const scene = new Scene(true);
    scene.fs.disk.directory("/p/a/below");
    const followed = scene.follow("a", ["/p", "/p/a", "/p/a/below"], { polls: true });
    scene.follow("b", ["/p/b", "/elsewhere/x/y"], { polls: true });
    expect(scene.watcher.current.directories).toEqual(["/p", "/p/a", "/p/b"]);
    await scene.clock.advance(3000);
    expect(scene.looks).toEqual({ a: [1000, 2000, 3000], b: [] });
    followed.setDirectories(["/p"]);
    await scene.clock.advance(3000);
    expect(scene.looks["a"]).toHaveLength(3);
    expect(scene.clock.sleeping).toBe(0);
  });
});

describe("the end", () => {
  it("leaves no watch, no timer and no look behind", async () => {
    const scene = new Scene();
    scene.follow("a", ["/p/a"]);
    scene.watching.reconcileSlowly();
    scene.watcher.tell("/p/a", "x");
    const { events } = scene.watcher.current;
    events.onError(new Error("EMFILE"));
    expect(scene.clock.sleeping).toBe(3);
    await scene.watching.dispose();
    expect(scene.clock.sleeping).toBe(0);
    expect(scene.watcher.watches.every(({ closed }) => closed)).toBe(true);
    events.onChange("/p/a", "/p/a/late");
    scene.watching.hurry();
    scene.watching.reconcileSlowly();
    scene.follow("b", ["/p/b"]);
    await scene.watching.reconcile();
    await scene.clock.advance(100_000);
    expect(scene.looks).toEqual({ a: [], b: [] });
    expect(scene.watcher.watches).toHaveLength(1);
  });

  it("of one who followed leaves the others what they follow", async () => {
    const scene = new Scene();
    const followed = scene.follow("a", ["/p", "/p/a"]);
    scene.follow("b", ["/p"]);
    scene.watcher.tell("/p/a", "x");
    followed.dispose();
    expect(scene.watcher.current.directories).toEqual(["/p"]);
    scene.watcher.tell("/p", "y");
    await scene.clock.advance(1000);
    expect(scene.looks).toEqual({ a: [], b: [100] });
  });
});
