import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { Sessions } from "../../../src/core/sessions/model/sessions.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

let base = "";
let program = "";

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "workflow-writers-"));
  program = join(base, "taskWriter.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "taskWriter.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    outfile: program,
  });
});

afterAll(async () => {
  await rm(base, { recursive: true, force: true });
});

async function workspace(): Promise<{ readonly root: string; readonly sessions: Sessions }> {
  const root = await mkdtemp(join(base, "root-"));
  const { sessions } = await openWorkspace(root, { logger: new MemoryLogger(), exact: true });
  await sessions.create({ slug: "shared", project: "Written by many" });
  return { root, sessions };
}

/** Runs one writer; killed after `lifetime` milliseconds if given. Answers what it said before it ended. */
async function writer(root: string, name: string, count: number, lifetime?: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, root, "WFS-shared", name, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data: Buffer) => {
    said += data.toString();
  });
  const ended = once(child, "close");
  if (lifetime !== undefined) {
    await once(child.stdout, "data");
    await sleep(lifetime);
    child.kill("SIGKILL");
  }
  await ended;
  return said.split("\n").filter((line) => line.startsWith(`${name}-`));
}

async function tasks(sessions: Sessions): Promise<readonly string[]> {
  const view = (await sessions.list()).find(({ id }) => id === "WFS-shared");
  expect(view?.problem).toBeUndefined();
  return view?.record.progress.current_tasks ?? [];
}

describe("several processes that write one record", () => {
  it("lose no task and no save", async () => {
    const { root, sessions } = await workspace();
    const names = ["a", "b", "c", "d", "e", "f"];
    const said = (await Promise.all(names.map(async (name) => await writer(root, name, 15)))).flat();
    expect(said).toHaveLength(90);
    expect((await tasks(sessions)).toSorted()).toEqual(said.toSorted());
    expect(await readdir(join(root, ".workflow/WFS-shared/saves"))).toHaveLength(30);
    expect((await readdir(join(root, ".workflow/WFS-shared"))).toSorted()).toEqual(["saves", "workflow-session.json"]);
  });

  it("lose nothing they have said was done when they are killed at random", async () => {
    const { root, sessions } = await workspace();
    const lives = Array.from({ length: 12 }, (_, n) => ({ name: `p${n}`, lifetime: 200 + Math.random() * 1200 }));
    const work = async (part: typeof lives): Promise<readonly string[]> => {
      const said: string[] = [];
      for (const { name, lifetime } of part) said.push(...(await writer(root, name, 10_000, lifetime)));
      return said;
    };
    const said = (await Promise.all([work(lives.slice(0, 4)), work(lives.slice(4, 8)), work(lives.slice(8))])).flat();
    const written = await tasks(sessions);
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((task) => !written.includes(task))).toEqual([]);
    const started = Date.now();
    await sessions.finishTask(said[0] ?? "");
    expect(Date.now() - started).toBeLessThan(15_000);
    const text = await readFile(join(root, ".workflow/WFS-shared/workflow-session.json"), "utf8");
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    console.log(`12 writers killed at random: ${said.length} tasks said done, ${written.length} in the record`);
  });
});
