import { describe, expect, it } from "vitest";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

async function idle(): Promise<{ scene: SessionScene; sessions: ReturnType<SessionScene["service"]> }> {
  const scene = new SessionScene();
  const sessions = scene.service();
  await sessions.init();
  scene.rest();
  return { scene, sessions };
}

describe("the temporary workspace", () => {
  it("takes tasks, phases and saves while no session is active, and is not a session", async () => {
    const { scene, sessions } = await idle();
    expect(await sessions.temporary()).toBeUndefined();
    await sessions.addTask("try it");
    await sessions.enterPhase("IMPLEMENT");
    await sessions.save();
    expect(await sessions.temporary()).toMatchObject({
      path: `${scene.directory}/.temporary`,
      active: false,
      record: { current_phase: "IMPLEMENT", progress: { current_tasks: ["try it"] } },
    });
    expect(await sessions.list()).toEqual([]);
    expect(await sessions.active()).toMatchObject({ state: "none" });
    expect(await sessions.problems()).toEqual([]);
    await expect(sessions.pause()).rejects.toMatchObject({ code: "no-active-session" });
    await expect(sessions.switchTo(id("WFS-temporary"))).rejects.toMatchObject({ code: "refused" });
  });

  it("needs a .workflow", async () => {
    const scene = new SessionScene();
    await expect(scene.service().addTask("x")).rejects.toMatchObject({ code: "no-workflow" });
    expect(await scene.service().temporary()).toBeUndefined();
  });

  it("is kept as a session, with everything in it, and becomes active", async () => {
    const { scene, sessions } = await idle();
    await sessions.addTask("try it");
    scene.disk.file(`${scene.directory}/.temporary/notes.md`, "mine");
    expect(await sessions.keepTemporary("good-idea")).toMatchObject({
      id: "WFS-good-idea",
      state: "active",
      record: { session_id: "WFS-good-idea", project: "good idea", progress: { current_tasks: ["try it"] } },
    });
    expect(scene.files()["WFS-good-idea/notes.md"]).toBe("mine");
    expect(await sessions.temporary()).toBeUndefined();
    expect(await sessions.problems()).toEqual([]);
  });

  it("is kept beside an active session without taking its marker", async () => {
    const { scene, sessions } = await idle();
    await sessions.addTask("try it");
    await sessions.create({ slug: "a", project: "A" });
    expect(await sessions.keepTemporary("kept")).toMatchObject({ state: "paused", record: { status: "paused" } });
    expect(scene.markers()).toEqual([".active-WFS-a"]);
  });

  it("refuses to be kept under a taken name", async () => {
    const { scene, sessions } = await idle();
    await sessions.addTask("try it");
    scene.disk.directory(`${scene.directory}/WFS-Taken`);
    const before = scene.files();
    await expect(sessions.keepTemporary("taken")).rejects.toMatchObject({ code: "exists" });
    expect(scene.files()).toEqual(before);
  });

  it("is discarded", async () => {
    const { scene, sessions } = await idle();
    await sessions.addTask("try it");
    await sessions.discardTemporary();
    expect(scene.files()).toEqual({});
    expect(scene.leftovers()).toEqual([]);
    await expect(sessions.discardTemporary()).rejects.toMatchObject({ code: "not-found" });
    await expect(sessions.keepTemporary("x")).rejects.toMatchObject({ code: "not-found" });
  });
});
