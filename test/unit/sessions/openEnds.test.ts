import { describe, expect, it } from "vitest";
import { openEndTexts } from "../../../src/core/sessions/openEnds.ts";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const a = id("WFS-a");

async function withForks(): Promise<SessionScene> {
  const scene = new SessionScene();
  const sessions = scene.service();
  const extra = { forked_from: { session: "WFS-a", commit: "c0ffee" } };
  await sessions.create({ slug: "x", project: "X", activate: false, extra });
  await sessions.create({ slug: "y", project: "Y", activate: false, extra });
  await sessions.create({ slug: "a", project: "A" });
  scene.rest();
  return scene;
}

describe("completing a session", () => {
  it("is refused while tasks or forks of it are open, and changes nothing then", async () => {
    const scene = await withForks();
    const sessions = scene.service();
    await sessions.complete(id("WFS-y"));
    await sessions.addTask("impl-1", a);
    scene.disk.file(`${scene.directory}/WFS-a/TODO_LIST.md`, "- [ ] one\n- [x] two\n");
    const before = scene.files();
    await expect(sessions.complete(a)).rejects.toMatchObject({
      code: "refused",
      message: "WFS-a is not done: 2 open tasks (impl-1, one), one fork that is not over (WFS-x). Nothing was changed.",
    });
    await expect(scene.service().complete()).rejects.toMatchObject({ code: "refused" });
    expect(scene.files()).toEqual(before);
    expect(await sessions.complete(a, { force: true })).toMatchObject({ state: "completed" });
  });

  it("goes on where nothing is open, and of one that is over nothing counts", async () => {
    const sessions = (await withForks()).service();
    await sessions.complete(id("WFS-x"));
    await sessions.complete(id("WFS-y"));
    expect(await sessions.complete(a)).toMatchObject({ state: "completed" });
    await sessions.addTask("late", a);
    expect(await sessions.complete(a, { archive: true })).toMatchObject({ state: "archived" });
  });

  it("names a few of many", () => {
    const tasks = Array.from({ length: 7 }, (_, at) => ({ name: `t${at}`, state: "pending" }));
    expect(openEndTexts({ tasks, forks: [] }).map(String)).toEqual(["7 open tasks (t0, t1, t2, t3, t4, …)"]);
    expect(openEndTexts({ tasks: [], forks: [] })).toEqual([]);
  });
});
