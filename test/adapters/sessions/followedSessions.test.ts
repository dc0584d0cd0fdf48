import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ChokidarWatcher } from "../../../src/adapters/chokidarWatcher.ts";
import { openWorkspace, type Workspace } from "../../../src/adapters/open/openWorkspace.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import type { Clock, Watcher } from "../../../src/core/base/ports.ts";
import { SessionIndex } from "../../../src/core/sessions/index/sessionIndex.ts";
import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { recordTemplate } from "../../../src/core/sessions/record/record.ts";
import { recordText } from "../../../src/core/sessions/record/recordEdit.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import type { Watching } from "../../../src/core/watching/watching.ts";
import { CachedAnnotations } from "../../../src/host/workspaces/cachedAnnotations.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeWatcher } from "../../support/fakes/fakeWatcher.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { idOf } from "../../support/scenes/indexScene.ts";

const patience = { timeout: 30_000 };
const id = idOf("WFS-a");

let root = "";
let workspace: Workspace;
let watching: Watching;
let index: SessionIndex;
let annotations: CachedAnnotations;

const directory = (): string => join(root, ".workflow");
const project = (): string | undefined =>
  index.snapshot().sessions.find((session) => session.id === id)?.record.project;
const comments = async (): Promise<number | undefined> => (await annotations.threads(id))?.length;

function record(text: string): void {
  mkdirSync(join(directory(), id), { recursive: true });
  const content = recordText({ ...recordTemplate(id, Date.now()), project: text });
  writeFileSync(join(directory(), id, "workflow-session.json"), content);
}

/** Another process comments. */
async function comment(): Promise<void> {
  const other = await openWorkspace(root, { logger: new MemoryLogger() });
  const author = { kind: "agent", name: "agent" } as const;
  await (await other.annotations()).add({ subject: { session: id }, body: "A comment", author });
}

async function follow(watcher: Watcher, clock: Clock): Promise<void> {
  const { fs, logger } = workspace;
  const parts = { directory: directory(), fs, clock: workspace.clock, logger };
  watching = new DirectoryWatching({ name: directory(), watcher, fs, clock, logger });
  const scanner = new SessionScanner(parts);
  index = new SessionIndex({ ...parts, scanner, marker: new ActiveMarker(directory(), parts), watching });
  annotations = new CachedAnnotations({
    open: workspace.annotations,
    watching,
    directory: (session) => index.snapshot().sessions.find((one) => one.id === session)?.path,
    changed: () => undefined,
  });
  await index.start();
  await expect.poll(comments, patience).toBe(0);
  watching.reconcileSlowly();
}

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "followed-")));
  record("first");
  workspace = await openWorkspace(root, { logger: new MemoryLogger(), exact: true });
});

afterEach(async () => {
  await watching.dispose();
  rmSync(root, { recursive: true, force: true });
});

it("comments of other processes appear, the first one too", async () => {
  await follow(new ChokidarWatcher(), new SystemClock());
  await comment();
  await expect.poll(comments, patience).toBe(1);
  await comment();
  await expect.poll(comments, patience).toBe(2);
});

it("records and comments that no event tells of are found by the look that comes now and then", async () => {
  const clock = new FakeClock({ manual: true });
  await follow(new FakeWatcher(), clock);
  record("second");
  await comment();
  await clock.advance(5000);
  await expect.poll(project, patience).toBe("second");
  await expect.poll(comments, patience).toBe(1);
});

it("what comes after the directory was replaced without an event is told of again, once a look has found that", async () => {
  const clock = new FakeClock({ manual: true });
  const real = new ChokidarWatcher();
  let isDeaf = false;
  const watcher: Watcher = {
    watch: (directories, events) =>
      real.watch(directories, {
        ...events,
        onChange: (watched, path) => {
          if (!isDeaf) events.onChange(watched, path);
        },
      }),
  };
  await follow(watcher, clock);
  // Its watches have begun when a change is noticed.
  record("second");
  renameSync(join(directory(), id), join(directory(), "WFS-b"));
  renameSync(join(directory(), "WFS-b"), join(directory(), id));
  await expect.poll(async () => (await clock.advance(100), project()), patience).toBe("second");
  isDeaf = true;
  renameSync(directory(), join(root, "aside"));
  record("third");
  await expect.poll(async () => (await clock.advance(1000), project()), patience).toBe("third");
  isDeaf = false;
  await expect
    .poll(async () => {
      writeFileSync(join(directory(), ".active-WFS-a"), "");
      await workspace.clock.sleep(20);
      return index.snapshot().active.active;
    }, patience)
    .toBe(id);
});
