import { beforeEach, describe, expect, it } from "vitest";
import { type DocumentContent, readDocument, shownBytes } from "../../../src/core/context/readDocument.ts";
import { readPlan, type PlanPart } from "../../../src/core/context/readPlan.ts";
import { type SessionId, sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const [baseline, fork] = [sessionIdFromSlug("a"), sessionIdFromSlug("a-fork")];

const named = ({ documents }: PlanPart): readonly unknown[] =>
  documents.map(({ name, phase, size }) => [name, phase, size]);

const show = async (scene: SessionScene, bytes: Uint8Array): Promise<DocumentContent> => {
  const path = `${scene.root}/d`;
  scene.disk.file(path, bytes);
  return await readDocument(scene.fileSystem(), { path, inside: scene.root });
};

describe("what was planned", () => {
  let scene: SessionScene;

  beforeEach(async () => {
    scene = new SessionScene();
    const service = scene.service();
    await service.create({
      slug: fork,
      project: "p",
      extra: { forked_from: { session: baseline, commit: "1".repeat(40) } },
    });
    await service.create({ slug: baseline, project: "p" });
    write("IMPL_PLAN.md", "# Plan\n");
    write("TODO_LIST.md", "- [x] one\n- [ ] two\n");
    write(".summaries/IMPL-1.md", "done\n");
    scene.disk.file(`${scene.root}/docs/api.md`, "api\n");
    await service.enterPhase("IMPLEMENT", {
      id: baseline,
      artifacts: { plan: "IMPL_PLAN.md", api: "../../docs/api.md" },
    });
  });

  function write(path: string, text: string): void {
    scene.disk.file(`${scene.directory}/${baseline}/${path}`, text);
  }

  const read = async (id: SessionId): Promise<readonly PlanPart[]> =>
    await readPlan({ root: scene.root, fs: scene.fileSystem(), sessions: scene.service() }, id);

  it("is what phases handed over, then the session's other documents, and its tasks", async () => {
    const [own, ...others] = await read(baseline);
    expect(others).toEqual([]);
    expect(own === undefined ? [] : named(own)).toEqual([
      ["plan", "PLAN", 7],
      ["api", "PLAN", 4],
      [".summaries/IMPL-1.md", null, 5],
      ["TODO_LIST.md", null, 20],
    ]);
    expect(own?.tasks.map(({ name, state }) => [name, state])).toEqual([
      ["one", "completed"],
      ["two", "pending"],
    ]);
  });

  it("is its baseline's for a fork in which no phase has handed anything over", async () => {
    const [own, of] = await read(fork);
    expect(own).toMatchObject({ session: fork, isBaseline: false, documents: [] });
    expect(of).toMatchObject({ session: baseline, isBaseline: true });
    expect(of === undefined ? [] : named(of)).toContainEqual(["plan", "PLAN", 7]);
    await scene.service().enterPhase("IMPLEMENT", { id: fork, artifacts: { own: "own.md" } });
    expect((await read(fork)).map(({ session }) => session)).toEqual([fork]);
  });

  it("is the fork's alone where its baseline is gone", async () => {
    await scene.fileSystem().removeTree(`${scene.directory}/${baseline}`);
    expect((await read(fork)).map(({ session }) => session)).toEqual([fork]);
  });

  it("has no file where a link stands, on the way or at the end, and nothing is read through one", async () => {
    scene.disk.file("/secret/api.md", "secret\n");
    await scene.fileSystem().removeTree(`${scene.root}/docs`);
    scene.disk.link(`${scene.root}/docs`, "/secret");
    const [own] = await read(baseline);
    const api = own?.documents.find(({ name }) => name === "api");
    expect(api?.size).toBeNull();
    const place = { path: api?.path ?? "", inside: api?.inside ?? "" };
    await expect(readDocument(scene.fileSystem(), place)).rejects.toMatchObject({ code: "unsafe-path" });
  });

  it("tells a changed file by its version", async () => {
    const before = (await read(baseline))[0]?.documents[0]?.version;
    expect((await read(baseline))[0]?.documents[0]?.version).toBe(before);
    scene.rest();
    write("IMPL_PLAN.md", "# Plan!");
    expect((await read(baseline))[0]?.documents[0]?.version).not.toBe(before);
  });

  describe("a document", () => {
    it("is shown up to its first 256 KiB, no character cut in two", async () => {
      expect(await show(scene, new TextEncoder().encode("plan"))).toEqual({
        kind: "text",
        text: "plan",
        size: 4,
        isCut: false,
      });
      const text = `${"x".repeat(shownBytes - 1)}é${"y".repeat(10)}`;
      const shown = await show(scene, new TextEncoder().encode(text));
      expect(shown).toEqual({ kind: "text", text: "x".repeat(shownBytes - 1), size: shownBytes + 11, isCut: true });
    });

    it("is only named where it is binary or far too large", async () => {
      expect(await show(scene, new Uint8Array([80, 0, 1]))).toEqual({ kind: "binary", size: 3 });
      const size = 17 * 1_048_576;
      expect(await show(scene, new Uint8Array(size))).toEqual({ kind: "large", size });
    });

    it("is said to be gone when it is", async () => {
      const place = { path: `${scene.root}/none`, inside: scene.root };
      await expect(readDocument(scene.fileSystem(), place)).rejects.toMatchObject({ code: "not-found" });
    });
  });
});
