import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ActiveMarker } from "../../../../src/core/sessions/markers/activeMarker.ts";
import type { ActiveState } from "../../../../src/core/sessions/model/session.ts";
import { runs } from "../../../support/effort.ts";
import { interleave, type Turn } from "../../../support/interleaving.ts";
import { id, MarkerScene } from "../../../support/scenes/markerScene.ts";

const sessions = ["WFS-a", "WFS-b", "WFS-c"].map(id);

type Operation =
  | { readonly do: "switch"; readonly to: string }
  | { readonly do: "pause"; readonly session: string }
  | { readonly do: "heal" | "orphans" | "read" };

const moves: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("switch" as const), to: fc.constantFrom(...sessions) }) },
  { weight: 2, arbitrary: fc.constant({ do: "heal" as const }) },
  fc.constant({ do: "orphans" as const }),
  { weight: 2, arbitrary: fc.constant({ do: "read" as const }) },
);
const pauses = fc.record({ do: fc.constant("pause" as const), session: fc.constantFrom(...sessions) });
const turns = fc.array(fc.record<Turn>({ who: fc.nat(2), milliseconds: fc.constantFrom(0, 0, 0, 1, 5, 30) }), {
  minLength: 1,
  maxLength: 150,
});

/** Three processes, each with its work and the step it dies at, if any. */
function threeProcesses(operations: fc.Arbitrary<Operation>) {
  const kill = fc.option(fc.nat(60), { nil: undefined });
  const one = fc.record({ operations: fc.array(operations, { minLength: 1, maxLength: 4 }), killAt: kill });
  return fc.tuple(one, one, one);
}

const standing = fc.record({
  marked: fc.uniqueArray(fc.constantFrom("WFS-a", "WFS-b", "WFS-c"), { minLength: 1, maxLength: 3 }),
  ages: fc.array(fc.constantFrom(0, 0, -1, -100), { minLength: 3, maxLength: 3 }),
  orphan: fc.boolean(),
  linked: fc.boolean(),
});

async function perform(
  marker: ActiveMarker,
  operation: Operation,
  report: (state: ActiveState) => void,
): Promise<void> {
  if (operation.do === "switch") await marker.set(id(operation.to));
  else if (operation.do === "pause") await marker.clear(id(operation.session));
  else if (operation.do === "heal") report((await marker.heal()).state);
  else if (operation.do === "orphans") await marker.removeOrphans();
  else report(await marker.read());
}

interface Standing {
  readonly marked: readonly string[];
  readonly ages: readonly number[];
  readonly orphan: boolean;
  /** The first two are hard links of one file. */
  readonly linked?: boolean;
}

function makeScene({ marked, ages, orphan, linked = false }: Standing): MarkerScene {
  const scene = new MarkerScene(sessions);
  for (const [index, session] of marked.entries()) scene.mark(session, ages[index] ?? 0);
  const [first = "", second] = marked.map((session) => `${scene.directory}/.active-${session}`);
  if (linked && second !== undefined) scene.disk.hardLink(first, second);
  if (orphan) scene.mark("WFS-gone", -50);
  return scene;
}

/** Markers whose session has a directory, straight from the disk. */
function validMarkers(scene: MarkerScene): number {
  return scene.markers().filter((name) => sessions.some((session) => name === `.active-${session}`)).length;
}

async function play(
  scene: MarkerScene,
  processes: readonly { readonly operations: readonly Operation[]; readonly killAt: number | undefined }[],
  order: readonly Turn[],
  check: () => void,
): Promise<readonly ActiveState[]> {
  const reported: ActiveState[] = [];
  const imagined = processes.map(({ operations, killAt }) => ({
    killAt,
    work: async (marker: ActiveMarker) => {
      for (const operation of operations) await perform(marker, operation, (state) => reported.push(state));
    },
  }));
  await interleave(scene, imagined, order, check);
  return reported;
}

describe("three processes in any interleaving, killed at any step", () => {
  it("never leave zero markers where one was, never tell a reader so, and heal to exactly one", async () => {
    await fc.assert(
      fc.asyncProperty(standing, threeProcesses(moves), turns, async (stand, processes, order) => {
        const scene = makeScene(stand);
        const reported = await play(scene, processes, order, () => expect(validMarkers(scene)).toBeGreaterThan(0));
        for (const state of reported) expect(state.active).toBeDefined();
        const { marker } = scene.process();
        scene.rest();
        const before = await marker.read();
        expect(sessions).toContain(before.active);
        expect((await marker.heal()).state).toEqual({ active: before.active, state: "ok" });
        expect(validMarkers(scene)).toBe(1);
      }),
      { numRuns: runs(600) },
    );
  });

  it("with pauses among them, every reader gets at most one session and what is left can be used", async () => {
    await fc.assert(
      fc.asyncProperty(standing, threeProcesses(fc.oneof(moves, pauses)), turns, async (stand, processes, order) => {
        const scene = makeScene(stand);
        const reported = await play(scene, processes, order, () => undefined);
        for (const state of reported) expect(state.active === undefined).toBe(state.state === "none");
        const { marker } = scene.process();
        scene.rest();
        const before = await marker.read();
        expect(before.active === undefined).toBe(validMarkers(scene) === 0);
        expect((await marker.heal()).state.active).toBe(before.active);
        await marker.set(id("WFS-b"));
        expect((await marker.read()).active).toBe("WFS-b");
        expect(validMarkers(scene)).toBe(1);
      }),
      { numRuns: runs(400) },
    );
  });
});

/** Two folds of hard links: the one's last rename comes between the other's rename of its copy and the look after it. */
const overtaken: [Required<Standing>, [Operation[], Operation[], Operation[]], Turn[]] = [
  { marked: ["WFS-b", "WFS-a"], ages: [0, 0, 0], orphan: false, linked: true },
  [[{ do: "read" }, { do: "heal" }], [{ do: "heal" }], [{ do: "read" }, { do: "read" }]],
  [1, 0, 2, 1, 0, 0].map((who) => ({ who, milliseconds: 0 })),
];

describe("three processes that heal in any interleaving", () => {
  it("leave the very file of the winner, with its time, and nothing beside it", async () => {
    const heals = fc.constantFrom<Operation>({ do: "heal" }, { do: "read" });
    const one = fc.array(heals, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(standing, fc.tuple(one, one, one), turns, async (stand, processes, order) => {
        const scene = makeScene(stand);
        const { resolution } = await scene.process().marker.inspect();
        const living = processes.map((operations) => ({ operations, killAt: undefined }));
        await play(scene, living, order, () => expect(validMarkers(scene)).toBeGreaterThan(0));
        await scene.process().marker.heal();
        const { name = "", ino, mtimeNs } = resolution.effective ?? {};
        expect(scene.disk.find(`${scene.directory}/${name}`)).toMatchObject({ ino, mtimeNs });
        const orphans = stand.orphan ? [".active-WFS-gone"] : [];
        const hidden = scene.disk.list(scene.directory).filter((other) => other.startsWith("."));
        expect(hidden.toSorted()).toEqual([name, ...orphans].toSorted());
      }),
      { numRuns: runs(400), examples: [overtaken] },
    );
  });
});

describe("one process killed before every single step", () => {
  const others: readonly Operation[] = [
    { do: "heal" },
    { do: "orphans" },
    ...sessions.map((to) => ({ do: "switch" as const, to })),
  ];
  const stands = [["WFS-a"], ["WFS-a", "WFS-b"], ["WFS-c", "WFS-b", "WFS-a"]];
  it.each(stands.flatMap((marked) => others.map((operation) => ({ marked, operation }))))(
    "$operation.do from $marked leaves the old or the new session",
    async ({ marked, operation }) => {
      for (let killAt = 0; ; killAt += 1) {
        const scene = makeScene({ marked, ages: [-3, -2, -1], orphan: true });
        const old = marked.at(-1);
        let died = true;
        const work = async (marker: ActiveMarker): Promise<void> => {
          await perform(marker, operation, () => undefined);
          died = false;
        };
        await interleave(scene, [{ work, killAt }], [{ who: 0, milliseconds: 1 }], () => {
          expect(validMarkers(scene)).toBeGreaterThan(0);
        });
        scene.rest();
        const target = operation.do === "switch" ? operation.to : old;
        const { active } = await scene.process().marker.read();
        expect(died ? [old, target] : [target]).toContain(active);
        if (!died) break;
      }
    },
  );
});

/** Two commands, so that at least one step of ours comes between them: what is done within one, nobody can see. */
describe("a shell that removes all markers and then touches one, at any two steps of a healing", () => {
  const stands: readonly Standing[] = [
    { marked: ["WFS-a", "WFS-b"], ages: [-2, -1], orphan: false },
    { marked: ["WFS-c", "WFS-b", "WFS-a"], ages: [-3, -2, -1], orphan: true },
    { marked: ["WFS-a", "WFS-b", "WFS-c"], ages: [-2, 0, -1], orphan: false, linked: true },
  ];
  it.each(stands.flatMap((stand) => sessions.map((to) => ({ stand, to }))))(
    "has switched to $to, from $stand.marked",
    async ({ stand, to }) => {
      for (let removedAt = 0, reached = true; reached; removedAt += 1) {
        for (let touchedAt = removedAt + 1; ; touchedAt += 1) {
          const scene = makeScene(stand);
          let step = -1;
          const { marker, fs } = scene.process(() => {
            step += 1;
            if (step === removedAt) for (const name of scene.markers()) scene.disk.detach(`${scene.directory}/${name}`);
            if (step === touchedAt) scene.mark(to, 1);
          });
          await marker.heal();
          reached = fs.steps > removedAt;
          if (step < touchedAt) scene.mark(to, 1);
          scene.rest();
          if (reached) expect((await scene.process().marker.read()).active).toBe(to);
          if (fs.steps <= touchedAt) break;
        }
      }
    },
  );
});
