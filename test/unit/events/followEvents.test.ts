import { beforeEach, describe, expect, it } from "vitest";
import { eventsDirectory } from "../../../src/core/events/eventFiles.ts";
import { EventLog } from "../../../src/core/events/eventLog.ts";
import { followEvents } from "../../../src/core/events/followEvents.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../support/fakes/fakeWatcher.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

const workflow = "/work/.workflow";
const directory = eventsDirectory(workflow);

/** A window that follows, and a process that writes. */
class Scene {
  readonly clock = new FakeClock({ manual: true });
  readonly fs = new MemoryFileSystem({ now: () => this.clock.now() });
  readonly watcher = new FakeWatcher();
  readonly logger = new MemoryLogger();
  readonly watching = new DirectoryWatching({
    name: workflow,
    watcher: this.watcher,
    fs: this.fs,
    clock: this.clock,
    logger: this.logger,
  });
  readonly log = this.writer("here");
  readonly told: (string | null)[] = [];

  writer(writer: string): EventLog {
    const { fs, clock, logger } = this;
    return new EventLog({ workflow, writer, actor: "wfs", fs, clock, logger });
  }

  async follow(filter: Parameters<typeof followEvents>[1] = {}): Promise<() => void> {
    const { fs, clock, watching } = this;
    const followed = await followEvents({ workflow, fs, clock, watching }, filter, (events) => {
      this.told.push(...events.map(({ session }) => session));
    });
    return () => followed.dispose();
  }

  /** Time for what the watcher has told of. */
  async settle(path = "here-0001.jsonl"): Promise<void> {
    this.watcher.tell(directory, path);
    await this.clock.advance(1000);
  }
}

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
  scene.fs.disk.directory(workflow);
});

describe("who follows", () => {
  it("hears nothing old, and then of everything as it comes, from every writer", async () => {
    await scene.log.note("session.paused", "WFS-old", {});
    await scene.follow();
    expect(scene.told).toEqual([]);
    await scene.log.note("session.paused", "WFS-one", {});
    await scene.settle();
    await scene.writer("there").note("session.paused", "WFS-two", {});
    await scene.settle("there-0001.jsonl");
    expect(scene.told).toEqual(["WFS-one", "WFS-two"]);
  });

  it("hears first what stands since a time, of the session that is wanted, and each once", async () => {
    for (const session of ["WFS-one", "WFS-two", "WFS-one"]) await scene.log.note("session.paused", session, {});
    await scene.follow({ since: 0, session: "WFS-one" });
    expect(scene.told).toEqual(["WFS-one", "WFS-one"]);
    await scene.log.note("session.paused", "WFS-two", {});
    await scene.log.note("session.paused", "WFS-one", {});
    await Promise.all([scene.settle(), scene.watching.reconcile()]);
    expect(scene.told).toHaveLength(3);
  });

  it("hears of events in a directory that comes later, or comes again", async () => {
    await scene.follow();
    expect(scene.watcher.current.directories).toEqual([workflow]);
    await scene.log.note("session.paused", "WFS-first", {});
    scene.watcher.tell(workflow, ".events");
    await scene.clock.advance(1000);
    expect(scene.watcher.current.directories).toContain(directory);
    scene.fs.disk.detach(workflow);
    scene.fs.disk.directory(workflow);
    await scene.log.note("session.paused", "WFS-again", {});
    await scene.watching.reconcile();
    expect(scene.told).toEqual(["WFS-first", "WFS-again"]);
  });

  it("hears nothing any more once it has ended that", async () => {
    const end = await scene.follow();
    end();
    await scene.log.note("session.paused", "WFS-one", {});
    await scene.settle();
    await scene.watching.reconcile();
    expect(scene.told).toEqual([]);
  });
});
