import { expect, test } from "vitest";
import { RunStore } from "../../../src/core/runs/model/runStore.ts";
import type { RunRecord } from "../../../src/core/runs/model/run.ts";
import { beginLease, endLease, liveLeases, nameProgram } from "../../../src/core/runs/model/leases.ts";
import { sessionLocation } from "../../../src/core/sessions/places/sessionLocation.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FixedRandom } from "../../support/fakes/fixedRandom.ts";
import { MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

const workflow = "/w/.workflow";
const [a, b] = [sessionIdFromSlug("a"), sessionIdFromSlug("b")];
const claim = { session: a, of: b, made_fork: true };

const record: RunRecord = {
  version: 1,
  task: "t",
  session: a,
  lane: "observe",
  enforcement: "none",
  state: "ready",
  attempt: 1,
  base: null,
  made_fork: true,
  prompt: null,
  setup: null,
  agent: null,
  user_scope: null,
  created: "2026-01-01T00:00:00Z",
  updated: "2026-01-01T00:00:00Z",
  kept: [],
};

function scene() {
  const clock = new FakeClock();
  const fs = new MemoryFileSystem({ now: () => clock.now() });
  for (const directory of ["", "/WFS-a", "/WFS-b", "/completed"]) fs.disk.directory(workflow + directory);
  const living = new Set([1, 2]);
  const random = new FixedRandom();
  const logger = new MemoryLogger();
  const ports = (pid: number) => ({
    fs,
    clock,
    logger,
    random,
    processes: { host: "here", pid, alive: (other: number) => living.has(other) },
  });
  const store = (pid = 1): RunStore => new RunStore({ workflow, ...ports(pid) });
  return { clock, fs, living, logger, ports, store };
}

const placeOf = (id = a) => sessionLocation(workflow, id, "");

test("a name is being made as long as its process lives, and had once the run is there", async () => {
  const { store, living } = scene();
  await store().take("t", async () => Promise.resolve(claim));
  const begun = await store().claim("t");
  if (begun === undefined) throw new Error("no claim");
  expect(store(2).isBeingMade("t", begun)).toBe(true);
  living.delete(1);
  expect(store(2).isBeingMade("t", begun)).toBe(false);
  expect(await store(2).find("t")).toBeUndefined();
  await store().create(placeOf(), record);
  await store().made("t");
  living.add(1);
  const made = await store(2).claim("t");
  expect(made !== undefined && store(2).isBeingMade("t", made)).toBe(false);
  expect(await store(2).list()).toMatchObject([{ task: "t", place: { id: a } }]);
});

test("a run is found where it lies, whatever claim and record say of its session", async () => {
  const { fs, store } = scene();
  await store().take("t", async () => Promise.resolve(claim));
  await store().create(placeOf(), record);
  await fs.rename(`${workflow}/WFS-a`, `${workflow}/WFS-c`);
  const [found] = await store().list();
  expect(found).toMatchObject({ place: { id: "WFS-c" }, record: { session: "WFS-a" } });
  if (found === undefined) throw new Error("not found");
  expect(await store().settle(found)).toMatchObject({ record: { session: "WFS-c" } });
  expect(await store().claim("t")).toMatchObject({ session: "WFS-c", made: true });
  await fs.rename(`${workflow}/WFS-c`, `${workflow}/completed/WFS-c`);
  expect(await store().list()).toEqual([]);
  expect(await store().list(true)).toMatchObject([{ task: "t", place: { archived: true } }]);
  expect(await store().find("t")).toMatchObject({ place: { archived: true } });
});

test("what is no record of a run is logged and not looked at, and no link is followed", async () => {
  const { fs, store, logger } = scene();
  for (const text of [
    "",
    "{",
    "[]",
    JSON.stringify({ ...record, task: "other" }),
    JSON.stringify({ ...record, state: 1 }),
  ]) {
    fs.disk.directory(`${workflow}/WFS-a/runs`);
    fs.disk.directory(`${workflow}/WFS-a/runs/t`);
    fs.disk.file(`${workflow}/WFS-a/runs/t/run.json`, text);
    expect([text, await store().find("t")]).toEqual([text, undefined]);
  }
  expect(JSON.stringify(logger)).toContain("is not the record of a run");
  await expect(store().find("../t")).rejects.toMatchObject({ code: "invalid-name" });
});

test("changes of a record take turns, and none is lost", async () => {
  const { store } = scene();
  const run = await store().create(placeOf(), record);
  if (run === undefined) throw new Error("not made");
  const changes = Array.from({ length: 5 }, async (_, pid) =>
    store(pid + 1).change(run, ({ attempt }) => ({ attempt: attempt + 1 })),
  );
  await Promise.all(changes);
  expect((await store().read(placeOf(), "t"))?.record.attempt).toBe(6);
});

test("one operation at a time has a run for itself, and the lock of a process that is gone is taken over", async () => {
  const { store, living } = scene();
  await store(1).alone("t", async () => {
    expect(await store(2).isChanging("t")).toBe(true);
    await expect(store(2).alone("t", async () => Promise.resolve())).rejects.toMatchObject({ code: "conflict" });
  });
  expect(await store(2).isChanging("t")).toBe(false);
  const { fs } = scene();
  living.delete(1);
  await fs.makeDirectory(`${workflow}/.runs`);
  expect(await store(2).alone("t", async () => Promise.resolve("done"))).toBe("done");
});

test("a lease counts as long as its process or its program lives", async () => {
  const { ports, living, store } = scene();
  const run = await store().create(placeOf(), record);
  if (run === undefined) throw new Error("not made");
  const lease = await beginLease(ports(1), run.directory, { tool: "exec", command: "sleep 9" });
  await nameProgram(ports(1), lease, 7);
  const at = ports(2);
  expect(await liveLeases(at, run.directory)).toMatchObject([{ tool: "exec", command: "sleep 9", program: 7 }]);
  living.add(7).delete(1);
  expect(await liveLeases(at, run.directory)).toHaveLength(1);
  living.delete(7);
  expect(await liveLeases(at, run.directory)).toEqual([]);
  living.add(1);
  await endLease(ports(1), lease);
  expect(await liveLeases(at, run.directory)).toEqual([]);
});
