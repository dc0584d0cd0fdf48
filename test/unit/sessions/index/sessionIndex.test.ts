import { describe, expect, it } from "vitest";
import { FileError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import type { IndexChange } from "../../../../src/core/sessions/index/sessionIndex.ts";
import { FakeClock } from "../../../support/fakes/fakeClock.ts";
import { directory, idOf, IndexScene } from "../../../support/scenes/indexScene.ts";
import { english } from "../../../support/english.ts";

describe("SessionIndex", () => {
  it("starts with everything there is and says so", async () => {
    const scene = new IndexScene();
    scene.record("WFS-a");
    scene.record("WFS-b");
    scene.marker("WFS-b");
    scene.rest();
    expect(scene.index.snapshot()).toMatchObject({ loaded: false, exists: false, sessions: [] });
    const changes = await scene.start();
    const { sessions, ...rest } = scene.index.snapshot();
    expect(rest).toEqual({ loaded: true, exists: true, hidden: 0, active: { active: "WFS-b", state: "ok" } });
    expect(sessions.map(({ id, state }) => [id, state])).toEqual([
      ["WFS-b", "active"],
      ["WFS-a", "paused"],
    ]);
    expect(changes.at(-1)).toMatchObject({ structure: true });
    expect([...(changes.at(-1)?.changed ?? [])].toSorted()).toEqual(["WFS-a", "WFS-b"]);
  });

  it("is silent when nothing changed, whatever the watcher says", async () => {
    const scene = await IndexScene.started();
    for (let count = 0; count < 5; count += 1) {
      scene.watcher.tell(directory, ".active-WFS-a");
      scene.watcher.tell(directory, "WFS-b");
      scene.watcher.tell(`${directory}/WFS-a`, "workflow-session.json");
      scene.watcher.tell("/project", "package.json");
    }
    await scene.idle();
    await scene.index.reconcile();
    expect(scene.changes).toEqual([]);
  });

  it("tells of a switch at once, as one change of two sessions", async () => {
    const scene = await IndexScene.started();
    scene.disk.move(`${directory}/.active-WFS-a`, `${directory}/.active-WFS-b`);
    scene.watcher.tell(directory, ".active-WFS-a");
    scene.watcher.tell(directory, ".active-WFS-b");
    await scene.idle();
    await scene.index.reconcile();
    expect(scene.changes).toEqual<IndexChange[]>([
      { changed: [idOf("WFS-a"), idOf("WFS-b")], structure: false, active: true, errors: false },
    ]);
    expect(scene.states()).toEqual(["WFS-b active", "WFS-a paused", "WFS-c paused"]);
  });

  it.each([
    ["active/", "WFS-d"],
    ["archives/", "WFS-a"],
  ])("tells at once of a switch to a session in %s only where one can be active", async (below, wanted) => {
    const scene = await IndexScene.started();
    scene.record("WFS-d", "a project", below);
    scene.disk.move(`${directory}/.active-WFS-a`, `${directory}/.active-WFS-d`);
    const atListing: unknown[] = [];
    scene.fs.onStep = ({ call }) => {
      if (call === "names") atListing.push(scene.index.snapshot().active.active);
    };
    scene.watcher.tell(directory, ".active-WFS-d");
    await scene.idle();
    expect(atListing[0]).toBe(wanted);
  });

  it("hears both names of a rename before it lists for the first", async () => {
    const scene = await IndexScene.started();
    const told: string[] = [];
    scene.fs.onStep = ({ call, paths }) => {
      if (call === "names" && paths[0] === directory) told.push("listed");
    };
    scene.index.onDidChange(({ active }) => told.push(active ? "switched" : "changed"));
    scene.disk.move(`${directory}/.active-WFS-a`, `${directory}/.active-WFS-b`);
    scene.watcher.tell(directory, ".active-WFS-a");
    // As node does between two events of one reading.
    await Promise.resolve();
    scene.watcher.tell(directory, ".active-WFS-b");
    await expect.poll(() => told).toContain("listed");
    expect(told[0]).toBe("switched");
  });

  it("never reports none while other tools switch with rm and touch", async () => {
    const scene = await IndexScene.started();
    const seen = new Set<string | undefined>();
    scene.index.onDidChange(() => seen.add(scene.index.snapshot().active.active));
    scene.disk.detach(`${directory}/.active-WFS-a`);
    scene.watcher.tell(directory, ".active-WFS-a");
    await scene.clock.yieldToEventLoop();
    scene.fs.onStep = ({ call }) => {
      if (call !== "names") return;
      scene.fs.onStep = undefined;
      scene.marker("WFS-c");
    };
    await scene.idle();
    expect([...seen]).toEqual(["WFS-c"]);
  });

  it("tells of a pause after it has looked long enough to be sure", async () => {
    const scene = await IndexScene.started();
    scene.disk.detach(`${directory}/.active-WFS-a`);
    scene.watcher.tell(directory, ".active-WFS-a");
    await scene.idle();
    expect(scene.changes).toEqual<IndexChange[]>([
      { changed: [idOf("WFS-a")], structure: false, active: true, errors: false },
    ]);
    expect(scene.index.snapshot().active).toEqual({ active: undefined, state: "none" });
  });

  it("watches the root, its parent, the active and the open sessions, and no archived or unknown one", async () => {
    const scene = await IndexScene.started();
    scene.record("WFS-old", "archived", "completed/");
    await scene.index.reconcile();
    scene.index.setOpen([idOf("WFS-b"), idOf("WFS-old"), idOf("WFS-unknown")]);
    const around = ["/project", directory];
    expect(scene.watcher.current.directories).toEqual([...around, `${directory}/WFS-a`, `${directory}/WFS-b`]);
    scene.disk.move(`${directory}/.active-WFS-a`, `${directory}/.active-WFS-c`);
    await scene.index.reconcile();
    expect(scene.watcher.current.directories).toEqual([...around, `${directory}/WFS-c`, `${directory}/WFS-b`]);
  });

  it("tells of a watched session's record as of that session alone", async () => {
    const scene = await IndexScene.started();
    scene.index.setOpen([idOf("WFS-b")]);
    scene.record("WFS-b", "changed");
    scene.watcher.tell(`${directory}/WFS-b`, "workflow-session.json");
    await scene.idle();
    expect(scene.changes).toEqual<IndexChange[]>([
      { changed: [idOf("WFS-b")], structure: false, active: false, errors: false },
    ]);
    await scene.index.reconcile();
    expect(scene.changes).toHaveLength(1);
  });

  it("shows a record that is as it was before, also when that is noticed while everything is looked at", async () => {
    const scene = await IndexScene.started();
    const [path, other] = [`${directory}/WFS-b/workflow-session.json`, `${directory}/WFS-c/workflow-session.json`];
    const text = async (file: string): Promise<string> => new TextDecoder().decode(await scene.fs.read(file, 10_000));
    const [before, others] = [await text(path), await text(other)];
    const project = (): string | undefined =>
      scene.index.snapshot().sessions.find(({ id }) => id === "WFS-b")?.record.project;
    scene.index.setOpen([idOf("WFS-b")]);
    scene.record("WFS-b", "changed");
    scene.watcher.tell(`${directory}/WFS-b`, "workflow-session.json");
    await scene.idle();
    expect(project()).toBe("changed");
    // WFS-c's record is absent for a moment, so that the look has to wait there, after it has seen WFS-b.
    scene.disk.detach(other);
    scene.fs.onStep = async ({ call, paths }) => {
      if (call !== "lstat" || paths[0] !== `${directory}/WFS-c`) return;
      scene.fs.onStep = undefined;
      scene.rest();
      scene.disk.file(path, before);
      scene.disk.file(other, others);
      scene.watcher.tell(`${directory}/WFS-b`, "workflow-session.json");
      await scene.idle();
    };
    await scene.index.reconcile();
    expect(scene.fs.onStep).toBeUndefined();
    expect(project()).toBe("a project");
  });

  it("tells of a record that nobody watches when asked to look", async () => {
    const scene = await IndexScene.started();
    scene.record("WFS-c", "changed");
    scene.watcher.tell(`${directory}/WFS-c`, "workflow-session.json");
    await scene.idle();
    expect(scene.changes).toEqual([]);
    await scene.index.reconcile();
    expect(scene.changes).toMatchObject([{ changed: ["WFS-c"], structure: false }]);
  });

  it("calls a session that moves to another group a change of structure", async () => {
    const scene = await IndexScene.started();
    scene.record("WFS-b", "done", "", "completed");
    await scene.index.reconcile();
    expect(scene.changes).toMatchObject([{ changed: ["WFS-b"], structure: true, active: false }]);
  });

  it("survives .workflow being deleted, made anew and replaced, watching anew each time", async () => {
    const scene = await IndexScene.started();
    scene.disk.detach(directory);
    scene.watcher.tell("/project", ".workflow");
    await scene.idle();
    expect(scene.index.snapshot()).toMatchObject({ exists: false, sessions: [], active: { state: "none" } });
    scene.record("WFS-new");
    scene.marker("WFS-new");
    scene.watcher.tell("/project", ".workflow");
    await scene.idle();
    expect(scene.states()).toEqual(["WFS-new active"]);
    scene.disk.move(directory, "/project/.workflow-aside");
    scene.record("WFS-other");
    await scene.index.reconcile();
    expect(scene.states()).toEqual(["WFS-other paused"]);
    expect(scene.watcher.current.begun).toEqual([
      "/project",
      directory,
      `${directory}/WFS-a`,
      directory,
      `${directory}/WFS-new`,
    ]);
  });

  it("keeps what it knew, with the reason, while .workflow cannot be read", async () => {
    const scene = await IndexScene.started();
    scene.fs.onStep = ({ call }) => {
      if (call === "entries" || call === "names")
        throw new FileError("too-many-open", directory, say`Too many open files.`);
    };
    await scene.index.reconcile();
    expect(english(scene.index.snapshot())).toMatchObject({ scanError: "Too many open files.", exists: true });
    expect(scene.states()).toHaveLength(3);
    expect(scene.changes).toMatchObject([{ errors: true, structure: false, changed: [] }]);
    scene.fs.onStep = undefined;
    await scene.index.reconcile();
    expect(scene.index.snapshot()).not.toHaveProperty("scanError");
    expect(scene.changes.at(-1)).toMatchObject({ errors: true });
  });

  it("shows a .workflow that is a link as what it is", async () => {
    const scene = new IndexScene();
    scene.disk.detach(directory);
    scene.disk.directory("/elsewhere");
    scene.disk.link(directory, "/elsewhere");
    await scene.start();
    expect(scene.index.snapshot()).toMatchObject({ loaded: true, exists: false });
    expect(String(scene.index.snapshot().scanError)).toContain("symbolic link");
  });

  it("tells nobody anything once it is disposed", async () => {
    const scene = await IndexScene.started();
    const { events } = scene.watcher.current;
    scene.index.dispose();
    scene.record("WFS-late");
    events.onChange(directory, `${directory}/WFS-late`);
    await scene.index.reconcile();
    await scene.idle();
    expect(scene.changes).toEqual([]);
    expect(scene.watcher.current.directories).toEqual([]);
  });

  it("tells the other listeners when one throws", async () => {
    const scene = await IndexScene.started();
    let heard = 0;
    scene.index.onDidChange(() => {
      throw new Error("broken listener");
    });
    scene.index.onDidChange(() => {
      heard += 1;
    });
    scene.record("WFS-d");
    await scene.index.reconcile();
    expect(heard).toBe(1);
    expect(scene.logger.lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
  });
});

describe("SessionIndex without a working watcher", () => {
  it("says why, looks every few seconds meanwhile, and says when it works again", async () => {
    const clock = new FakeClock({ manual: true });
    const scene = new IndexScene(clock);
    scene.record("WFS-a");
    scene.marker("WFS-a");
    scene.rest();
    await scene.start();
    scene.changes.length = 0;
    const full = new Error("ENOSPC: System limit for number of file watchers reached");
    scene.watcher.current.events.onError(full);
    scene.watcher.current.events.onError(full);
    expect(String(scene.index.snapshot().watchError)).toBe(full.message);
    expect(scene.changes).toMatchObject([{ errors: true }]);
    scene.record("WFS-b");
    await clock.advance(5000);
    await scene.idle();
    expect(scene.states()).toEqual(["WFS-a active", "WFS-b paused"]);
    scene.watcher.current.events.onError(full);
    scene.record("WFS-c");
    await clock.advance(5000);
    await scene.idle();
    expect(scene.states()).toHaveLength(3);
    expect(String(scene.index.snapshot().watchError)).toBe(full.message);
    await clock.advance(5000);
    await scene.idle();
    expect(scene.index.snapshot()).not.toHaveProperty("watchError");
    expect(clock.sleeping).toBe(0);
    scene.index.dispose();
  });
});
