import { describe, expect, it } from "vitest";
import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

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
    expect(await scene.service().heal()).toEqual({ folded: ["WFS-b"], orphans: ["WFS-gone"] });
    expect(scene.markers()).toEqual([".active-WFS-a"]);
    expect(scene.record("WFS-a")["status"]).toBe("active");
    expect(scene.record("WFS-b")["status"]).toBe("paused");
    expect(scene.logger.lines.filter((line) => /WFS-(?:b|gone)/u.test(line))).toHaveLength(2);
    scene.rest();
    expect(await scene.service().problems()).toEqual([]);
    expect(await scene.service().heal()).toEqual({ folded: [], orphans: [] });
  });

  it("does nothing without .workflow, and takes no time where nothing is wrong", async () => {
    const nothing = new SessionScene();
    expect(await nothing.service().heal()).toEqual({ folded: [], orphans: [] });
    const scene = new SessionScene();
    await scene.service().create({ slug: "a", project: "a" });
    scene.rest();
    const before = scene.clock.now();
    await scene.service().heal();
    expect(scene.clock.now()).toBe(before);
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
    expect(await sessions.heal()).toEqual({ folded: [], orphans: [] });
    expect(scene.logger.lines.join("\n")).toContain("EROFS");
  });
});
