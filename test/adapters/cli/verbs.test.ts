import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshDirectory, wfs, wfsError, wfsJson } from "./wfs.ts";

interface Row {
  readonly id: string;
  readonly state: string;
  readonly active: boolean;
  readonly phase: string;
  readonly completed_phases: readonly string[];
  readonly current_tasks: readonly string[];
  readonly path: string;
}

const rfc3339 = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u) as string;

async function withSessions(...slugs: readonly string[]): Promise<string> {
  const root = freshDirectory();
  for (const slug of slugs) await wfsJson(["new", slug, "--project", `About ${slug}`], root);
  return root;
}

const markers = (root: string): readonly string[] =>
  readdirSync(join(root, ".workflow")).filter((name) => name.startsWith(".active-"));

describe("status", () => {
  it("says none where there is no .workflow, and makes nothing", async () => {
    const root = freshDirectory();
    expect(await wfsJson(["status"], root)).toEqual({
      active: null,
      state: "none",
      sessions: 0,
      problems: [],
      waiting: 0,
      meant: { session: null, from: "temporary" },
    });
    expect(readdirSync(root)).toEqual([]);
  });

  it("names the active session, counts all of them and lists problems", async () => {
    const root = await withSessions("one", "two");
    writeFileSync(join(root, ".workflow", ".active-WFS-gone"), "");
    expect(await wfsJson(["status"], root)).toEqual({
      active: "WFS-two",
      state: "ok",
      sessions: 2,
      problems: [
        {
          code: "orphan-marker",
          message: expect.any(String) as string,
          path: join(root, ".workflow", ".active-WFS-gone"),
        },
      ],
      waiting: 0,
      meant: { session: "WFS-two", from: "marker" },
    });
  });

  it("says healing while several markers stand", async () => {
    const root = await withSessions("one", "two");
    writeFileSync(join(root, ".workflow", ".active-WFS-one"), "");
    const answer = (await wfsJson(["status"], root)) as { active: string; state: string };
    expect(answer).toMatchObject({ active: "WFS-one", state: "healing" });
  });

  it("in words, without colour when nobody looks at a terminal", async () => {
    const root = await withSessions("one");
    await wfsJson(["task", "add", "impl-1"], root);
    const { stdout, exitCode } = await wfs(["status"], { cwd: root });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^● {2}WFS-one {2}active {2}PLAN {2}1 task {2}now {2}About one\n {4}impl-1\n1 session\n$/u);
  });
});

describe("init and new", () => {
  it("init makes .workflow once", async () => {
    const root = freshDirectory();
    const answer = { root, path: join(root, ".workflow") };
    expect(await wfsJson(["init"], root)).toEqual({ ...answer, created: true });
    expect(await wfsJson(["init"], root)).toEqual({ ...answer, created: false });
  });

  it("new writes the record and the marker", async () => {
    const root = await withSessions();
    const row = await wfsJson(["new", "user-profile", "--project", "Profiles", "--type", "complex"], root);
    expect(row).toEqual({
      id: "WFS-user-profile",
      state: "active",
      active: true,
      project: "Profiles",
      type: "complex",
      status: "active",
      phase: "PLAN",
      completed_phases: [],
      current_tasks: [],
      created: rfc3339,
      updated: rfc3339,
      agent: null,
      user_scope: null,
      path: join(root, ".workflow", "WFS-user-profile"),
    });
    const file = join(root, ".workflow", "WFS-user-profile", "workflow-session.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ session_id: "WFS-user-profile", type: "complex" });
    expect(markers(root)).toEqual([".active-WFS-user-profile"]);
  });

  it("new --no-activate leaves the active session", async () => {
    const root = await withSessions("one");
    expect(await wfsJson(["new", "two", "--project", "Two", "--no-activate"], root)).toMatchObject({ active: false });
    expect(markers(root)).toEqual([".active-WFS-one"]);
  });

  it("new refuses a name that is taken: exit code 1", async () => {
    const root = await withSessions("one");
    expect(await wfsError(["new", "one", "--project", "Again"], root)).toEqual({ exitCode: 1, code: "exists" });
  });
});

describe("list", () => {
  it("has exactly the fields other tools rely on, the active session first", async () => {
    const root = await withSessions("one", "two");
    await wfsJson(["complete", "one"], root);
    const { stdout } = await wfs(["list", "--json"], { cwd: root });
    const times = /"(created|updated)":"[^"]+"/gu;
    expect(stdout.replaceAll(times, '"$1":"T"').replaceAll(JSON.stringify(root).slice(1, -1), "ROOT")).toBe(
      '{"sessions":[' +
        '{"id":"WFS-two","state":"active","active":true,"project":"About two","type":"medium","status":"active","phase":"PLAN",' +
        '"completed_phases":[],"current_tasks":[],"created":"T","updated":"T","path":"ROOT/.workflow/WFS-two","agent":null,"user_scope":null},' +
        '{"id":"WFS-one","state":"completed","active":false,"project":"About one","type":"medium","status":"completed","phase":"PLAN",' +
        '"completed_phases":[],"current_tasks":[],"created":"T","updated":"T","path":"ROOT/.workflow/WFS-one","agent":null,"user_scope":null}]}\n',
    );
  });

  it("--state chooses", async () => {
    const root = await withSessions("one", "two", "three");
    await wfsJson(["complete", "one", "--archive"], root);
    const ids = async (state: string): Promise<readonly string[]> =>
      ((await wfsJson(["list", "--state", state], root)) as { sessions: Row[] }).sessions.map(({ id }) => id);
    expect(await ids("active")).toEqual(["WFS-three"]);
    expect(await ids("paused")).toEqual(["WFS-two"]);
    expect(await ids("completed")).toEqual([]);
    expect(await ids("archived")).toEqual(["WFS-one"]);
  });

  it("aligns columns", async () => {
    const root = await withSessions("a", "much-longer-name");
    const { stdout } = await wfs(["list"], { cwd: root });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.indexOf("PLAN"))).toEqual([lines[0]?.indexOf("PLAN"), lines[0]?.indexOf("PLAN")]);
  });
});

describe("switch, pause, resume, complete", () => {
  it("moves the one marker", async () => {
    const root = await withSessions("one", "two");
    expect(await wfsJson(["switch", "WFS-one"], root)).toMatchObject({ id: "WFS-one", state: "active" });
    expect(markers(root)).toEqual([".active-WFS-one"]);
    expect(await wfsJson(["switch", "two"], root)).toMatchObject({ id: "WFS-two", active: true });
    expect(await wfsJson(["pause"], root)).toMatchObject({ id: "WFS-two", state: "paused", active: false });
    expect(markers(root)).toEqual([]);
    expect(await wfsJson(["resume", "one"], root)).toMatchObject({ id: "WFS-one", active: true });
    expect(await wfsJson(["complete", "--archive"], root)).toMatchObject({
      state: "archived",
      path: join(root, ".workflow", "completed", "WFS-one"),
    });
    expect(markers(root)).toEqual([]);
  });

  it("says that a switch opens a completed session again", async () => {
    const root = await withSessions("one", "two");
    await wfsJson(["complete"], root);
    const { stdout } = await wfs(["switch", "two"], { cwd: root });
    expect(stdout).toBe("Active: WFS-two; it was completed, and is open again\n");
    expect((await wfs(["switch", "one"], { cwd: root })).stdout).toBe("Active: WFS-one\n");
  });

  it.each([["switch"], ["resume"], ["pause"], ["complete"]])(
    "%s of a session there is not: exit code 1",
    async (verb) => {
      const root = await withSessions("one");
      expect(await wfsError([verb, "two"], root)).toEqual({ exitCode: 1, code: "not-found" });
      expect(markers(root)).toEqual([".active-WFS-one"]);
    },
  );

  it.each([["pause"], ["complete"]])("%s without an active session: exit code 1", async (verb) => {
    const root = await withSessions("one");
    await wfsJson(["pause"], root);
    expect(await wfsError([verb], root)).toEqual({ exitCode: 1, code: "no-active-session" });
  });

  it.each([["switch", "a"], ["pause"], ["complete"], ["resume", "a"]])(
    "%s %s without .workflow: exit code 1",
    async (...args) => {
      const root = freshDirectory();
      expect(await wfsError(args, root)).toEqual({ exitCode: 1, code: "no-workflow" });
      expect(readdirSync(root)).toEqual([]);
    },
  );
});

describe("phase, task, save", () => {
  it("goes through the phases with a transition record each", async () => {
    const root = await withSessions("one");
    const directory = join(root, ".workflow", "WFS-one");
    writeFileSync(join(directory, "IMPL_PLAN.md"), "# Plan\n");
    expect(await wfsJson(["phase", "IMPLEMENT", "--artifact", "plan_document=IMPL_PLAN.md"], root)).toMatchObject({
      phase: "IMPLEMENT",
      completed_phases: ["PLAN"],
    });
    expect(JSON.parse(readFileSync(join(directory, "phases", "0001-PLAN.json"), "utf8"))).toEqual({
      phase_completed: "PLAN",
      next_phase: "IMPLEMENT",
      completed_at: rfc3339,
      artifacts: { plan_document: "IMPL_PLAN.md" },
    });
    expect(await wfsJson(["phase", "review", "WFS-one"], root)).toMatchObject({ phase: "REVIEW" });
  });

  it("keeps the list of tasks", async () => {
    const root = await withSessions("one");
    await wfsJson(["task", "add", "impl-1"], root);
    await wfsJson(["task", "add", "impl-2", "WFS-one"], root);
    expect(await wfsJson(["task", "done", "impl-1"], root)).toMatchObject({ current_tasks: ["impl-2"] });
    expect(await wfsError(["task", "done", "impl-9"], root)).toEqual({ exitCode: 1, code: "not-found" });
  });

  it("save leaves a file with the message", async () => {
    const root = await withSessions("one");
    await wfsJson(["save", "-m", "before the rename"], root);
    const file = join(root, ".workflow", "WFS-one", "saves", "0001-user_request.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      trigger: "user_request",
      message: "before the rename",
    });
  });
});

describe("the temporary workspace", () => {
  it("takes tasks while no session is active, and is kept as a session", async () => {
    const root = await withSessions("one");
    await wfsJson(["pause"], root);
    await wfsJson(["task", "add", "spike"], root);
    expect(existsSync(join(root, ".workflow", ".temporary", "workflow-session.json"))).toBe(true);
    expect(await wfsJson(["keep", "caching"], root)).toMatchObject({ id: "WFS-caching", current_tasks: ["spike"] });
    expect(existsSync(join(root, ".workflow", ".temporary"))).toBe(false);
    expect(await wfsError(["keep", "again"], root)).toEqual({ exitCode: 1, code: "not-found" });
  });

  it("is mentioned for as long as it is there", async () => {
    const root = await withSessions("one");
    await wfsJson(["pause"], root);
    await wfsJson(["task", "add", "spike"], root);
    for (const verb of ["status", "list"]) {
      expect((await wfs([verb], { cwd: root })).stdout).toContain(
        "Temporary workspace (PLAN, 1 task): “wfs keep <slug>”",
      );
      expect(await wfsJson([verb], root)).toMatchObject({ temporary: join(root, ".workflow", ".temporary") });
    }
    await wfsJson(["discard"], root);
    for (const verb of ["status", "list"]) {
      expect((await wfs([verb], { cwd: root })).stdout).not.toContain("Temporary");
      expect(await wfsJson([verb], root)).not.toHaveProperty("temporary");
    }
  });

  it("is thrown away", async () => {
    const root = await withSessions("one");
    await wfsJson(["pause"], root);
    await wfsJson(["task", "add", "spike"], root);
    expect(await wfsJson(["discard"], root)).toEqual({ discarded: true, checkpoints: 0, comments: 0, path: null });
    expect(await wfsError(["discard"], root)).toEqual({ exitCode: 1, code: "not-found" });
    expect(existsSync(join(root, ".workflow", ".temporary"))).toBe(false);
  });
});

describe("work", () => {
  it("repairs doubled and orphaned markers first; looking leaves them", async () => {
    const root = await withSessions("one", "two");
    for (const name of ["one", "gone"]) {
      const marker = join(root, ".workflow", `.active-WFS-${name}`);
      writeFileSync(marker, "");
      utimesSync(marker, 1, 1);
    }
    await wfsJson(["status"], root);
    expect(markers(root)).toHaveLength(3);
    await wfsJson(["task", "add", "impl-1"], root);
    expect(markers(root)).toEqual([".active-WFS-two"]);
    expect(await wfsJson(["status"], root)).toMatchObject({ active: "WFS-two", state: "ok", problems: [] });
  });

  it("lists few of many tasks and counts the rest", async () => {
    const root = await withSessions("one");
    const file = join(root, ".workflow", "WFS-one", "workflow-session.json");
    const record = JSON.parse(readFileSync(file, "utf8")) as { progress: object };
    const current_tasks = Array.from({ length: 5000 }, (_, index) => `t-${index}`);
    writeFileSync(file, JSON.stringify({ ...record, progress: { ...record.progress, current_tasks } }));
    const { stdout } = await wfs(["status"], { cwd: root });
    expect(stdout).toContain("\n    t-19\n    … and 4980 more\n");
    expect((await wfs(["task", "done", "none"], { cwd: root })).stderr).toContain("t-19, … and 4980 more.");
  });
});

describe("doctor", () => {
  it("exits 0 when nothing is wrong", async () => {
    const root = await withSessions("one");
    expect(await wfsJson(["doctor"], root)).toEqual({ problems: [] });
  });

  it("lists with exit code 1, repairs with --fix, and the corrupt record is kept", async () => {
    const root = await withSessions("one", "two");
    writeFileSync(join(root, ".workflow", ".active-WFS-gone"), "");
    const record = join(root, ".workflow", "WFS-one", "workflow-session.json");
    writeFileSync(record, '{"session_id": "WFS-o');
    const before = await wfs(["doctor", "--json"], { cwd: root });
    expect(before.exitCode).toBe(1);
    const { problems } = JSON.parse(before.stdout) as { problems: { code: string; repair: string | null }[] };
    expect(problems.map(({ code }) => code).toSorted()).toEqual(["corrupt-record", "orphan-marker"]);
    expect(problems.every(({ repair }) => typeof repair === "string")).toBe(true);

    const fixed = (await wfsJson(["doctor", "--fix"], root)) as { problems: unknown[]; repairs: { done: boolean }[] };
    expect(fixed.problems).toEqual([]);
    expect(fixed.repairs.map(({ done }) => done)).toEqual([true, true]);
    expect(JSON.parse(readFileSync(record, "utf8"))).toMatchObject({ session_id: "WFS-one" });
    const kept = readdirSync(join(root, ".workflow", "WFS-one")).filter((name) => name.includes(".corrupt-"));
    expect(kept).toHaveLength(1);
  });

  it("in words: what is wrong and what --fix would do", async () => {
    const root = await withSessions("one");
    mkdirSync(join(root, ".workflow"), { recursive: true });
    writeFileSync(join(root, ".workflow", ".active-WFS-gone"), "");
    const { stdout, exitCode } = await wfs(["doctor"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("! orphan-marker");
    expect(stdout).toContain("--fix: ");
    expect((await wfs(["doctor", "--fix"], { cwd: root })).stdout).toMatch(
      /✔ orphan-marker[^]*✔ Nothing is wrong\.\n$/u,
    );
  });
});
