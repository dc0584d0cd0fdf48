import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChokidarWatcher } from "../../src/adapters/chokidarWatcher.ts";
import type { WatchHandle } from "../../src/core/base/ports.ts";

let root = "";
let handles: WatchHandle[] = [];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "watcher-")));
});

afterEach(async () => {
  await Promise.all(handles.map(async (handle) => await handle.close()));
  handles = [];
  rmSync(root, { recursive: true, force: true });
});

/** Watches, waits until it is ready, and collects what is told. */
async function watching(directories: readonly string[]) {
  const told: string[] = [];
  const errors: unknown[] = [];
  const ready = new Set<string>();
  const handle = new ChokidarWatcher().watch(directories, {
    onChange: (directory, path) => told.push(`${directory} ${path}`),
    onReady: (directory) => ready.add(directory),
    onError: (error) => errors.push(error),
  });
  handles.push(handle);
  await until(() => directories.every((directory) => ready.has(directory)));
  return { handle, told, errors, ready };
}

async function until(condition: () => boolean, patience = 5000): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) throw new Error("it did not happen");
    await pause(5);
  }
}

/** inotify watches of this process. */
function watches(): number {
  const tables = readdirSync("/proc/self/fdinfo").map((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, "utf8");
    } catch {
      return "";
    }
  });
  return tables
    .join("\n")
    .split("\n")
    .filter((line) => line.startsWith("inotify wd")).length;
}

describe("ChokidarWatcher", () => {
  it("tells what appears, changes, moves and goes in a directory, by path", async () => {
    const { told } = await watching([root]);
    writeFileSync(join(root, "a"), "");
    await until(() => told.includes(`${root} ${root}/a`));
    told.length = 0;
    writeFileSync(join(root, "a"), "content");
    await until(() => told.includes(`${root} ${root}/a`));
    told.length = 0;
    renameSync(join(root, "a"), join(root, "b"));
    await until(() => told.includes(`${root} ${root}/a`) && told.includes(`${root} ${root}/b`));
    told.length = 0;
    rmSync(join(root, "b"));
    await until(() => told.includes(`${root} ${root}/b`));
  });

  it("does not look below the directory", async () => {
    mkdirSync(join(root, "below"));
    const { told } = await watching([root]);
    writeFileSync(join(root, "below", "file"), "");
    await pause(200);
    expect(told.filter((line) => line.includes("file"))).toEqual([]);
  });

  it.runIf(process.platform === "linux")(
    "needs one watch for each directory, however many entries it has",
    async () => {
      const others = ["a", "b", "c"].map((name) => join(root, name));
      for (const other of others) mkdirSync(other);
      for (let number = 0; number < 2000; number += 1) mkdirSync(join(root, `WFS-${number}`));
      const before = watches();
      const { handle } = await watching([root]);
      expect(watches() - before).toBe(1);
      handle.setDirectories(others);
      await until(() => watches() - before === 4);
      handle.setDirectories(others.slice(0, 1));
      await until(() => watches() - before === 2);
      await handle.close();
      expect(watches() - before).toBe(0);
      handles = [];
    },
  );

  it("watches and forgets other directories as told", async () => {
    const [one, two] = [join(root, "one"), join(root, "two")];
    mkdirSync(one);
    mkdirSync(two);
    const { handle, told, ready } = await watching([root]);
    handle.setDirectories([one, two]);
    await until(() => ready.has(one) && ready.has(two));
    writeFileSync(join(one, "f"), "");
    writeFileSync(join(two, "f"), "");
    await until(() => told.includes(`${one} ${one}/f`) && told.includes(`${two} ${two}/f`));
    handle.setDirectories([two]);
    told.length = 0;
    writeFileSync(join(one, "g"), "");
    writeFileSync(join(two, "g"), "");
    await until(() => told.includes(`${two} ${two}/g`));
    expect(told.filter((line) => line.startsWith(`${one} `))).toEqual([]);
  });

  it.each(["removed", "moved away"])(
    "hears a directory that was %s and came again, once it is watched anew",
    async (how) => {
      const below = join(root, "below");
      mkdirSync(below);
      const { handle, told, errors, ready } = await watching([root]);
      handle.setDirectories([below]);
      await until(() => ready.has(below));
      if (how === "removed") rmSync(below, { recursive: true });
      else renameSync(below, join(root, "aside"));
      mkdirSync(below);
      await until(() => told.includes(`${root} ${below}`));
      ready.delete(below);
      handle.setDirectories([]);
      handle.setDirectories([below]);
      await until(() => ready.has(below));
      told.length = 0;
      writeFileSync(join(below, "f"), "");
      await until(() => told.includes(`${below} ${below}/f`));
      expect(errors).toEqual([]);
    },
  );

  it.skipIf(process.getuid?.() === 0)("goes on with the others where one may not be read", async () => {
    const [closed, open] = [join(root, "closed"), join(root, "open")];
    mkdirSync(closed, { mode: 0 });
    mkdirSync(open);
    const { handle, told, errors, ready } = await watching([root]);
    handle.setDirectories([closed, open]);
    await until(() => ready.has(closed) && ready.has(open));
    writeFileSync(join(open, "f"), "");
    await until(() => told.includes(`${open} ${open}/f`));
    expect(errors).toEqual([]);
  });

  it("tells nothing after it was closed", async () => {
    const { handle, told } = await watching([root]);
    await handle.close();
    writeFileSync(join(root, "late"), "");
    await pause(150);
    expect(told).toEqual([]);
  });
});
