import { readdirSync, readFileSync, renameSync, watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { FSWatcher } from "chokidar";
import { ChokidarWatcher } from "../../../src/adapters/chokidarWatcher.ts";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { SessionIndex } from "../../../src/core/sessions/index/sessionIndex.ts";
import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import { ports } from "./ports.ts";

/**
 * Runs in a process of its own, because memory is to be compared: `node --expose-gc watchProbe.ts <ours|floor|peer> <.workflow> <rounds>`.
 * Moves the marker `rounds` times, tells on stdout, as JSON, how long each took to be noticed, and what watching costs.
 */
export interface WatchFigures {
  /** Milliseconds from before the rename until the listener knows. */
  readonly latencies: readonly number[];
  /** Milliseconds until changes are noticed. */
  readonly ready: number;
  /** inotify watches; NaN where the system does not tell. */
  readonly watches: number;
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
}

/** Starts watching; calls back with whatever might be the name of the marker that appeared. */
type Subject = (directory: string, heard: (name: string) => void) => Promise<() => Promise<void>>;

const subjects: Readonly<Record<string, Subject>> = {
  ours: async (directory, heard) => {
    const marker = new ActiveMarker(directory, ports);
    const scanner = new SessionScanner({ ...ports, directory });
    const watching = new DirectoryWatching({ ...ports, name: directory, watcher: new ChokidarWatcher() });
    const index = new SessionIndex({ ...ports, directory, marker, scanner, watching });
    index.onDidChange(({ active }) => {
      if (active) heard(`.active-${index.snapshot().active.active}`);
    });
    await index.start();
    return async () => await watching.dispose();
  },
  floor: async (directory, heard) => {
    const watcher = watch(directory, (_event, name) => heard(name ?? ""));
    return async () => watcher.close();
  },
  peer: async (directory, heard) => {
    const watcher = new FSWatcher({ ignoreInitial: true });
    watcher.on("add", (path) => heard(path.slice(path.lastIndexOf("/") + 1)));
    const ready = new Promise((resolve) => {
      watcher.once("ready", () => resolve(undefined));
    });
    watcher.add(directory);
    await ready;
    return async () => await watcher.close();
  },
};

function countWatches(): number {
  if (process.platform !== "linux") return Number.NaN;
  const tables = readdirSync("/proc/self/fdinfo").map((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, "utf8");
    } catch {
      return ""; // The listing's own descriptor is closed by now.
    }
  });
  return tables
    .join("\n")
    .split("\n")
    .filter((line) => line.startsWith("inotify wd")).length;
}

function memory(): { readonly heap: number; readonly resident: number } {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / 2 ** 20, resident: rss / 2 ** 20 };
}

const [kind = "", directory = "", rounds = "0"] = process.argv.slice(2);
const subject = subjects[kind];
if (subject === undefined) throw new Error(`${kind} is none of ${Object.keys(subjects).join(", ")}`);

let heard: (name: string) => void = () => undefined;
const before = memory();
const started = performance.now();
const stop = await subject(directory, (name) => heard(name));
const ready = performance.now() - started;
await wait(2000);
const watches = countWatches();
const after = memory();

const sessions = readdirSync(directory).filter((name) => name.startsWith("WFS-"));
const first = readdirSync(directory).find((name) => name.startsWith(".active-")) ?? "";
let marker = first;
const move = async (to: string): Promise<number> =>
  await new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`${to} was not noticed`)), 5000);
    const at = performance.now();
    heard = (name) => {
      if (name !== to) return;
      clearTimeout(patience);
      resolve(performance.now() - at);
    };
    renameSync(join(directory, marker), join(directory, to));
    marker = to;
  });

/** Milliseconds between two changes: people and agents switch when what followed the last switch is long over. */
const apart = 300;

const latencies: number[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  await wait(apart);
  latencies.push(await move(`.active-${sessions[round % sessions.length]}`));
}
if (marker !== first) renameSync(join(directory, marker), join(directory, first));
await stop();
const figures: WatchFigures = {
  latencies,
  ready,
  watches,
  heapMegabytes: after.heap - before.heap,
  residentMegabytes: after.resident - before.resident,
};
console.log(JSON.stringify(figures));
