import { describe, expect, it } from "vitest";
import type { Sessions } from "../../../src/core/sessions/model/sessions.ts";
import { foreignRecords } from "../../support/foreignRecords.ts";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const a = id("WFS-a");

type Members = Readonly<Record<string, unknown>>;

async function sceneWith(text: string): Promise<{ scene: SessionScene; sessions: Sessions }> {
  const scene = new SessionScene();
  await scene.service().create({ slug: "b", project: "Second" });
  scene.disk.file(scene.recordPath("WFS-a"), text);
  scene.rest();
  return { scene, sessions: scene.service() };
}

const members = (text: string | undefined): Members => JSON.parse((text ?? "").replace("\uFEFF", "")) as Members;

/** What the operation may have written, at most; everything else is as it was, in its bytes too. */
const operations: Readonly<Record<string, readonly [(sessions: Sessions) => Promise<unknown>, readonly string[]]>> = {
  switch: [async (sessions) => await sessions.switchTo(a), ["status"]],
  resume: [async (sessions) => await sessions.resume(a), ["status"]],
  pause: [
    async (sessions) => {
      await sessions.switchTo(a);
      await sessions.pause(a);
    },
    ["status"],
  ],
  "switch away": [
    async (sessions) => {
      await sessions.switchTo(a);
      await sessions.switchTo(id("WFS-b"));
    },
    ["status"],
  ],
  heal: [async (sessions) => await sessions.heal(), []],
  repair: [async (sessions) => await sessions.repair(await sessions.problems()), []],
  "enter a phase": [
    async (sessions) => await sessions.enterPhase("IMPLEMENT", { id: a }),
    ["current_phase", "progress"],
  ],
  save: [async (sessions) => await sessions.save({ id: a }), ["progress"]],
  complete: [async (sessions) => await sessions.complete(a, { force: true }), ["status", "progress"]],
};

describe.each(Object.entries(foreignRecords))("a record with %s", (_, text) => {
  it("is a session like others, whose directory is only read by looking", async () => {
    const { scene, sessions } = await sceneWith(text);
    const before = scene.files();
    expect(await sessions.problems()).toEqual([]);
    const [view] = (await sessions.list()).filter((session) => session.id === a);
    expect(view?.problem).toBeUndefined();
    expect(view).toEqual(await sessions.get(a));
    expect(view?.state).toBe(members(text)["status"] === "completed" ? "completed" : "paused");
    await sessions.artifacts(a);
    await sessions.transitions(a);
    await sessions.survey();
    expect(scene.files()).toEqual(before);
  });

  it.each(Object.entries(operations))("keeps what it has through: %s", async (__, [operate, may]) => {
    const { scene, sessions } = await sceneWith(text);
    await operate(sessions);
    const after = scene.disk.text(scene.recordPath("WFS-a")) ?? "";
    const [old, now] = [members(text), members(after)];
    const changed = Object.keys({ ...old, ...now }).filter(
      (key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]),
    );
    expect([...may, "meta"]).toEqual(expect.arrayContaining(changed));
    for (const key of Object.keys(old).filter((one) => !changed.includes(one))) {
      const source = text.slice(text.indexOf(JSON.stringify(key)));
      expect(after).toContain(source.slice(0, source.indexOf(JSON.stringify(old[key]).slice(0, 1)) + 1));
    }
    const words = ["active", "paused", "completed"];
    if (changed.includes("status") && !may.includes("progress")) expect(words).toContain(old["status"]);
    expect(Object.keys(scene.files()).filter((path) => path.includes("corrupt"))).toEqual([]);
    expect(await sessions.problems()).toEqual([]);
  });
});

describe("a phase that another tool wrote", () => {
  it("is left for one of ours without being called completed", async () => {
    const { scene, sessions } = await sceneWith(foreignRecords["words of its own"] ?? "");
    await sessions.enterPhase("IMPLEMENT", { id: a, artifacts: { plan: "IMPL_PLAN.md" } });
    expect(members(scene.disk.text(scene.recordPath("WFS-a")))).toMatchObject({
      current_phase: "IMPLEMENT",
      status: "planning",
    });
    expect((await sessions.get(a)).record.progress.completed_phases).toEqual([]);
    expect(await sessions.transitions(a)).toMatchObject([
      { phase_completed: "BRAINSTORM", next_phase: "IMPLEMENT", artifacts: { plan: "IMPL_PLAN.md" } },
    ]);
    await sessions.enterPhase("REVIEW", { id: a });
    expect((await sessions.get(a)).record.progress.completed_phases).toEqual(["IMPLEMENT"]);
  });

  it("may be none at all", async () => {
    const { scene, sessions } = await sceneWith(foreignRecords["one line"] ?? "");
    await sessions.enterPhase("REVIEW", { id: a });
    expect(members(scene.disk.text(scene.recordPath("WFS-a")))).toMatchObject({ current_phase: "REVIEW" });
    expect(await sessions.transitions(a)).toMatchObject([{ phase_completed: null, next_phase: "REVIEW" }]);
  });
});

describe("a task", () => {
  it("is refused where the list is another tool's", async () => {
    const { scene, sessions } = await sceneWith(foreignRecords["lists of objects"] ?? "");
    const before = scene.disk.text(scene.recordPath("WFS-a"));
    await expect(sessions.addTask("x", a)).rejects.toMatchObject({ code: "invalid-record" });
    expect(scene.disk.text(scene.recordPath("WFS-a"))).toBe(before);
  });
});

describe("the status of a record", () => {
  it.each(["active", "completed", "paused"])("is nothing wrong, whatever the markers say: %s", async (status) => {
    const { scene, sessions } = await sceneWith(JSON.stringify({ session_id: "WFS-a", status }));
    expect(await sessions.problems()).toEqual([]);
    scene.disk.detach(`${scene.directory}/.active-WFS-b`);
    scene.disk.file(`${scene.directory}/.active-WFS-a`, "");
    scene.rest();
    expect(await scene.service().problems()).toEqual([]);
    expect((await scene.service().get(a)).state).toBe("active");
  });
});
