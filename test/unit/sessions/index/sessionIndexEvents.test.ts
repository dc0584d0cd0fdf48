import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { SessionView } from "../../../../src/core/sessions/model/session.ts";
import type { IndexSnapshot } from "../../../../src/core/sessions/index/sessionIndex.ts";
import { runs } from "../../../support/effort.ts";
import { FakeWatcher } from "../../../support/fakes/fakeWatcher.ts";
import { directory, idOf, IndexScene } from "../../../support/scenes/indexScene.ts";

/** What other programs do to a `.workflow`; each answers the events a perfect watcher would send, as directory and name. */
type Event = readonly [string, string];
type Action = (scene: IndexScene) => readonly Event[];

const names = ["WFS-a", "WFS-b", "WFS-c", "WFS-d"] as const;
const anyName = fc.constantFrom(...names);
const inside = (name: string): Event => [directory, name];

function exists(scene: IndexScene): boolean {
  return scene.disk.find(directory) !== undefined;
}

const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.tuple(anyName, fc.constantFrom("one", "two"), fc.boolean()).map(([name, project, done]): Action => (scene) => {
    scene.record(name, project, "", done ? "completed" : "paused");
    return [inside(name), [`${directory}/${name}`, "workflow-session.json"]];
  }),
  anyName.map((name): Action => (scene) => {
    scene.disk.file(`${directory}/${name}/workflow-session.json`, '{"project": "cut o');
    return [inside(name), [`${directory}/${name}`, "workflow-session.json"]];
  }),
  anyName.map((name): Action => (scene) => {
    if (scene.disk.find(`${directory}/${name}`) === undefined) return [];
    scene.disk.detach(`${directory}/${name}`);
    return [inside(name)];
  }),
  anyName.map((name): Action => (scene) => {
    const from = `${directory}/${name}`;
    if (scene.disk.find(from) === undefined || scene.disk.find(`${directory}/completed/${name}`) !== undefined)
      return [];
    scene.disk.directory(`${directory}/completed`);
    scene.disk.move(from, `${directory}/completed/${name}`);
    return [inside(name), inside("completed")];
  }),
  anyName.map((name): Action => (scene) => {
    scene.marker(name);
    return [inside(`.active-${name}`)];
  }),
  anyName.map((name): Action => (scene) => {
    if (scene.disk.find(`${directory}/.active-${name}`) === undefined) return [];
    scene.disk.detach(`${directory}/.active-${name}`);
    return [inside(`.active-${name}`)];
  }),
  fc.tuple(anyName, anyName).map(([from, to]): Action => (scene) => {
    if (scene.disk.find(`${directory}/.active-${from}`) === undefined) return [];
    scene.disk.move(`${directory}/.active-${from}`, `${directory}/.active-${to}`);
    return [inside(`.active-${from}`), inside(`.active-${to}`)];
  }),
  fc.constant<Action>((scene) => {
    if (!exists(scene)) return [];
    scene.disk.detach(directory);
    return [["/project", ".workflow"]];
  }),
  fc.constant<Action>((scene) => {
    scene.disk.directory("/project/other");
    if (exists(scene)) scene.disk.move(directory, `/project/other/${scene.disk.list("/project/other").length}`);
    scene.record("WFS-d", "of another .workflow");
    return [["/project", ".workflow"]];
  }),
  fc.constant<Action>((scene) => {
    scene.rest();
    return [];
  }),
);

/** How an event arrives: not at all, late and out of order, or so many times. */
const fates = fc.constantFrom<"lost" | "late" | 1 | 3>("lost", "late", 1, 3);

/** What a view would show that redraws only what it was told of. */
function follow(scene: IndexScene): () => ReadonlyMap<string, SessionView> {
  const shown = new Map<string, SessionView>();
  scene.index.onDidChange(({ changed, structure }) => {
    const { sessions } = scene.index.snapshot();
    if (structure) shown.clear();
    for (const view of sessions) if (structure || changed.includes(view.id)) shown.set(view.id, view);
  });
  return () => shown;
}

const byId = (a: SessionView, b: SessionView): number => (a.id < b.id ? -1 : 1);

async function fresh(scene: IndexScene): Promise<IndexSnapshot> {
  const index = scene.indexOf(new FakeWatcher());
  await index.start();
  const snapshot = index.snapshot();
  index.dispose();
  return snapshot;
}

it("equals a fresh look after reconcile, and what it told is enough to redraw, whatever became of the events", async () => {
  const steps = fc.array(fc.tuple(actions, fates, fc.boolean()), { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (script, settle) => {
      const scene = await IndexScene.started();
      const shown = follow(scene);
      for (const view of scene.index.snapshot().sessions) (shown() as Map<string, SessionView>).set(view.id, view);
      scene.index.setOpen([idOf("WFS-b")]);
      const late: Event[] = [];
      for (const [act, fate, wait] of script) {
        const events = act(scene);
        if (fate === "late") late.unshift(...events);
        else if (fate !== "lost") {
          for (let time = 0; time < fate; time += 1) for (const event of events) scene.watcher.tell(...event);
        }
        if (wait) await scene.idle();
      }
      for (const event of late) scene.watcher.tell(...event);
      if (settle) await scene.idle();
      await scene.index.reconcile();
      const snapshot = scene.index.snapshot();
      expect(snapshot).toEqual(await fresh(scene));
      expect([...shown().values()].toSorted(byId)).toEqual(snapshot.sessions.toSorted(byId));
      scene.index.dispose();
    }),
    { numRuns: runs(300) },
  );
});
