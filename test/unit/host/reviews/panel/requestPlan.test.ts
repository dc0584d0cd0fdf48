import { beforeEach, describe, expect, it } from "vitest";
import { sessionIdFromSlug } from "../../../../../src/core/sessions/model/sessionId.ts";
import { RequestPlan } from "../../../../../src/host/reviews/panel/requestPlan.ts";
import { planLimits, planSchema, type DocumentRow } from "../../../../../src/messages/plan.ts";
import { SessionScene } from "../../../../support/scenes/sessionScene.ts";
import { plainWording } from "../../plainWording.ts";

const session = sessionIdFromSlug("a");

describe("the plan of a request", () => {
  let scene: SessionScene;
  let opened: string[];
  let plan: RequestPlan;

  beforeEach(async () => {
    scene = new SessionScene();
    opened = [];
    await scene.service().create({ slug: session, project: "p" });
    scene.disk.file(`${scene.directory}/${session}/IMPL_PLAN.md`, "# Plan\n");
    scene.disk.file(`${scene.directory}/${session}/notes.md`, "notes\n");
    await scene.service().enterPhase("IMPLEMENT", { id: session, artifacts: { plan: "IMPL_PLAN.md" } });
    plan = new RequestPlan({
      root: scene.root,
      fs: scene.fileSystem(),
      sessions: scene.service(),
      edit: (path) => {
        opened.push(path);
        return Promise.resolve();
      },
      wording: plainWording,
    });
  });

  const rows = async (): Promise<readonly DocumentRow[]> =>
    (await plan.list(session)).parts.flatMap(({ documents }) => documents);

  it("gives documents numbers by which alone they are read and opened", async () => {
    const [first, second] = await rows();
    expect(first).toMatchObject({ id: 0, name: "plan", file: "IMPL_PLAN.md", phase: "PLAN", size: 7 });
    expect(second).toMatchObject({ id: 1, name: "notes.md", phase: null });
    expect(await plan.read(0)).toMatchObject({ kind: "text", text: "# Plan\n" });
    await plan.edit(1);
    expect(opened).toEqual([`${scene.directory}/${session}/notes.md`]);
    await expect(plan.read(2)).rejects.toMatchObject({ code: "not-found" });
    await expect(plan.edit(2)).rejects.toMatchObject({ code: "not-found" });
  });

  it("knows nothing before it was listed, and nothing that is not listed any more", async () => {
    await expect(plan.read(0)).rejects.toMatchObject({ code: "not-found" });
    await rows();
    await scene.fileSystem().remove(`${scene.directory}/${session}/notes.md`);
    scene.disk.file(`${scene.directory}/${session}/a.md`, "");
    expect((await rows()).map(({ id, name }) => [id, name])).toEqual([
      [0, "plan"],
      [2, "a.md"],
    ]);
    await expect(plan.read(1)).rejects.toMatchObject({ code: "not-found" });
  });

  it("opens and reads nothing through a link that was put there since", async () => {
    await rows();
    const path = `${scene.directory}/${session}/notes.md`;
    await scene.fileSystem().remove(path);
    scene.disk.file("/secret", "secret");
    scene.disk.link(path, "/secret");
    await expect(plan.read(1)).rejects.toMatchObject({ code: "unsafe-path" });
    await expect(plan.edit(1)).rejects.toMatchObject({ code: "unsafe-path" });
    expect(opened).toEqual([]);
  });

  it("is cut to what a page understands, whatever was written there", async () => {
    const long = "x".repeat(10_000);
    scene.disk.file(
      `${scene.directory}/${session}/phases/0002-X.json`,
      JSON.stringify({
        phase_completed: long,
        next_phase: "Y",
        completed_at: "2026-03-01T10:00:00Z",
        artifacts: { [long]: "f", ...Object.fromEntries(Array.from({ length: 700 }, (_, at) => [`n${at}`, `f${at}`])) },
      }),
    );
    const tasks = Array.from({ length: 900 }, (_, at) => `- [ ] task ${at}`).join("\n");
    scene.disk.file(`${scene.directory}/${session}/TODO_LIST.md`, tasks);
    const shown = await plan.list(session);
    expect(planSchema.parse(shown)).toEqual(shown);
    expect(shown.parts[0]?.documents).toHaveLength(planLimits.documents);
    expect(shown.parts[0]?.documents[0]?.name).toContain("more characters)");
    expect(shown.parts[0]?.documentsLeft).toBeGreaterThanOrEqual(201);
    expect(shown.parts[0]?.tasksLeft).toBe(400);
  });
});
