import { describe, expect, it } from "vitest";
import { id } from "../../support/scenes/markerScene.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const a = id("WFS-a");

/** A `.workflow` with sessions at these paths, as tools with `active/` and `archives/` leave it. */
function sceneWith(...paths: readonly string[]): SessionScene {
  const scene = new SessionScene();
  for (const path of paths) {
    const name = path.split("/").at(-1) ?? "";
    scene.disk.file(
      `${scene.directory}/${path}/workflow-session.json`,
      JSON.stringify({ session_id: name, project: path, status: "planning" }),
    );
  }
  scene.rest();
  return scene;
}

/** Where a new session is put beside these. */
async function newBeside(...paths: readonly string[]): Promise<string> {
  const scene = sceneWith(...paths);
  const { path } = await scene.service().create({ slug: "new", project: "New" });
  expect(scene.markers()).toEqual([".active-WFS-new"]);
  return path.slice(scene.directory.length + 1);
}

describe("where a session lies", () => {
  it("may be any of four places, of which two are archives", async () => {
    const scene = sceneWith("WFS-a", "active/WFS-b", "completed/WFS-c", "archives/WFS-d");
    const listed = await scene.service().list();
    expect(Object.fromEntries(listed.map(({ state, path }) => [path, state]))).toEqual({
      [`${scene.directory}/WFS-a`]: "paused",
      [`${scene.directory}/active/WFS-b`]: "paused",
      [`${scene.directory}/completed/WFS-c`]: "archived",
      [`${scene.directory}/archives/WFS-d`]: "archived",
    });
    for (const view of listed) expect(await scene.service().get(view.id)).toEqual(view);
    expect(await scene.service().problems()).toEqual([]);
  });

  it.each([
    [["WFS-a", "active/WFS-a", "completed/WFS-a", "archives/WFS-a"], "WFS-a"],
    [["active/WFS-a", "completed/WFS-a", "archives/WFS-a"], "active/WFS-a"],
    [["completed/WFS-a", "archives/WFS-a"], "completed/WFS-a"],
  ])("is the first of %j, and the others are problems nobody repairs", async (paths, first) => {
    const scene = sceneWith(...paths);
    const sessions = scene.service();
    expect((await sessions.list()).map(({ record }) => record.project)).toEqual([first]);
    expect((await sessions.get(a)).record.project).toBe(first);
    const problems = await sessions.problems();
    for (const path of paths.slice(1)) {
      expect(problems).toContainEqual(expect.objectContaining({ code: "twin", path: `${scene.directory}/${path}` }));
    }
    expect(problems.filter(({ repair }) => repair === undefined)).toHaveLength(paths.length - 1);
    const before = scene.files();
    await sessions.repair(problems);
    expect(scene.files()).toEqual(before);
  });

  it("is left for its archive and taken up again, each place having its own", async () => {
    for (const [home, archive] of [
      ["", "completed/"],
      ["active/", "archives/"],
    ] as const) {
      const scene = sceneWith(`${home}WFS-a`);
      const sessions = scene.service();
      await sessions.switchTo(a);
      expect(scene.markers()).toEqual([".active-WFS-a"]);
      expect(await sessions.get(a)).toMatchObject({ state: "active", active: true });
      expect(await sessions.complete(a, { archive: true })).toMatchObject({ state: "archived" });
      expect(scene.markers()).toEqual([]);
      expect(Object.keys(scene.files()).some((path) => path.startsWith(`${archive}WFS-a/`))).toBe(true);
      expect(await scene.service().problems()).toEqual([]);
      expect(await sessions.resume(a)).toMatchObject({ state: "active", path: `${scene.directory}/${home}WFS-a` });
      expect(scene.markers()).toEqual([".active-WFS-a"]);
    }
  });

  it("is new in active/ only where that is there and sessions lie nowhere else in use", async () => {
    expect(await newBeside("active/WFS-b", "completed/WFS-c")).toBe("active/WFS-new");
    expect(await newBeside("active/WFS-b", "WFS-a")).toBe("WFS-new");
    expect(await newBeside("completed/WFS-c")).toBe("WFS-new");
  });

  it("makes its name taken, wherever it is", async () => {
    for (const place of ["", "active/", "completed/", "archives/"]) {
      const scene = sceneWith(`${place}WFS-Profile`);
      await expect(scene.service().create({ slug: "profile", project: "P" })).rejects.toMatchObject({ code: "exists" });
    }
  });

  it("is found past what only has the name of a place", async () => {
    const scene = sceneWith("completed/WFS-a");
    scene.disk.file(`${scene.directory}/active`, "mine");
    scene.disk.link(`${scene.directory}/archives`, "/elsewhere");
    scene.rest();
    expect(await scene.service().get(a)).toMatchObject({ state: "archived" });
    expect(await scene.service().resume(a)).toMatchObject({ state: "active" });
    await expect(scene.service().get(id("WFS-none"))).rejects.toMatchObject({ code: "not-found" });
  });

  it("does not become another's by being archived", async () => {
    const scene = sceneWith("active/WFS-a", "completed/WFS-a");
    const before = scene.files();
    await expect(scene.service().complete(a, { archive: true })).rejects.toMatchObject({ code: "exists" });
    expect(scene.files()).toEqual(before);
  });

  it("leads from active/ to the repository with one step more", async () => {
    const sessions = sceneWith("active/WFS-a").service();
    const enter = async (plan: string): Promise<unknown> =>
      await sessions.enterPhase("IMPLEMENT", { id: a, artifacts: { plan } });
    await expect(enter("../../docs/plan.md")).rejects.toMatchObject({ code: "usage" });
    await enter("../../../docs/plan.md");
    expect(await sessions.transitions(a)).toMatchObject([{ artifacts: { plan: "../../../docs/plan.md" } }]);
  });
});

describe("the tasks of a session", () => {
  it("are those of its record, of the files of tasks and of the list, with their states", async () => {
    const scene = sceneWith("active/WFS-a");
    const at = (name: string): string => `${scene.directory}/active/WFS-a/${name}`;
    scene.disk.file(at("workflow-session.json"), '{"progress":{"current_tasks":["impl-1","IMPL-2"]}}');
    scene.disk.file(at(".task/IMPL-2.json"), '{"id":"IMPL-2","title":"Form","status":"active"}');
    scene.disk.file(at(".task/IMPL-10.json"), '{"id":"IMPL-10","status":"pending","title":7}');
    scene.disk.file(at(".task/IMPL-11.json"), "{ not JSON");
    scene.disk.file(at(".task/notes.json"), "{}");
    scene.disk.file(
      at("TODO_LIST.md"),
      [
        "# Tasks: Booking",
        "- [x] **IMPL-10**: Payment → [📋](./.task/IMPL-10.json) | [✅](./.summaries/IMPL-10-summary.md)",
        "  - [ ] **IMPL-10.1**: Refund → [📋](./.task/IMPL-10.1.json)",
        "- [ ] Look at it",
        "- [x] IMPL-2: Form",
        "- [ ] IMPL-12 Print",
        "- `- [ ]` = Pending",
        "- [done](x.md)",
        "```",
        "- [ ] an example",
        "```",
      ].join("\r\n"),
    );
    scene.rest();
    const before = scene.files();
    expect(await scene.service().tasks(a)).toEqual([
      { name: "impl-1", state: "in_progress" },
      { name: "IMPL-2", state: "active", title: "Form", file: ".task/IMPL-2.json" },
      { name: "IMPL-10", state: "pending", file: ".task/IMPL-10.json" },
      { name: "IMPL-10.1", state: "pending", title: "Refund", file: "TODO_LIST.md" },
      { name: "Look at it", state: "pending", file: "TODO_LIST.md" },
      { name: "IMPL-12", state: "pending", title: "Print", file: "TODO_LIST.md" },
    ]);
    expect(scene.files()).toEqual(before);
  });

  it("are finished where they are kept", async () => {
    const scene = sceneWith("WFS-a");
    scene.disk.file(`${scene.directory}/WFS-a/TODO_LIST.md`, "- [ ] **IMPL-3**: Pay\n");
    await expect(scene.service().finishTask("IMPL-3", a)).rejects.toMatchObject({
      code: "not-found",
      hint: expect.stringContaining(`${scene.directory}/WFS-a/TODO_LIST.md`) as string,
    });
  });

  it("come from real files only", async () => {
    const scene = sceneWith("WFS-a");
    scene.disk.file("/elsewhere/IMPL-1.json", "{}");
    scene.disk.link(`${scene.directory}/WFS-a/.task`, "/elsewhere");
    scene.disk.link(`${scene.directory}/WFS-a/TODO_LIST.md`, "/elsewhere/IMPL-1.json");
    expect(await scene.service().tasks(a)).toEqual([]);
  });

  it("have come to what lies in .summaries, which is shown with the other files", async () => {
    const scene = sceneWith("active/WFS-a");
    for (const name of ["IMPL_PLAN.md", ".summaries/IMPL-1-summary.md", ".task/IMPL-1.json", ".process/x.json"])
      scene.disk.file(`${scene.directory}/active/WFS-a/${name}`, "{}");
    expect(await scene.service().artifacts(a)).toEqual([".summaries/IMPL-1-summary.md", "IMPL_PLAN.md"]);
  });
});
