import { describe, expect, it } from "vitest";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const a = id("WFS-a");

async function oneSession(): Promise<{ scene: SessionScene; sessions: ReturnType<SessionScene["service"]> }> {
  const scene = new SessionScene();
  const sessions = scene.service();
  await sessions.create({ slug: "a", project: "First" });
  scene.rest();
  return { scene, sessions };
}

const json = (scene: SessionScene, path: string): unknown => JSON.parse(scene.files()[path] ?? "null") as unknown;

describe("enterPhase", () => {
  it("writes the transition record and a save, and completes the phase it leaves", async () => {
    const { scene, sessions } = await oneSession();
    const view = await sessions.enterPhase("IMPLEMENT", { artifacts: { plan_document: "IMPL_PLAN.md" } });
    expect(view.record).toMatchObject({ current_phase: "IMPLEMENT", progress: { completed_phases: ["PLAN"] } });
    const transition = {
      phase_completed: "PLAN",
      next_phase: "IMPLEMENT",
      completed_at: "2025-09-07T10:02:00Z",
      artifacts: { plan_document: "IMPL_PLAN.md" },
    };
    expect(json(scene, "WFS-a/phases/0001-PLAN.json")).toEqual(transition);
    expect(await sessions.transitions(a)).toEqual([transition]);
    expect(json(scene, "WFS-a/saves/0001-phase_complete.json")).toMatchObject({
      trigger: "phase_complete",
      phase_status: { current_phase: "IMPLEMENT", completed_phases: ["PLAN"] },
    });
    expect(view.record.progress.last_checkpoint).toBe(transition.completed_at);
  });

  it("opens the phases again that it goes back to or before", async () => {
    const { sessions } = await oneSession();
    await sessions.enterPhase("IMPLEMENT");
    await sessions.enterPhase("REVIEW");
    const back = await sessions.enterPhase("IMPLEMENT", { back: true });
    expect(back.record).toMatchObject({ current_phase: "IMPLEMENT", progress: { completed_phases: ["PLAN"] } });
    const again = await sessions.enterPhase("REVIEW");
    expect(again.record.progress.completed_phases).toEqual(["PLAN", "IMPLEMENT"]);
    expect((await sessions.enterPhase("PLAN", { back: true })).record.progress.completed_phases).toEqual([]);
    expect((await sessions.transitions(a)).map((one) => `${one.phase_completed}→${one.next_phase}`)).toEqual([
      "PLAN→IMPLEMENT",
      "IMPLEMENT→REVIEW",
      "REVIEW→IMPLEMENT",
      "IMPLEMENT→REVIEW",
      "REVIEW→PLAN",
    ]);
  });

  it("goes back only where that is meant", async () => {
    const { scene, sessions } = await oneSession();
    await sessions.enterPhase("REVIEW");
    const before = scene.files();
    for (const phase of ["PLAN", "IMPLEMENT"] as const) {
      await expect(sessions.enterPhase(phase)).rejects.toMatchObject({ code: "refused" });
    }
    expect(scene.files()).toEqual(before);
  });

  it("changes nothing when it is the current phase; artifacts are refused rather than lost", async () => {
    const { scene, sessions } = await oneSession();
    const before = scene.files();
    await sessions.enterPhase("PLAN");
    await expect(sessions.enterPhase("PLAN", { artifacts: { x: "y" } })).rejects.toMatchObject({ code: "refused" });
    expect(scene.files()).toEqual(before);
  });

  it.each([
    { "": "x" },
    { "a b": "x" },
    { a: "" },
    { a: "../x" },
    { a: "x/../../y" },
    { a: "/etc/passwd" },
    { a: "C:/x" },
    { a: "..\\x" },
    { a: "x\ny" },
  ])("refuses the artifacts %j", async (artifacts) => {
    const { scene, sessions } = await oneSession();
    const before = scene.files();
    await expect(sessions.enterPhase("IMPLEMENT", { artifacts })).rejects.toMatchObject({ code: "usage" });
    expect(scene.files()).toEqual(before);
  });

  it("passes over transition records it cannot read, and never takes a number twice", async () => {
    const { scene, sessions } = await oneSession();
    scene.disk.file(`${scene.directory}/WFS-a/phases/0007-PLAN.json`, "{");
    scene.disk.file(`${scene.directory}/WFS-a/phases/notes.txt`, "mine");
    await sessions.enterPhase("IMPLEMENT");
    expect(json(scene, "WFS-a/phases/0008-PLAN.json")).toMatchObject({ next_phase: "IMPLEMENT" });
    expect(await sessions.transitions(a)).toHaveLength(1);
    expect(scene.logger.lines.join("\n")).toContain("0007-PLAN.json");
  });

  it.each(["999999999-PLAN.json", "99999999-PLAN.json", "100000000000-x.json", "20250-PLAN.json"])(
    "counts on past the stray file %s",
    async (stray) => {
      const { scene, sessions } = await oneSession();
      await sessions.enterPhase("IMPLEMENT");
      const text = scene.files()["WFS-a/phases/0001-PLAN.json"] ?? "";
      scene.disk.file(`${scene.directory}/WFS-a/phases/${stray}`, text);
      scene.disk.file(`${scene.directory}/WFS-a/saves/${stray}`, "{}");
      for (const phase of ["REVIEW", "IMPLEMENT", "REVIEW"] as const) await sessions.enterPhase(phase, { back: true });
      await sessions.save();
      expect(scene.disk.list(`${scene.directory}/WFS-a/phases`)).toContain("0004-IMPLEMENT.json");
      expect(scene.disk.list(`${scene.directory}/WFS-a/saves`)).toContain("0005-user_request.json");
      expect((await sessions.transitions(a)).at(-1)).toMatchObject({ next_phase: "REVIEW" });
    },
  );

  it("counts on where another tool began with a date", async () => {
    const { scene, sessions } = await oneSession();
    scene.disk.file(`${scene.directory}/WFS-a/phases/20250907-PLAN.json`, "{}");
    await sessions.enterPhase("IMPLEMENT");
    await sessions.enterPhase("REVIEW");
    expect(scene.disk.list(`${scene.directory}/WFS-a/phases`)).toEqual([
      "20250907-PLAN.json",
      "20250908-PLAN.json",
      "20250909-IMPLEMENT.json",
    ]);
  });

  it("refuses a phases folder that is a link", async () => {
    const { scene, sessions } = await oneSession();
    scene.disk.directory("/elsewhere");
    scene.disk.link(`${scene.directory}/WFS-a/phases`, "/elsewhere");
    await expect(sessions.enterPhase("IMPLEMENT")).rejects.toMatchObject({ code: "unsafe-path" });
    expect(scene.disk.list("/elsewhere")).toEqual([]);
  });
});

describe("tasks and saves", () => {
  it("adds a task once and finishes it", async () => {
    const { sessions } = await oneSession();
    await sessions.addTask(" impl-1 ");
    await sessions.addTask("impl-1");
    expect((await sessions.addTask("impl-2")).record.progress.current_tasks).toEqual(["impl-1", "impl-2"]);
    expect((await sessions.finishTask("impl-1")).record.progress.current_tasks).toEqual(["impl-2"]);
    await expect(sessions.finishTask("impl-1")).rejects.toMatchObject({ code: "not-found" });
  });

  it.each(["", " ", "two\nlines", "x".repeat(201), "\u001B[31m"])("refuses the task %j", async (task) => {
    const { sessions } = await oneSession();
    await expect(sessions.addTask(task)).rejects.toMatchObject({ code: "usage" });
  });

  it("saves on request with a message", async () => {
    const { scene, sessions } = await oneSession();
    const view = await sessions.save({ message: "before lunch" });
    expect(view.record.progress.last_checkpoint).toBe("2025-09-07T10:02:00Z");
    expect(json(scene, "WFS-a/saves/0001-user_request.json")).toMatchObject({
      trigger: "user_request",
      saved_at: "2025-09-07T10:02:00Z",
      message: "before lunch",
    });
  });

  it("rebuilds a corrupt record before a write that needs it, and keeps the corrupt one", async () => {
    const { scene, sessions } = await oneSession();
    scene.disk.file(scene.recordPath("WFS-a"), '{"session_id":"WFS-a","project":"half');
    expect(String((await sessions.get(a)).problem)).toContain("not JSON");
    expect(Object.keys(scene.files()).filter((path) => path.includes("corrupt"))).toEqual([]);
    await sessions.addTask("impl-1");
    expect(scene.record("WFS-a")).toMatchObject({ session_id: "WFS-a", progress: { current_tasks: ["impl-1"] } });
    expect(scene.files()["WFS-a/workflow-session.json.corrupt-2025-09-07T10-02-00Z"]).toBe(
      '{"session_id":"WFS-a","project":"half',
    );
    scene.disk.file(scene.recordPath("WFS-a"), "again");
    await sessions.addTask("impl-2");
    expect(scene.files()["WFS-a/workflow-session.json.corrupt-2025-09-07T10-02-00Z-2"]).toBe("again");
  });

  it("keeps what another tool has written in a record of its own form", async () => {
    const { scene, sessions } = await oneSession();
    scene.disk.file(scene.recordPath("WFS-a"), '{"mine": 1.0, "project": "P", "tags": 5, "type": "giant"}');
    await sessions.addTask("x");
    expect(scene.disk.text(scene.recordPath("WFS-a"))).toContain('{"mine": 1.0, "project": "P"');
    expect(scene.record("WFS-a")).toMatchObject({ type: "giant", tags: 5, progress: { current_tasks: ["x"] } });
    expect((await sessions.get(a)).problem).toBeUndefined();
  });

  it("refuses to make a record that is too large or wrong", async () => {
    const { scene, sessions } = await oneSession();
    const before = scene.files();
    const tags = Array.from({ length: 2000 }, () => "x".repeat(1000));
    await expect(sessions.updateRecord(a, () => ({ tags }))).rejects.toMatchObject({ code: "invalid-record" });
    const keep = { retention: { keep: -1 } };
    await expect(sessions.updateRecord(a, () => keep)).rejects.toMatchObject({ code: "invalid-record" });
    expect(scene.files()).toEqual(before);
    await sessions.updateRecord(a, () => ({ session_id: "WFS-other" }));
    expect(scene.record("WFS-a")).toMatchObject({ session_id: "WFS-a" });
  });
});

describe("artifacts", () => {
  it("lists what people look at, without links and what programs read", async () => {
    const { scene, sessions } = await oneSession();
    for (const path of [
      "IMPL_PLAN.md",
      "runs/t/summary.md",
      "runs/t/run.json",
      "runs/t/scratch/a.md",
      "runs/t/scratch~1f/a.md",
      "runs/t/leases/1.json",
      "cache/x.json",
      ".hidden",
      "a/.b/c",
      "z/workflow-session.json",
    ]) {
      scene.disk.file(`${scene.directory}/WFS-a/${path}`, "x");
    }
    scene.disk.file(`${scene.recordPath("WFS-a")}.corrupt-2025`, "x");
    scene.disk.link(`${scene.directory}/WFS-a/link.md`, "/etc/passwd");
    scene.disk.link(`${scene.directory}/WFS-a/links`, "/etc");
    await sessions.save();
    expect(await sessions.artifacts(a)).toEqual(["IMPL_PLAN.md", "runs/t/summary.md", "z/workflow-session.json"]);
  });
});
