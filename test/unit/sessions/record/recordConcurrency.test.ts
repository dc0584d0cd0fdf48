import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordStore } from "../../../../src/core/sessions/record/recordStore.ts";
import { sessionLocation } from "../../../../src/core/sessions/places/sessionLocation.ts";
import { runs } from "../../../support/effort.ts";
import type { StepHook } from "../../../support/fakes/memoryFileSystem.ts";
import { Killed } from "../../../support/fakes/memoryFileSystem.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { id } from "../../../support/scenes/markerScene.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const a = id("WFS-a");

async function prepared(): Promise<SessionScene> {
  const scene = new SessionScene();
  await scene.service().create({ slug: "a", project: "First" });
  scene.rest();
  return scene;
}

/** Lets processes take turns as `turns` says: each number is how many others may run before this step. */
function scheduler(turns: readonly number[]): StepHook {
  let at = 0;
  return async () => {
    const waits = turns[at % turns.length] ?? 0;
    at += 1;
    for (let n = 0; n < waits; n += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
  };
}

const turns = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 40 });

describe("edits of one record by several processes", () => {
  it("lose nothing, whatever the interleaving", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turns, { minLength: 3, maxLength: 3 }), async (schedules) => {
        const scene = await prepared();
        const work = schedules.map(async (schedule, process) => {
          const sessions = scene.service({ onStep: scheduler(schedule) });
          await sessions.addTask(`p${process}-1`, a);
          await sessions.save({ id: a, message: `p${process}` });
          await sessions.addTask(`p${process}-2`, a);
        });
        await Promise.all(work);
        const { record } = await scene.service().get(a);
        expect(record.progress.current_tasks.toSorted()).toEqual(["p0-1", "p0-2", "p1-1", "p1-2", "p2-1", "p2-2"]);
        const saves = Object.keys(scene.files()).filter((path) => path.includes("/saves/"));
        expect(saves).toHaveLength(3);
        expect(scene.leftovers()).toEqual([]);
      }),
      { numRuns: runs(60) },
    );
  });

  it("lose nothing when a process sleeps so long that its lock is taken from it", async () => {
    for (let step = 0; step < 30; step += 1) {
      const scene = await prepared();
      const { promise: asleep, resolve: release } = Promise.withResolvers<void>();
      const slow = scene.service({
        onStep: async ({ index }) => {
          if (index === step) await asleep;
        },
      });
      const first = slow.addTask("slow", a);
      for (let n = 0; n < 50; n += 1) await scene.clock.yieldToEventLoop();
      scene.rest();
      await scene.service().addTask("quick", a);
      release();
      await first;
      const { record } = await scene.service().get(a);
      expect(record.progress.current_tasks.toSorted(), `asleep before step ${step}`).toEqual(["quick", "slow"]);
    }
  });

  it("start over when a program without this protocol rewrites the record in between", async () => {
    const scene = await prepared();
    let written = false;
    const sessions = scene.service({
      onStep: ({ call, paths }) => {
        if (written || call !== "createExclusive" || paths[0]?.includes("/.edit/") !== true) return;
        written = true;
        const text = scene.disk.text(scene.recordPath("WFS-a")) ?? "";
        scene.disk.file(scene.recordPath("WFS-a"), text.replace("First", "Rewritten"));
      },
    });
    await sessions.addTask("mine");
    expect(scene.record("WFS-a")).toMatchObject({ project: "Rewritten", progress: { current_tasks: ["mine"] } });
  });

  it("give up, having changed nothing, when such a program never rests", async () => {
    const scene = await prepared();
    let count = 0;
    const sessions = scene.service({
      onStep: ({ call }) => {
        if (call === "createExclusive") scene.disk.file(scene.recordPath("WFS-a"), `{"n":${(count += 1)}}`);
      },
    });
    await expect(sessions.addTask("mine", a)).rejects.toMatchObject({ code: "conflict" });
    expect(scene.record("WFS-a")).toEqual({ n: count });
  });

  it("wait for the lock of a killed process not much longer than a second", async () => {
    const scene = await prepared();
    let dead = false;
    const dying = scene.service({
      onStep: ({ call }) => {
        dead ||= call === "createExclusive";
        if (dead) throw new Killed("killed at its bench");
      },
    });
    await expect(dying.addTask("lost", a)).rejects.toBeInstanceOf(Killed);
    expect(scene.leftovers()).toEqual([`${scene.directory}/WFS-a/.edit`]);
    const before = scene.clock.elapsed();
    await scene.service().addTask("next", a);
    expect(scene.clock.elapsed() - before).toBeLessThan(1200);
    expect(scene.leftovers()).toEqual([]);
    expect(scene.record("WFS-a")).toMatchObject({ progress: { current_tasks: ["next"] } });
  });

  it("do not hold up a switch", async () => {
    const scene = await prepared();
    await scene.service().create({ slug: "b", project: "Second" });
    scene.disk.directory(`${scene.directory}/WFS-a/.edit/other`);
    scene.disk.directory(`${scene.directory}/WFS-b/.edit/other`);
    const before = scene.clock.elapsed();
    expect((await scene.service().switchTo(a)).state).toBe("active");
    expect(scene.clock.elapsed() - before).toBeLessThan(1000);
  });
});

describe("the status in the record of a session that is switched to", () => {
  it("follows while many others write", async () => {
    const scene = await prepared();
    await scene.service().create({ slug: "b", project: "Second" });
    const bench = `${scene.directory}/WFS-a/.edit`;
    scene.disk.directory(`${bench}/other-0`);
    let others = 40;
    class BusyClock extends FakeClock {
      override async sleep(milliseconds: number): Promise<void> {
        await super.sleep(milliseconds);
        scene.disk.move(bench, `/elsewhere-${others}`);
        if ((others -= 1) > 0) scene.disk.directory(`${bench}/other-${others}`);
      }
    }
    const clock = new BusyClock();
    expect((await scene.service({ clock }).switchTo(a)).state).toBe("active");
    expect(others).toBe(0);
    expect(clock.elapsed()).toBeGreaterThan(1000);
    expect(scene.record("WFS-a")).toMatchObject({ status: "active" });
  });

  it("follows although the process that writes it looked before, and the other could not wait", async () => {
    const scene = await prepared();
    await scene.service().create({ slug: "b", project: "Second" });
    await scene.service().switchTo(a);
    let switched = false;
    const slow = scene.service({
      onStep: async ({ call, paths }) => {
        if (switched || call !== "createExclusive" || paths[0]?.includes("/WFS-a/.edit/") !== true) return;
        switched = true;
        await scene.service().switchTo(a);
      },
    });
    await slow.switchTo(id("WFS-b"));
    expect(switched).toBe(true);
    expect(await scene.service().active()).toMatchObject({ active: a });
    expect(scene.record("WFS-a")).toMatchObject({ status: "active" });
    expect(scene.record("WFS-b")).toMatchObject({ status: "paused" });
  });

  it("is right in the end, whatever the interleaving", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turns, { minLength: 4, maxLength: 4 }), async (schedules) => {
        const scene = await prepared();
        for (const slug of ["b", "c"]) await scene.service().create({ slug, project: slug });
        const ids = ["WFS-a", "WFS-b", "WFS-c"].map((name) => id(name));
        const work = schedules.map(async (schedule, process) => {
          const sessions = scene.service({ onStep: scheduler(schedule) });
          for (const target of [...ids.slice(process % 3), ...ids.slice(0, process % 3)])
            await sessions.switchTo(target);
        });
        await Promise.all(work);
        const { active } = await scene.service().active();
        expect(ids.map((one) => scene.record(one)["status"])).toEqual(
          ids.map((one) => (one === active ? "active" : "paused")),
        );
      }),
      { numRuns: runs(15) },
    );
  });
});

describe("a new file whose path is taken", () => {
  it("is an error of its own, and nothing changed", async () => {
    const scene = await prepared();
    scene.disk.file(`${scene.directory}/WFS-a/phases/0001-PLAN.json`, "mine");
    const before = scene.files();
    const { clock, random, logger } = scene;
    const records = new RecordStore({ fs: scene.fileSystem(), clock, random, logger });
    const files = [{ folder: "phases", name: "0001-PLAN.json", text: "{}" }];
    const edit = records.edit(sessionLocation(scene.directory, a, ""), () => ({ fields: { project: "Other" }, files }));
    await expect(edit).rejects.toMatchObject({ code: "exists", message: expect.stringContaining("0001-PLAN.json") });
    expect(scene.files()).toEqual(before);
    expect(scene.leftovers()).toEqual([]);
  });
});
