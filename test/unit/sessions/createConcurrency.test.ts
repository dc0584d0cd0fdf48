import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../../support/effort.ts";
import { interleave, type Turn } from "../../support/interleaving.ts";
import { id, MarkerScene } from "../../support/scenes/markerScene.ts";
import type { StepHook } from "../../support/fakes/memoryFileSystem.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const turns = fc.array(fc.record<Turn>({ who: fc.nat(2), milliseconds: fc.constantFrom(0, 0, 0, 1, 5, 30) }), {
  minLength: 1,
  maxLength: 150,
});

/** Lets processes take turns: each number is how many others may run before this step. */
function scheduler(waits: readonly number[]): StepHook {
  let at = 0;
  return async () => {
    for (let n = waits[at % waits.length] ?? 0; n > 0; n -= 1) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    at += 1;
  };
}

const schedule = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 40 });

describe("from no active session", () => {
  it("switches at the same time leave one effective session, and one marker once healed", async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (order) => {
        const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
        const processes = ["WFS-a", "WFS-b", "WFS-c"].map((name) => ({
          work: async (marker: { set: (to: ReturnType<typeof id>) => Promise<unknown> }) => {
            await marker.set(id(name));
          },
        }));
        await interleave(scene, processes, order, () => undefined);
        scene.rest();
        const { marker } = scene.process();
        const { active } = await marker.read();
        expect(active).toBeDefined();
        expect((await marker.heal()).state.active).toBe(active);
        expect(scene.markers()).toEqual([`.active-${active}`]);
      }),
      { numRuns: runs(150) },
    );
  });

  it("new sessions, some with twins' names, leave no twins and, once healed, one marker and true records", async () => {
    const slugs = ["dup", "DUP", "dup", "other"];
    const four = fc.tuple(schedule, schedule, schedule, schedule);
    await fc.assert(
      fc.asyncProperty(four, async (schedules) => {
        const scene = new SessionScene();
        await scene.service().init();
        const made = await Promise.allSettled(
          schedules.map(async (waits, index) => {
            const sessions = scene.service({ onStep: scheduler(waits) });
            return await sessions.create({ slug: slugs[index] ?? "", project: "P" });
          }),
        );
        const refused = made.flatMap((one) =>
          one.status === "rejected" ? [(one.reason as { code: string }).code] : [],
        );
        // Twins that meet step back; rarely all three do, and then each says that the name is taken.
        expect(new Set(refused)).toEqual(new Set(["exists"]));
        const names = scene.disk.list(scene.directory).filter((name) => name.startsWith("WFS-"));
        const expected = refused.length === 2 ? ["wfs-dup", "wfs-other"] : ["wfs-other"];
        expect(names.map((name) => name.toLowerCase())).toEqual(expected);
        scene.rest();
        await scene.service().heal();
        expect(scene.markers()).toHaveLength(1);
        scene.rest();
        expect(await scene.service().problems()).toEqual([]);
        expect(scene.leftovers()).toEqual([]);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe("a switch that folds several markers", () => {
  it("sets the status of each session that lost its own", async () => {
    const scene = new SessionScene();
    for (const slug of ["a", "b", "c"]) await scene.service().create({ slug, project: slug });
    for (const name of ["WFS-a", "WFS-b"]) {
      scene.disk.file(`${scene.directory}/.active-${name}`, "", { mtimeNs: 1n });
      const text = scene.disk.text(scene.recordPath(name)) ?? "";
      scene.disk.file(scene.recordPath(name), text.replace('"paused"', '"active"'));
    }
    scene.rest();
    await scene.service().switchTo(id("WFS-a"));
    expect(["WFS-a", "WFS-b", "WFS-c"].map((name) => scene.record(name)["status"])).toEqual([
      "active",
      "paused",
      "paused",
    ]);
    scene.rest();
    expect(await scene.service().problems()).toEqual([]);
  });
});
