import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NodeFileSystem } from "../../src/adapters/nodeFileSystem.ts";
import { lazyWatching } from "../../src/adapters/open/lazyWatching.ts";
import { SystemClock } from "../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../src/adapters/systemRandom.ts";
import type { Watching } from "../../src/core/watching/watching.ts";
import { MemoryLogger } from "../support/fakes/memoryLogger.ts";

const patience = { timeout: 30_000 };

let root = "";
let looks = 0;
let watching: Watching;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "lazy-")));
  looks = 0;
  const fs = new NodeFileSystem(new SystemRandom());
  watching = lazyWatching({ name: root, fs, clock: new SystemClock(), logger: new MemoryLogger() });
});

afterEach(async () => {
  await watching.dispose();
  rmSync(root, { recursive: true, force: true });
});

const look = async (): Promise<unknown> => Promise.resolve((looks += 1));

it("follows what was named before it was loaded, and ends with the last name that was given", async () => {
  const followed = watching.follow({ look });
  followed.setDirectories([join(root, "absent")]);
  followed.setDirectories([root]);
  await expect.poll(() => looks, patience).toBe(1);
  writeFileSync(join(root, "a"), "");
  await expect.poll(() => looks, patience).toBe(2);
  await watching.reconcile();
  expect(looks).toBe(3);
});

it("follows nothing that ended, or that was named after its own end, loaded or not", async () => {
  const ended = watching.follow({ look });
  ended.setDirectories([root]);
  ended.dispose();
  const other = watching.follow({ look: async () => Promise.resolve() });
  other.setDirectories([root]);
  await watching.dispose();
  other.setDirectories([root]);
  watching.reconcileSlowly();
  writeFileSync(join(root, "a"), "");
  await new SystemClock().sleep(300);
  await watching.reconcile();
  expect(looks).toBe(0);
});
