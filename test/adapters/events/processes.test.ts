import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { readEvents } from "../../../src/core/events/readEvents.ts";
import { soak } from "../../support/effort.ts";

const program = join(import.meta.dirname, "..", "..", "support", "eventWriter.ts");

let workflow = "";

beforeEach(() => {
  workflow = join(mkdtempSync(join(tmpdir(), "events-")), ".workflow");
  mkdirSync(workflow);
});

afterEach(() => rmSync(join(workflow, ".."), { recursive: true, force: true }));

interface Writer {
  readonly child: ChildProcess;
  readonly name: string;
  readonly ended: Promise<unknown>;
  /** What it says it has noted. */
  readonly noted: number[];
}

/** A process that notes events, once all are there. */
async function writer(name: string, count: number): Promise<Writer> {
  const child = spawn(process.execPath, [program, workflow, name, String(count)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const noted: number[] = [];
  const said = createInterface({ input: child.stdout });
  const ended = once(said, "close");
  await once(said, "line");
  said.on("line", (line) => {
    if (/^\d+$/u.test(line)) noted.push(Number(line));
  });
  return { child, name, ended, noted };
}

it(
  "keeps all that eight processes of a machine note over several segments, each whole and in its order, while others are killed",
  { timeout: 120_000 },
  async () => {
    const count = soak ? 4000 : 1000;
    const steady = await Promise.all(Array.from({ length: 8 }, async (_, n) => writer(`steady-${n}`, count)));
    const killed = await Promise.all(Array.from({ length: 4 }, async (_, n) => writer(`killed-${n}`, 1e6)));
    for (const { child } of [...steady, ...killed]) child.stdin?.end();
    for (const { child } of killed) {
      await sleep(60);
      child.kill("SIGKILL");
    }
    await Promise.all([...steady, ...killed].map(async ({ ended }) => ended));
    expect(readdirSync(join(workflow, ".events")).length).toBeGreaterThan(2);
    const { events, unreadable } = await readEvents(new NodeFileSystem(new SystemRandom()), workflow);
    const of = (name: string): readonly number[] =>
      events.filter(({ actor }) => actor === name).map(({ session }) => Number(session?.slice("WFS-".length)));
    for (const { name } of steady) expect(of(name)).toEqual(Array.from({ length: count }, (_, n) => n));
    for (const { name, noted } of killed) expect(of(name).slice(0, noted.length)).toEqual(noted);
    expect(unreadable).toBeLessThanOrEqual(killed.length);
  },
);
