import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { recordTemplate } from "../../../src/core/sessions/record/record.ts";
import { recordText } from "../../../src/core/sessions/record/recordEdit.ts";
import type { RecordStatus } from "../../../src/core/sessions/model/session.ts";
import { parseSessionId, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionIndex, type IndexChange } from "../../../src/core/sessions/index/sessionIndex.ts";
import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import { FakeClock } from "../fakes/fakeClock.ts";
import { FakeWatcher } from "../fakes/fakeWatcher.ts";
import type { MemoryDisk } from "../fakes/memoryDisk.ts";
import { MemoryFileSystem } from "../fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../fakes/memoryLogger.ts";

export const directory = "/project/.workflow";

export function idOf(name: string): SessionId {
  const id = parseSessionId(name);
  if (id === undefined) throw new Error(`${name} is no session's name`);
  return id;
}

/** An index over a disk in memory, with the changes it told. */
export class IndexScene {
  readonly clock: FakeClock;
  readonly fs: MemoryFileSystem;
  readonly logger = new MemoryLogger();
  readonly watcher = new FakeWatcher();
  readonly index: SessionIndex;
  readonly changes: IndexChange[] = [];

  constructor(clock = new FakeClock()) {
    this.clock = clock;
    this.fs = new MemoryFileSystem({ now: () => clock.now() });
    this.disk.directory(directory);
    this.index = this.indexOf(this.watcher);
  }

  /** The active WFS-a, WFS-b and WFS-c, newest first, already told. */
  static async started(): Promise<IndexScene> {
    const scene = new IndexScene();
    for (const name of ["WFS-c", "WFS-b", "WFS-a"]) {
      scene.record(name);
      scene.rest();
    }
    scene.marker("WFS-a");
    scene.rest();
    await scene.start();
    scene.changes.length = 0;
    return scene;
  }

  /** Another index over the same disk. */
  indexOf(watcher: FakeWatcher): SessionIndex {
    const { fs, clock, logger } = this;
    const scanner = new SessionScanner({ directory, fs, clock, logger });
    const marker = new ActiveMarker(directory, { fs, clock, logger });
    const watching = new DirectoryWatching({ name: directory, watcher, fs, clock, logger });
    return new SessionIndex({ directory, scanner, marker, watching, fs, clock, logger });
  }

  get disk(): MemoryDisk {
    return this.fs.disk;
  }

  async start(): Promise<readonly IndexChange[]> {
    this.index.onDidChange((change) => this.changes.push(change));
    await this.index.start();
    return this.changes;
  }

  record(name: string, project = "a project", below = "", status: RecordStatus = "paused"): void {
    const record = { ...recordTemplate(idOf(name), this.clock.now()), project, status };
    this.disk.file(`${directory}/${below}${name}/workflow-session.json`, recordText(record));
  }

  marker(name: string): void {
    this.disk.file(`${directory}/.active-${name}`);
  }

  /** Lets so much time pass that what is on disk counts as at rest. */
  rest(): void {
    this.clock.set(this.clock.now() + 60_000);
  }

  /** Lets what is in progress come to its end; on a clock whose sleeps take no time, the pauses after bursts too. */
  async idle(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await this.clock.yieldToEventLoop();
  }

  states(): readonly string[] {
    return this.index.snapshot().sessions.map(({ id, state }) => `${id} ${state}`);
  }
}
