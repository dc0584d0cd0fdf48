import { expect, test } from "vitest";
import { ForkJournal } from "../../../src/core/forks/model/forkJournal.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { killAt, MemoryFileSystem } from "../../support/fakes/memoryFileSystem.ts";

const id = sessionIdFromSlug("a");
const sync = { operation: "sync", from: "1".repeat(40), to: "2".repeat(40) } as const;

function scene() {
  const clock = new FakeClock();
  const fs = new MemoryFileSystem({ now: () => clock.now() });
  fs.disk.directory("/w/.workflow");
  const living = new Set([1, 2]);
  const journal = (pid: number, host = "here"): ForkJournal =>
    new ForkJournal("/w/.workflow", { fs, clock, processes: { host, pid, alive: (other) => living.has(other) } });
  return { clock, fs, living, journal };
}

test("one operation at a time on one fork, others do not wait for it", async () => {
  const { journal } = scene();
  await journal(1).begin(id, sync);
  await expect(journal(2).begin(id, sync)).rejects.toMatchObject({ code: "conflict" });
  await journal(2).begin(sessionIdFromSlug("b"), sync);
});

test("what a living process announced is running, what a dead one announced is abandoned with all it said", async () => {
  const { journal, living } = scene();
  await journal(1).begin(id, sync);
  expect(await journal(2).read(id)).toMatchObject({ state: "running" });
  living.delete(1);
  expect(await journal(2).read(id)).toMatchObject({ state: "abandoned", entry: { ...sync, process: 1 } });
});

test("a process knows its own operations from those it gave up or another one of its number left", async () => {
  const { journal } = scene();
  const own = journal(1);
  await own.begin(id, sync);
  expect(await own.read(id)).toMatchObject({ state: "running" });
  own.leave(id);
  expect(await own.read(id)).toMatchObject({ state: "abandoned" });
});

test("another machine's process counts as alive for a day", async () => {
  const { journal, clock } = scene();
  await journal(77, "there").begin(id, sync);
  expect(await journal(1).read(id)).toMatchObject({ state: "running" });
  clock.set(clock.now() + 25 * 60 * 60 * 1000);
  expect(await journal(1).read(id)).toMatchObject({ state: "abandoned" });
});

test("killed while announcing: nothing had begun, and after a day the rest may go", async () => {
  for (let step = 0; ; step += 1) {
    const { fs, journal, clock, living } = scene();
    fs.onStep = killAt(step);
    const error = await journal(1)
      .begin(id, sync)
      .catch((reason: unknown) => reason);
    if (error === undefined) break;
    fs.onStep = undefined;
    living.delete(1);
    const { state } = await journal(2).read(id);
    expect(["none", "running", "abandoned"]).toContain(state);
    clock.set(clock.now() + 25 * 60 * 60 * 1000);
    expect(["none", "void", "abandoned"]).toContain((await journal(2).read(id)).state);
  }
});

test.each([
  `{"operation":"remove","head":"-rf","removed":".removed-WFS-a-00000001","host":"here","process":1,"started":"x"}`,
  `{"operation":"rename","to":"../../etc","active":false,"host":"here","process":1,"started":"x"}`,
  `{"operation":"delete","host":"here","process":1,"started":"x"}`,
  `{"operation":"sync"}`,
  "[]",
  "",
])("%j is not an operation", async (text) => {
  const { fs, journal } = scene();
  fs.disk.file("/w/.workflow/.forks/WFS-a.json", text);
  expect(await journal(2).read(id)).toEqual({ state: "running" });
});

test("only names of sessions are entries", async () => {
  const { fs, journal } = scene();
  await journal(1).begin(id, sync);
  fs.disk.file("/w/.workflow/.forks/notes.txt", "");
  fs.disk.file("/w/.workflow/.forks/..json", "");
  expect(await journal(1).ids()).toEqual([id]);
  await journal(1).end(id);
  expect(await journal(1).read(id)).toEqual({ state: "none" });
});

test("of those that take over what a dead process left, one does so at a time, and the others see that it does", async () => {
  const { journal, living } = scene();
  await journal(3).begin(id, sync);
  const [first, second] = [journal(1), journal(2)];
  expect(await first.adopt(id)).toMatchObject(sync);
  expect([await second.adopt(id), await second.isRecovered(id)]).toEqual([undefined, true]);
  expect(await second.read(id)).toMatchObject({ state: "running" });
  await first.release(id);
  expect(await second.read(id)).toMatchObject({ state: "abandoned" });
  expect(await second.adopt(id)).toMatchObject(sync);
  await second.end(id);
  await second.release(id);
  expect([await first.adopt(id), await first.isRecovered(id)]).toEqual([undefined, false]);
  living.add(3);
  await journal(3).begin(id, sync);
  expect(await first.adopt(id)).toBeUndefined();
});

test("a process that is killed while it recovers stands in nobody's way", async () => {
  const { fs, journal, living, clock } = scene();
  await journal(3).begin(id, sync);
  const lock = `/w/.workflow/.forks/${id}.json.recovering`;
  fs.disk.file(lock, JSON.stringify({ host: "here", process: 2, started: "2025-09-07T12:00:00Z" }));
  expect(await journal(1).adopt(id)).toBeUndefined();
  living.delete(2);
  const survivor = journal(1);
  expect(await survivor.adopt(id)).toMatchObject(sync);
  await survivor.release(id);
  fs.disk.file(lock, "cut o");
  expect(await journal(1).adopt(id)).toBeUndefined();
  clock.set(clock.now() + 61_000);
  expect(await survivor.adopt(id)).toMatchObject(sync);
  await survivor.release(id);
});

test("two objects of one process do not take over the same", async () => {
  const { journal } = scene();
  await journal(3).begin(id, sync);
  const [one, other] = [journal(1), journal(1)];
  const both = await Promise.all([one.adopt(id), other.adopt(id)]);
  expect(both.filter((operation) => operation !== undefined)).toHaveLength(1);
  await one.release(id);
});

test("of two processes that find the lock of a killed one, one takes over, wherever the other is meanwhile", async () => {
  // A module of its own for the second one, as another process has.
  const other = "../../../src/core/forks/model/forkJournal.ts?another";
  const { ForkJournal: OtherJournal } = (await import(other)) as { readonly ForkJournal: typeof ForkJournal };
  let interleavings = 0;
  for (let step = 0; ; step += 1) {
    const { fs, clock, journal, living } = scene();
    const alive = (pid: number): boolean => living.has(pid);
    const second = new OtherJournal("/w/.workflow", { fs, clock, processes: { host: "here", pid: 2, alive } });
    await journal(3).begin(id, sync);
    const dead = JSON.stringify({ host: "here", process: 4, started: "2025-09-07T12:00:00Z" });
    fs.disk.file(`/w/.workflow/.forks/${id}.json.recovering`, dead);
    const first = journal(1);
    let seconds: unknown;
    let [index, isBetween] = [0, false];
    fs.onStep = async () => {
      if (index++ !== step) return;
      fs.onStep = undefined;
      isBetween = true;
      seconds = await second.adopt(id);
    };
    const firsts = await first.adopt(id);
    fs.onStep = undefined;
    if (!isBetween) break;
    interleavings += 1;
    expect([step, [firsts, seconds].filter((one) => one !== undefined).length]).toEqual([step, 1]);
    const [winner, loser] = firsts === undefined ? [second, first] : [first, second];
    expect(await loser.read(id)).toMatchObject({ state: "running" });
    await winner.end(id);
    await winner.release(id);
    living.add(5);
    await journal(5).begin(id, sync);
    expect(await loser.adopt(id)).toBeUndefined();
    expect(await loser.read(id)).toMatchObject({ state: "running" });
  }
  expect(interleavings).toBeGreaterThan(5);
});
