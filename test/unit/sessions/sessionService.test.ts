import { describe, expect, it } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const [a, b] = [id("WFS-a"), id("WFS-b")];

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof WorkflowError ? error.code : `not a WorkflowError: ${String(error)}`;
  }
  return "no error";
}

async function twoSessions(): Promise<{ scene: SessionScene; sessions: ReturnType<SessionScene["service"]> }> {
  const scene = new SessionScene();
  const sessions = scene.service();
  await sessions.create({ slug: "a", project: "First" });
  scene.rest();
  await sessions.create({ slug: "b", project: "Second", type: "complex" });
  scene.rest();
  return { scene, sessions };
}

describe("create", () => {
  it("writes the record, then makes the session the active one", async () => {
    const scene = new SessionScene();
    const view = await scene.service().create({ slug: "oauth-integration", project: " Log in ", type: "simple" });
    expect(view).toMatchObject({ id: "WFS-oauth-integration", state: "active", active: true });
    expect(scene.record("WFS-oauth-integration")).toEqual({
      session_id: "WFS-oauth-integration",
      project: "Log in",
      type: "simple",
      current_phase: "PLAN",
      status: "active",
      progress: { completed_phases: [], current_tasks: [] },
      meta: { created: "2025-09-07T10:00:00Z", updated: "2025-09-07T10:00:00Z" },
    });
    expect(scene.markers()).toEqual([".active-WFS-oauth-integration"]);
    expect(scene.leftovers()).toEqual([]);
  });

  it("deactivates the session before, whose status follows", async () => {
    const { scene } = await twoSessions();
    expect(scene.markers()).toEqual([".active-WFS-b"]);
    expect(scene.record("WFS-a")).toMatchObject({ status: "paused" });
  });

  it("leaves the marker alone when asked, and writes the extra fields", async () => {
    const { scene, sessions } = await twoSessions();
    const extra = { forked_from: { session: "WFS-a", commit: "c0ffee" }, tags: ["risky"] };
    const view = await sessions.create({ slug: "WFS-fork", project: "Fork", activate: false, extra });
    expect(view).toMatchObject({ id: "WFS-fork", state: "paused" });
    expect(scene.record("WFS-fork")).toMatchObject({ status: "paused", ...extra });
    expect(scene.markers()).toEqual([".active-WFS-b"]);
  });

  it.each([
    ["the same name", "b", "exists"],
    ["another letter case", "B", "exists"],
    ["a name in the archive", "old", "exists"],
    ["the temporary workspace's name", "Temporary", "invalid-name"],
    ["an option", "-rf", "invalid-name"],
    ["a path", "../x", "invalid-name"],
    ["no name", "", "invalid-name"],
  ])("refuses %s and changes nothing", async (_, slug, code) => {
    const { scene, sessions } = await twoSessions();
    scene.disk.directory(`${scene.directory}/completed/WFS-old`);
    const before = scene.files();
    expect(await refusal(sessions.create({ slug, project: "P" }))).toBe(code);
    expect(scene.files()).toEqual(before);
  });

  it.each(["", "  \n ", "x".repeat(10_001), "bell \u0007"])("refuses the project %j", async (project) => {
    const scene = new SessionScene();
    expect(await refusal(scene.service().create({ slug: "x", project }))).toBe("usage");
    expect(scene.files()).toEqual({});
  });
});

/** As after a kill between a transition's file and its record. */
async function transitionWithoutRecord(): Promise<Awaited<ReturnType<typeof twoSessions>>> {
  const both = await twoSessions();
  await both.sessions.enterPhase("IMPLEMENT", { id: a });
  both.scene.rest();
  const before = both.scene.disk.text(both.scene.recordPath("WFS-a")) ?? "";
  await both.sessions.enterPhase("REVIEW", { id: a });
  both.scene.disk.file(both.scene.recordPath("WFS-a"), before);
  both.scene.rest();
  return both;
}

describe("switch, pause, resume", () => {
  it("switches; both records follow the marker", async () => {
    const { scene, sessions } = await twoSessions();
    expect(await sessions.switchTo(a)).toMatchObject({ id: a, state: "active", record: { status: "active" } });
    expect(scene.record("WFS-b")).toMatchObject({ status: "paused" });
    expect(await sessions.active()).toEqual({ active: a, state: "ok" });
  });

  it.each([
    ["corrupt", "{"],
    ["a directory", undefined],
  ])("is not held up by a record that is %s", async (_, text) => {
    const { scene, sessions } = await twoSessions();
    for (const name of ["WFS-a", "WFS-b"]) {
      scene.disk.detach(scene.recordPath(name));
      if (text === undefined) scene.disk.directory(scene.recordPath(name));
      else scene.disk.file(scene.recordPath(name), text);
    }
    expect((await sessions.switchTo(a)).state).toBe("active");
    expect((await sessions.pause()).state).toBe("paused");
    expect((await sessions.resume(b)).state).toBe("active");
    expect(scene.disk.text(scene.recordPath("WFS-a"))).toBe(text);
    expect(scene.disk.list(`${scene.directory}/WFS-a`)).toEqual(["workflow-session.json"]);
  });

  it("pauses without the last save of a session that ends", async () => {
    const { scene, sessions } = await twoSessions();
    await sessions.addTask("impl-1");
    expect(await sessions.pause()).toMatchObject({ id: b, state: "paused" });
    expect(scene.markers()).toEqual([]);
    expect(Object.keys(scene.files()).filter((path) => path.includes("saves"))).toEqual([]);
    expect(scene.record("WFS-b")).toMatchObject({ status: "paused" });
  });

  it("ends with a last save", async () => {
    const { scene, sessions } = await twoSessions();
    await sessions.addTask("impl-1");
    await sessions.complete(undefined, { force: true });
    const save = JSON.parse(scene.files()["WFS-b/saves/0001-session_end.json"] ?? "") as unknown;
    expect(save).toMatchObject({
      trigger: "session_end",
      phase_status: { current_phase: "PLAN", completed_phases: [] },
      active_tasks: ["impl-1"],
      session_meta: { session_id: "WFS-b", project: "Second", type: "complex", status: "completed" },
    });
  });

  it("refuses to pause what is not active", async () => {
    const { scene, sessions } = await twoSessions();
    const before = scene.files();
    expect(await refusal(sessions.pause(a))).toBe("refused");
    expect(scene.files()).toEqual(before);
    await sessions.pause();
    expect(await refusal(sessions.pause())).toBe("no-active-session");
  });

  it("resumes in the phase the last phase record leads to", async () => {
    const { scene, sessions } = await transitionWithoutRecord();
    expect((await sessions.resume(a)).record).toMatchObject({
      current_phase: "REVIEW",
      status: "active",
      progress: { completed_phases: ["PLAN", "IMPLEMENT"] },
    });
    expect(scene.record("WFS-b")).toMatchObject({ status: "paused" });
  });

  it("resumes in that phase also when the session was saved and paused in between", async () => {
    const { scene, sessions } = await transitionWithoutRecord();
    await sessions.switchTo(a);
    await sessions.save();
    scene.rest();
    await sessions.pause();
    expect((await sessions.resume(a)).record).toMatchObject({
      current_phase: "REVIEW",
      progress: { completed_phases: ["PLAN", "IMPLEMENT"] },
    });
  });

  it.each([
    ["REVIEW", ["PLAN", "IMPLEMENT"]],
    ["PLAN", []],
  ] as const)("resumes in %s when another tool wrote that after the last phase record", async (phase, completed) => {
    const { scene, sessions } = await twoSessions();
    await sessions.enterPhase("IMPLEMENT", { id: a });
    const record = scene.record("WFS-a") as { progress: object };
    const progress = { ...record.progress, completed_phases: completed };
    scene.disk.file(scene.recordPath("WFS-a"), JSON.stringify({ ...record, current_phase: phase, progress }));
    scene.rest();
    await sessions.switchTo(a);
    await sessions.pause();
    const { record: resumed } = await sessions.resume(a);
    expect(resumed).toMatchObject({ current_phase: phase, progress: { completed_phases: completed } });
  });

  it.each(["switchTo", "resume"] as const)("%s knows only sessions that exist, and follows no link", async (verb) => {
    const { scene, sessions } = await twoSessions();
    expect(await refusal(sessions[verb](id("WFS-none")))).toBe("not-found");
    scene.disk.directory("/elsewhere");
    scene.disk.link(`${scene.directory}/WFS-link`, "/elsewhere");
    expect(await refusal(sessions[verb](id("WFS-link")))).toBe("unsafe-path");
    expect(await refusal(new SessionScene().service()[verb](a))).toBe("no-workflow");
    expect(scene.markers()).toEqual([".active-WFS-b"]);
  });
});

describe("complete", () => {
  it("completes: last save, status, marker gone; again it changes nothing", async () => {
    const { scene, sessions } = await twoSessions();
    expect(await sessions.complete()).toMatchObject({ id: b, state: "completed" });
    expect(scene.markers()).toEqual([]);
    const before = scene.files();
    expect(before).toHaveProperty("WFS-b/saves/0001-session_end.json");
    expect(await sessions.complete(b)).toMatchObject({ state: "completed" });
    expect(scene.files()).toEqual(before);
  });

  it("completes another session without touching the marker", async () => {
    const { scene, sessions } = await twoSessions();
    expect(await sessions.complete(a)).toMatchObject({ state: "completed" });
    expect(scene.markers()).toEqual([".active-WFS-b"]);
  });

  it("archives by a rename; archived sessions are read, listed last, and resumed", async () => {
    const { scene, sessions } = await twoSessions();
    const archived = await sessions.complete(b, { archive: true });
    expect(archived).toMatchObject({ state: "archived", path: `${scene.directory}/completed/WFS-b` });
    expect(scene.leftovers()).toEqual([]);
    expect(await refusal(sessions.switchTo(b))).toBe("refused");
    expect(await refusal(sessions.addTask("x", b))).toBe("refused");
    expect((await sessions.get(b)).state).toBe("archived");
    expect((await sessions.list()).map(({ id: name, state }) => [name, state])).toContainEqual(["WFS-b", "archived"]);
    expect(await sessions.resume(b)).toMatchObject({ state: "active", path: `${scene.directory}/WFS-b` });
  });

  it("archives a session that was completed before", async () => {
    const { scene, sessions } = await twoSessions();
    await sessions.complete();
    expect(await sessions.complete(b, { archive: true })).toMatchObject({ state: "archived" });
    expect(scene.files()).not.toHaveProperty("completed/WFS-b/saves/0002-session_end.json");
  });

  it.each(["WFS-b", "WFS-B"])("refuses an archive that has %s, before anything changes", async (taken) => {
    const { scene, sessions } = await twoSessions();
    scene.disk.directory(`${scene.directory}/completed/${taken}`);
    const before = scene.files();
    expect(await refusal(sessions.complete(b, { archive: true }))).toBe("exists");
    expect(scene.files()).toEqual(before);
  });

  it("refuses an archive that is a link", async () => {
    const { scene, sessions } = await twoSessions();
    scene.disk.directory("/elsewhere");
    scene.disk.link(`${scene.directory}/completed`, "/elsewhere");
    expect(await refusal(sessions.complete(b, { archive: true }))).toBe("unsafe-path");
    expect(scene.markers()).toEqual([".active-WFS-b"]);
  });
});

describe("list and the session meant", () => {
  it("lists the active one first, then the newest", async () => {
    const { scene, sessions } = await twoSessions();
    await sessions.create({ slug: "c", project: "Third", activate: false });
    scene.rest();
    await sessions.switchTo(a);
    scene.rest();
    await sessions.addTask("x", b);
    expect((await sessions.list()).map(({ id: name, state }) => `${name} ${state}`)).toEqual([
      "WFS-a active",
      "WFS-b paused",
      "WFS-c paused",
    ]);
    expect(await new SessionScene().service().list()).toEqual([]);
  });

  it("means the fork whose worktree it is used in, whatever the marker says", async () => {
    const { scene } = await twoSessions();
    const inside = scene.service({ here: a });
    expect((await inside.addTask("in the fork")).id).toBe(a);
    expect((await inside.complete(undefined, { force: true })).id).toBe(a);
    expect(scene.markers()).toEqual([".active-WFS-b"]);
  });

  it("awaits hooks, and a failing one stops nothing", async () => {
    const { scene } = await twoSessions();
    const calls: string[] = [];
    const hooks = {
      phaseCompleted: async (session: string, phase: string | undefined) =>
        void calls.push(`${session} ${phase ?? ""}`),
      sessionEnding: async (session: string) => void calls.push(`${session} ends, marker ${scene.markers().join()}`),
      switching: async (from: string | undefined, to: string | undefined) => {
        calls.push(`${from ?? "none"} → ${to ?? "none"}`);
        throw new Error("no disk for checkpoints");
      },
    };
    const sessions = scene.service({ hooks });
    await sessions.enterPhase("IMPLEMENT");
    await sessions.switchTo(a);
    await sessions.pause();
    await sessions.resume(b);
    await sessions.complete();
    expect(calls).toEqual([
      "WFS-b PLAN",
      "WFS-b → WFS-a",
      "WFS-a → none",
      "none → WFS-b",
      "WFS-b ends, marker .active-WFS-b",
    ]);
    expect(scene.logger.lines.join("\n")).toContain("no disk for checkpoints");
  });
});
