import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChokidarWatcher } from "../../../src/adapters/chokidarWatcher.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { recordTemplate } from "../../../src/core/sessions/record/record.ts";
import { recordText } from "../../../src/core/sessions/record/recordEdit.ts";
import { SessionIndex, type IndexChange } from "../../../src/core/sessions/index/sessionIndex.ts";
import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import type { Watching } from "../../../src/core/watching/watching.ts";
import { idOf } from "../../support/scenes/indexScene.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

let root = "";
let directory = "";
let index: SessionIndex;
let watching: Watching;
let changes: IndexChange[] = [];
const logger = new MemoryLogger();

function record(name: string, project = "a project"): void {
  mkdirSync(join(directory, name), { recursive: true });
  const text = recordText({ ...recordTemplate(idOf(name), Date.now()), project });
  writeFileSync(join(directory, name, "workflow-session.json"), text);
}

const marker = (name: string): string => join(directory, `.active-${name}`);
const active = (): string | undefined => index.snapshot().active.active;
const names = (): readonly string[] =>
  index
    .snapshot()
    .sessions.map(({ id }) => id)
    .toSorted();

/** Waits for what events alone have to bring about: nobody calls `reconcile`. */
async function until(condition: () => boolean, patience = 10_000): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${patience} ms: ${JSON.stringify(index.snapshot())}`);
    await pause(5);
  }
}

function open(): SessionIndex {
  const ports = { fs: new NodeFileSystem(new SystemRandom()), clock: new SystemClock(), logger };
  const scanner = new SessionScanner({ ...ports, directory });
  const active = new ActiveMarker(directory, ports);
  watching = new DirectoryWatching({ ...ports, name: directory, watcher: new ChokidarWatcher() });
  return new SessionIndex({ ...ports, directory, scanner, marker: active, watching });
}

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "index-")));
  directory = join(root, ".workflow");
  mkdirSync(directory);
  for (const name of ["WFS-a", "WFS-b", "WFS-c"]) record(name);
  writeFileSync(marker("WFS-a"), "");
  logger.lines.length = 0;
  index = open();
  await index.start();
  await pause(400);
  changes = [];
  index.onDidChange((change) => changes.push(change));
});

afterEach(async () => {
  index.dispose();
  await watching.dispose();
  rmSync(root, { recursive: true, force: true });
  expect(logger.lines.filter((line) => !line.startsWith("info"))).toEqual([]);
});

describe("SessionIndex on real files", () => {
  it("follows a switch by rename as one narrow change", async () => {
    renameSync(marker("WFS-a"), marker("WFS-b"));
    await until(() => active() === "WFS-b");
    await pause(400);
    expect(changes).toEqual([{ changed: ["WFS-a", "WFS-b"], structure: false, active: true, errors: false }]);
  });

  it("follows rm and touch of another tool without ever saying none", async () => {
    const seen = new Set<string | undefined>();
    index.onDidChange(() => seen.add(active()));
    for (const name of ["WFS-b", "WFS-c", "WFS-a", "WFS-c"]) {
      unlinkSync(join(directory, `.active-${active()}`));
      await pause(20);
      writeFileSync(marker(name), "");
      await until(() => active() === name);
    }
    await pause(300);
    expect(seen).not.toContain(undefined);
  });

  it("follows sessions that come, change while open, and go", async () => {
    record("WFS-new");
    await until(() => names().includes("WFS-new"));
    index.setOpen([idOf("WFS-new")]);
    await pause(300);
    changes = [];
    record("WFS-new", "changed");
    await until(() => index.snapshot().sessions.some(({ record: { project } }) => project === "changed"));
    expect(changes.every(({ changed, structure }) => changed.join() === "WFS-new" && !structure)).toBe(true);
    rmSync(join(directory, "WFS-new"), { recursive: true });
    await until(() => !names().includes("WFS-new"));
  });

  it("follows an open session whose directory was replaced", async () => {
    index.setOpen([idOf("WFS-b")]);
    await pause(300);
    renameSync(join(directory, "WFS-b"), join(root, "aside"));
    record("WFS-b", "replaced");
    const project = (): string | undefined =>
      index.snapshot().sessions.find(({ id }) => id === "WFS-b")?.record.project;
    await until(() => project() === "replaced");
    await pause(300);
    changes = [];
    record("WFS-b", "changed after that");
    await until(() => project() === "changed after that");
    expect(changes).toMatchObject([{ changed: ["WFS-b"], structure: false }]);
  });

  it("survives .workflow deleted, then made anew", async () => {
    rmSync(directory, { recursive: true });
    await until(() => !index.snapshot().exists && names().length === 0);
    await pause(200);
    record("WFS-later");
    writeFileSync(marker("WFS-later"), "");
    await until(() => active() === "WFS-later" && names().join() === "WFS-later");
    await pause(300);
    record("WFS-again");
    unlinkSync(marker("WFS-later"));
    writeFileSync(marker("WFS-again"), "");
    await until(() => active() === "WFS-again" && names().length === 2);
  });

  it.each(["renamed away", "removed"])("survives .workflow %s and replaced in the same moment", async (how) => {
    if (how === "removed") rmSync(directory, { recursive: true });
    else renameSync(directory, join(root, "aside"));
    record("WFS-other");
    writeFileSync(marker("WFS-other"), "");
    await until(() => active() === "WFS-other" && names().join() === "WFS-other");
    await pause(500);
    record("WFS-after");
    renameSync(marker("WFS-other"), marker("WFS-after"));
    await until(() => active() === "WFS-after" && names().length === 2);
  });

  it("is right after a burst of 20,000 events, of which the system drops some", async () => {
    for (let number = 0; number < 20_000; number += 1) writeFileSync(join(directory, `WFS-noise-${number}`), "");
    for (let number = 0; number < 20_000; number += 1) unlinkSync(join(directory, `WFS-noise-${number}`));
    record("WFS-last");
    renameSync(marker("WFS-a"), marker("WFS-last"));
    await until(() => active() === "WFS-last" && names().length === 4);
    await pause(300);
    renameSync(marker("WFS-last"), marker("WFS-c"));
    await until(() => active() === "WFS-c");
    expect(index.snapshot()).not.toHaveProperty("watchError");
  });
});
