import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { Runs } from "../../../src/core/runs/runs.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { repository } from "../cli/gitScene.ts";
import { wfsJson } from "../cli/wfs.ts";

let base = "";
let program = "";

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "workflow-queue-"));
  program = join(base, "queueWorker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "queueWorker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    outfile: program,
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});

afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

interface Scene {
  readonly root: string;
  readonly log: string;
  readonly runs: Runs;
}

async function scene(): Promise<Scene> {
  const root = repository();
  await wfsJson(["new", "shop", "--project", "Shop"], root);
  const { runs } = await openWorkspace(root, { logger: new MemoryLogger(), git: (persons) => persons });
  if (runs === undefined) throw new Error("there is no git");
  return { root, log: join(root, "places.log"), runs: await runs() };
}

function worker({ root, log }: Scene, task: string, limit: number, hold: number | string): ChildProcess {
  return spawn(process.execPath, [program, root, task, String(limit), log, String(hold)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What the log says, and how many had a place at once at most. */
function placesIn(log: string): { readonly lines: readonly string[]; readonly most: number } {
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  let now = 0;
  let most = 0;
  for (const line of lines) {
    now += line.startsWith("+") ? 1 : -1;
    most = Math.max(most, now);
  }
  return { lines, most };
}

const tickets = (root: string): readonly string[] => readdirSync(join(root, ".workflow/.runs/.queue"));

describe("runs that are queued by many processes", { timeout: 180_000 }, () => {
  it("are never more than the limit at once, and all have their turn", async () => {
    const at = await scene();
    const tasks = Array.from({ length: 12 }, (_, n) => `task-${n}`);
    const workers = tasks.map((task) => worker(at, task, 2, 150));
    const codes = await Promise.all(workers.map(async (one) => (await once(one, "close"))[0] as unknown));
    expect(codes).toEqual(tasks.map(() => 0));
    const { lines, most } = placesIn(at.log);
    expect(lines.filter((line) => line.startsWith("+")).toSorted()).toEqual(tasks.map((task) => `+${task}`).toSorted());
    expect(most).toBeLessThanOrEqual(2);
    expect(tickets(at.root)).toEqual([]);
  });

  it("do not wait for those that are killed, wherever that is", async () => {
    const at = await scene();
    const tasks = Array.from({ length: 12 }, (_, n) => `task-${n}`);
    const killed = new Set(tasks.filter((_, n) => n % 3 === 1));
    const workers = tasks.map((task) => ({ task, process: worker(at, task, 3, 100) }));
    const victims = workers.filter(({ task }) => killed.has(task));
    for (const [n, { process: victim }] of victims.entries()) {
      await once(victim.stdout ?? victim, "data");
      await sleep(n * 137);
      victim.kill("SIGKILL");
    }
    const ended = new Set<string>();
    const closed = workers.map(async ({ task, process: one }) => {
      if (one.exitCode === null && one.signalCode === null) await once(one, "close");
      ended.add(task);
    });
    const all = Promise.all(closed);
    // What a killed one has begun keeps its place until a person tears it down; here it is called finished.
    while (ended.size < tasks.length) {
      await sleep(100);
      for (const { task, state } of await at.runs.list()) {
        if (!killed.has(task) || !ended.has(task) || state !== "ready") continue;
        const { lines } = placesIn(at.log);
        if (lines.includes(`+${task}`) && !lines.includes(`-${task}`)) appendFileSync(at.log, `-${task}\n`);
        await at.runs.change(task, () => ({ state: "needs-review" }));
      }
    }
    await all;
    const { lines, most } = placesIn(at.log);
    const survivors = tasks.filter((task) => !killed.has(task));
    for (const task of survivors) expect(lines).toContain(`+${task}`);
    expect(most).toBeLessThanOrEqual(3);
    expect((await at.runs.queued()).waiting).toEqual([]);
  });

  it("come in the order in which they began to wait", async () => {
    const at = await scene();
    const go = join(at.root, "go");
    const first = worker(at, "first", 1, go);
    await waitUntil(() => placesIn(at.log).lines.includes("+first"));
    const workers = [first];
    for (const [n, task] of ["b", "a", "c"].entries()) {
      workers.push(worker(at, task, 1, 10));
      await waitUntil(async () => (await at.runs.queued()).waiting.length === n + 1);
    }
    expect(
      (await at.runs.queued()).waiting.map(({ ticket, position, behind }) => [ticket.task, position, behind]),
    ).toEqual([
      ["b", 1, 1],
      ["a", 2, 2],
      ["c", 3, 3],
    ]);
    writeFileSync(go, "");
    await Promise.all(workers.map(async (one) => (one.exitCode === null ? once(one, "close") : undefined)));
    expect(placesIn(at.log).lines).toEqual(["+first", "-first", "+b", "-b", "+a", "-a", "+c", "-c"]);
  });
});

async function waitUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
