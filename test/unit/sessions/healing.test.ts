import { describe, expect, it } from "vitest";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { english } from "../../support/english.ts";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const nothingDone = { folded: [], orphans: [], left: 0, said: [] };

async function doubled(): Promise<SessionScene> {
  const scene = new SessionScene();
  for (const slug of ["b", "a"]) await scene.service().create({ slug, project: slug });
  scene.disk.file(`${scene.directory}/.active-WFS-b`, "", { mtimeNs: 1n });
  scene.disk.file(`${scene.directory}/.active-WFS-gone`, "", { mtimeNs: 1n });
  const text = scene.disk.text(scene.recordPath("WFS-b")) ?? "";
  scene.disk.file(scene.recordPath("WFS-b"), text.replace('"paused"', '"active"'));
  scene.rest();
  return scene;
}

describe("heal", () => {
  it("folds doubles, removes orphans, lets the records follow, and logs it", async () => {
    const scene = await doubled();
    const healed = await scene.service().heal();
    expect(healed).toMatchObject({ folded: ["WFS-b"], orphans: ["WFS-gone"], left: 0 });
    expect(english(healed.said)).toEqual([
      "Removed the markers of sessions that have no directory: WFS-gone.",
      "Several sessions were marked active; kept WFS-a, removed the markers of WFS-b.",
    ]);
    expect(scene.markers()).toEqual([".active-WFS-a"]);
    expect(scene.record("WFS-a")["status"]).toBe("active");
    expect(scene.record("WFS-b")["status"]).toBe("paused");
    expect(scene.logger.lines.filter((line) => /WFS-(?:b|gone)/u.test(line))).toHaveLength(2);
    scene.rest();
    expect(await scene.service().problems()).toEqual([]);
    expect(await scene.service().heal()).toEqual(nothingDone);
  });

  it("does nothing without .workflow, and takes no time where nothing is wrong", async () => {
    const nothing = new SessionScene();
    expect(await nothing.service().heal()).toEqual(nothingDone);
    const scene = new SessionScene();
    await scene.service().create({ slug: "a", project: "a" });
    scene.rest();
    const before = scene.clock.now();
    await scene.service().heal();
    expect(scene.clock.now()).toBe(before);
  });

  it("names a few of many", async () => {
    const scene = await doubled();
    for (let index = 0; index < 9; index += 1) scene.disk.file(`${scene.directory}/.active-WFS-h${index}`, "");
    expect(english((await scene.service().heal()).said)).toContain(
      "Removed the markers of sessions that have no directory: WFS-gone, WFS-h0, WFS-h1, WFS-h2, WFS-h3 and 5 more.",
    );
  });

  it("leaves a crowd of orphans until it is asked for, and takes some of them at a time", async () => {
    const scene = await doubled();
    for (let index = 0; index < 1999; index += 1) scene.disk.file(`${scene.directory}/.active-WFS-h${index}`, "");
    scene.rest();
    expect(await scene.service().heal()).toMatchObject({ folded: ["WFS-b"], orphans: [], left: 2000 });
    const some = await scene.service().heal({ crowd: true });
    expect([some.orphans.length, some.left]).toEqual([1000, 1000]);
    expect(await scene.service().heal({ crowd: true })).toMatchObject({ left: 0 });
    expect(scene.markers()).toEqual([".active-WFS-a"]);
  });

  it("writes no status over a word that is not ours", async () => {
    const scene = await doubled();
    const text = scene.disk.text(scene.recordPath("WFS-b")) ?? "";
    scene.disk.file(scene.recordPath("WFS-b"), text.replace('"active"', '"parked"'));
    await scene.service().heal();
    expect(scene.disk.text(scene.recordPath("WFS-b"))).toContain('"parked"');
    await scene.service().switchTo(id("WFS-b"));
    expect(scene.disk.text(scene.recordPath("WFS-b"))).toContain('"parked"');
  });

  it("leaves to a later time what changes meanwhile", async () => {
    const scene = await doubled();
    const sessions = scene.service();
    scene.clock.sleep = async (milliseconds) => {
      scene.disk.file(`${scene.directory}/.active-WFS-b`);
      scene.rest(milliseconds);
      await scene.clock.yieldToEventLoop();
    };
    expect((await sessions.heal()).folded).toEqual([]);
  });

  it("never stops what it belongs to", async () => {
    const scene = await doubled();
    const sessions = scene.service({
      onStep({ call, paths }) {
        if (call === "rename" || call === "remove") throw new FileError("read-only", paths[0] ?? "", say`EROFS`);
      },
    });
    expect(await sessions.heal()).toEqual(nothingDone);
    expect(scene.logger.lines.join("\n")).toContain("EROFS");
  });
});
