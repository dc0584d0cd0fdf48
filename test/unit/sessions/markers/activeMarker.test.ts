import { describe, expect, it } from "vitest";
import { FileError } from "../../../../src/core/base/errors.ts";
import { say } from "../../../../src/core/base/text.ts";
import { id, MarkerScene } from "../../../support/scenes/markerScene.ts";

const [a, b, c] = [id("WFS-a"), id("WFS-b"), id("WFS-c")];

describe("ActiveMarker.read", () => {
  it("finds the one marker, and afterwards asks two lstats and no listing", async () => {
    const scene = new MarkerScene(["WFS-a"]);
    scene.mark("WFS-a");
    scene.rest();
    const calls: string[] = [];
    const { marker } = scene.process(({ call }) => void calls.push(call));
    expect(await marker.read()).toEqual({ active: a, state: "ok" });
    calls.length = 0;
    expect(await marker.read()).toEqual({ active: a, state: "ok" });
    expect(calls).toEqual(["lstat", "lstat"]);
  });

  it("sees what an old tool does although it remembers", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a");
    scene.rest();
    const { marker } = scene.process();
    await marker.read();
    scene.rest();
    await marker.read();
    scene.rest();
    scene.mark("WFS-b");
    expect(await marker.read()).toEqual({ active: b, state: "healing" });
    scene.disk.detach(`${scene.directory}/.active-WFS-a`);
    expect(await marker.read()).toEqual({ active: b, state: "ok" });
    scene.disk.detach(`${scene.directory}/.active-WFS-b`);
    expect(await marker.read()).toEqual({ active: undefined, state: "none" });
  });

  it("does not miss a second marker made in the same tick as the first look", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a");
    const { marker } = scene.process();
    expect((await marker.read()).active).toBe(a);
    scene.mark("WFS-b", 0.001);
    expect(await marker.read()).toEqual({ active: b, state: "healing" });
  });

  it("waits out the gap between an old tool's rm and touch", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a");
    scene.rest();
    const { marker, fs } = scene.process();
    await marker.read();
    scene.disk.detach(`${scene.directory}/.active-WFS-a`);
    let listings = 0;
    fs.onStep = ({ call }) => {
      if (call === "names" && ++listings === 5) scene.mark("WFS-b");
    };
    expect(await marker.read()).toEqual({ active: b, state: "ok" });
  });

  it("decides within 200 ms that a session was paused, and at once when the directory has rested", async () => {
    const scene = new MarkerScene(["WFS-a"]);
    const { marker } = scene.process();
    const start = scene.clock.now();
    expect((await marker.read()).state).toBe("none");
    expect(scene.clock.now() - start).toBe(200);
    scene.rest();
    const later = scene.clock.now();
    expect((await scene.process().marker.read()).state).toBe("none");
    expect(scene.clock.now()).toBe(later);
  });

  it("says none without a .workflow and refuses one that is a link", async () => {
    const scene = new MarkerScene([]);
    scene.disk.detach(scene.directory);
    expect((await scene.process().marker.read()).state).toBe("none");
    scene.disk.directory("/elsewhere");
    scene.disk.link(scene.directory, "/elsewhere");
    await expect(scene.process().marker.read()).rejects.toMatchObject({ code: "unsafe-path" });
  });

  it("follows a .workflow that is replaced", async () => {
    const scene = new MarkerScene(["WFS-a"]);
    scene.mark("WFS-a");
    scene.rest();
    const { marker } = scene.process();
    await marker.read();
    scene.disk.detach(scene.directory);
    scene.disk.directory(`${scene.directory}/WFS-b`);
    scene.mark("WFS-b");
    expect((await marker.read()).active).toBe(b);
  });
});

describe("ActiveMarker.set", () => {
  it("switches by one rename and without a listing when it knows the marker", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    scene.mark("WFS-a");
    scene.rest();
    const calls: string[] = [];
    const { marker } = scene.process(({ call }) => void calls.push(call));
    await marker.read();
    for (const next of [b, c, a, b]) {
      calls.length = 0;
      await marker.set(next);
      expect(scene.markers()).toEqual([`.active-${next}`]);
      expect(calls).not.toContain("names");
      expect(calls.filter((call) => call === "rename")).toHaveLength(1);
      expect(calls.at(-3)).toBe("syncDirectory");
    }
  });

  it("starts over when another process was faster", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    scene.mark("WFS-a");
    scene.rest();
    let moved = false;
    const { marker } = scene.process(({ call }) => {
      if (call !== "rename" || moved) return;
      moved = true;
      scene.disk.move(`${scene.directory}/.active-WFS-a`, `${scene.directory}/.active-WFS-c`);
    });
    await marker.set(b);
    expect(scene.markers()).toEqual([".active-WFS-b"]);
  });

  it.each([
    ["none", [], []],
    ["an orphan, which waits for its own rule", ["WFS-gone"], [".active-WFS-gone"]],
    ["itself", ["WFS-b"], []],
    ["several, the target not among them", ["WFS-a", "WFS-c"], []],
    ["several, the target effective", ["WFS-a", "WFS-b"], []],
    ["several, the target not effective", ["WFS-b", "WFS-a"], []],
    ["one and an orphan", ["WFS-a", "WFS-gone"], [".active-WFS-gone"]],
  ] as const)("makes a session active from %s", async (_from, marked, left) => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    for (const [index, session] of marked.entries()) scene.mark(session, index - 10);
    const { marker } = scene.process();
    await marker.set(b);
    expect(scene.markers()).toEqual([".active-WFS-b", ...left]);
    expect(await marker.read()).toEqual({ active: b, state: "ok" });
  });

  it("wins against a marker of the year 2099", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    scene.mark("WFS-a");
    scene.mark("WFS-c", 74 * 365 * 86_400);
    await scene.process().marker.set(b);
    expect(await scene.process().marker.read()).toEqual({ active: b, state: "ok" });
  });

  it("refuses a session that does not exist or is a link, and a marker name that is taken, changing nothing", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a");
    scene.disk.link(`${scene.directory}/WFS-c`, "/work");
    scene.disk.directory(`${scene.directory}/.active-WFS-b`);
    const { marker } = scene.process();
    await expect(marker.set(id("WFS-none"))).rejects.toMatchObject({ code: "not-found" });
    await expect(marker.set(c)).rejects.toMatchObject({ code: "unsafe-path" });
    await expect(marker.set(b)).rejects.toMatchObject({ code: "unsafe-path" });
    expect((await marker.read()).active).toBe(a);
  });

  it("renames a marker it may not touch, and stands even if it cannot be flushed", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a");
    const { marker } = scene.process(({ call }) => {
      if (call === "touch") throw new FileError("not-permitted", "/marker", say`not the owner`);
      if (call === "syncDirectory") throw new FileError("io", "/directory", say`broken disk`);
    });
    await marker.set(b);
    expect(scene.markers()).toEqual([".active-WFS-b"]);
    expect(scene.logger.lines.join()).toContain("broken disk");
  });

  it("gives up with advice when others never stop", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    scene.mark("WFS-a");
    let at = "WFS-a";
    const { marker } = scene.process(({ call }) => {
      if (call !== "rename") return;
      const next = at === "WFS-a" ? "WFS-c" : "WFS-a";
      scene.disk.move(`${scene.directory}/.active-${at}`, `${scene.directory}/.active-${next}`);
      at = next;
    });
    await expect(marker.set(b)).rejects.toMatchObject({ code: "conflict" });
    expect(scene.markers()).toHaveLength(1);
  });
});

describe("ActiveMarker.clear", () => {
  it("pauses the active session only, and all of several", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a");
    scene.mark("WFS-b", 1);
    const { marker } = scene.process();
    expect(await marker.clear(a)).toBe(false);
    expect(await marker.clear(b)).toBe(true);
    expect(scene.markers()).toEqual([]);
    expect(await marker.clear(b)).toBe(false);
    expect((await marker.read()).state).toBe("none");
  });
});

describe("ActiveMarker.heal", () => {
  it("keeps the newest with its time, folds the others by renames and says so in the log", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    for (const [session, seconds] of [
      ["WFS-a", -3],
      ["WFS-b", -1],
      ["WFS-c", -2],
    ] as const)
      scene.mark(session, seconds);
    const calls: string[] = [];
    const { marker } = scene.process(({ call }) => void calls.push(call));
    const before = scene.disk.find(`${scene.directory}/.active-WFS-b`);
    const { mtimeNs } = before ?? {};
    expect(await marker.heal()).toEqual({ state: { active: b, state: "ok" }, folded: [c, a] });
    expect(scene.markers()).toEqual([".active-WFS-b"]);
    expect(scene.disk.find(`${scene.directory}/.active-WFS-b`)).toBe(before);
    expect(before?.mtimeNs).toBe(mtimeNs);
    expect(calls).not.toContain("remove");
    expect(scene.logger.lines.join()).toContain("kept WFS-b, removed the markers of WFS-c, WFS-a");
  });

  it("does nothing while the scans do not agree", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a", -2);
    scene.mark("WFS-b", -1);
    scene.rest();
    let listings = 0;
    const { marker } = scene.process(({ call }) => {
      if (call === "names" && ++listings === 2) scene.mark("WFS-a");
    });
    expect(await marker.heal()).toEqual({ state: { active: a, state: "healing" }, folded: [] });
    expect(scene.markers()).toHaveLength(2);
  });

  it("gives back a marker that became another one between the look and the rename", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b"]);
    scene.mark("WFS-a", -2);
    scene.mark("WFS-b", -1);
    const { marker } = scene.process(({ call }) => {
      // An old tool switches to WFS-a: rm .active-*; touch .active-WFS-a
      if (call !== "rename" || scene.disk.find(`${scene.directory}/.active-WFS-b`) === undefined) return;
      scene.disk.detach(`${scene.directory}/.active-WFS-a`);
      scene.disk.detach(`${scene.directory}/.active-WFS-b`);
      scene.mark("WFS-a");
    });
    expect((await marker.heal()).state).toEqual({ active: a, state: "ok" });
    expect(scene.markers()).toEqual([".active-WFS-a"]);
  });

  it("leaves a winner that a stray marker older than it, and newer than all it won against, does not beat", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c", "WFS-d"]);
    for (const [session, seconds] of [
      ["WFS-a", -90],
      ["WFS-b", -10],
      ["WFS-c", -60],
    ] as const)
      scene.mark(session, seconds);
    const { marker } = scene.process();
    await marker.heal();
    scene.mark("WFS-d", -20);
    expect(await marker.read()).toEqual({ active: b, state: "healing" });
  });

  it.each([
    ["two", ["WFS-a", "WFS-b"], []],
    ["three", ["WFS-a", "WFS-b", "WFS-c"], []],
    ["two, older than another one,", ["WFS-b", "WFS-c"], ["WFS-a"]],
    ["two, newer than another one,", ["WFS-a", "WFS-b"], ["WFS-c"]],
  ])("heals markers that are %s hard links of one file in one go, and the time stays", async (_, linked, others) => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    const [first = "", ...more] = linked;
    scene.mark(first, -9);
    for (const session of more) {
      scene.disk.hardLink(`${scene.directory}/.active-${first}`, `${scene.directory}/.active-${session}`);
    }
    for (const session of others) scene.mark(session, session === "WFS-a" ? -5 : -20);
    const mtimeNs = scene.disk.find(`${scene.directory}/.active-WFS-a`)?.mtimeNs;
    expect((await scene.process().marker.heal()).state).toEqual({ active: a, state: "ok" });
    expect(scene.disk.list(scene.directory)).toEqual([".active-WFS-a", "WFS-a", "WFS-b", "WFS-c"]);
    expect(scene.disk.find(`${scene.directory}/.active-WFS-a`)?.mtimeNs).toBe(mtimeNs);
  });

  it("switches from hard links", async () => {
    const scene = new MarkerScene(["WFS-a", "WFS-b", "WFS-c"]);
    scene.mark("WFS-a", -9);
    for (const session of ["WFS-b", "WFS-c"]) {
      scene.disk.hardLink(`${scene.directory}/.active-WFS-a`, `${scene.directory}/.active-${session}`);
    }
    await scene.process().marker.set(c);
    expect(scene.markers()).toEqual([".active-WFS-c"]);
  });

  it("brings nothing back that another process has paused while the winner was set aside", async () => {
    for (let at = 0; ; at += 1) {
      const scene = new MarkerScene(["WFS-a", "WFS-b"]);
      scene.mark("WFS-a", -2);
      scene.mark("WFS-b", -1);
      let step = 0;
      let reached = false;
      const { marker } = scene.process(async () => {
        if (step++ !== at) return;
        reached = true;
        expect(await scene.process().marker.clear(b)).toBe(true);
      });
      await marker.heal();
      if (!reached) break;
      expect(scene.disk.list(scene.directory)).toEqual(["WFS-a", "WFS-b"]);
    }
  });
});

describe("ActiveMarker.removeOrphans", () => {
  it("removes only markers whose session is missing, twice looked at, and logs them", async () => {
    const scene = new MarkerScene(["WFS-a"]);
    for (const session of ["WFS-a", "WFS-x", "WFS-y"]) scene.mark(session);
    const removed = await scene.process().marker.removeOrphans();
    expect(removed.toSorted()).toEqual(["WFS-x", "WFS-y"]);
    expect(scene.markers()).toEqual([".active-WFS-a"]);
    expect(scene.logger.lines.join()).toContain("no directory");
  });

  it.each(["", "/active"])(
    "keeps a marker whose session appears between the looks, or in the last moment: .workflow%s",
    async (place) => {
      const appear = (scene: MarkerScene): void => scene.disk.directory(`${scene.directory}${place}/WFS-x`);
      const [between, last] = [new MarkerScene([]), new MarkerScene([])];
      for (const scene of [between, last]) {
        scene.mark("WFS-x");
        scene.rest();
      }
      between.clock.sleep = async () => await Promise.resolve(appear(between));
      const { marker } = last.process(({ call }) => {
        if (call === "remove") appear(last);
      });
      for (const one of [between.process().marker, marker]) {
        expect(await one.removeOrphans()).toEqual([]);
        expect((await one.read()).active).toBe("WFS-x");
      }
    },
  );

  it("keeps a marker that is touched between the looks", async () => {
    const scene = new MarkerScene([]);
    scene.mark("WFS-x");
    scene.rest();
    scene.clock.sleep = async () => await Promise.resolve(scene.mark("WFS-x"));
    expect(await scene.process().marker.removeOrphans()).toEqual([]);
    expect(scene.markers()).toEqual([".active-WFS-x"]);
  });

  it("keeps a marker whose session was archived in the last moment", async () => {
    const scene = new MarkerScene(["WFS-a"]);
    scene.mark("WFS-a");
    scene.mark("WFS-x");
    const { marker } = scene.process(({ call }) => {
      if (call === "remove") scene.disk.directory(`${scene.directory}/completed/WFS-x`);
    });
    expect(await marker.removeOrphans()).toEqual([]);
  });

  it("removes as many as it is told", async () => {
    const scene = new MarkerScene(["WFS-a"]);
    for (const session of ["WFS-a", "WFS-x", "WFS-y", "WFS-z"]) scene.mark(session);
    const { marker } = scene.process();
    expect(await marker.removeOrphans(2)).toHaveLength(2);
    expect(await marker.removeOrphans()).toHaveLength(1);
    expect(scene.markers()).toEqual([".active-WFS-a"]);
  });
});
