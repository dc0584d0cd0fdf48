import { describe, expect, it } from "vitest";
import { FileError, type FileErrorReason, WorkflowError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { parseRecord } from "../../../src/core/sessions/record/loadRecord.ts";
import type { Sessions } from "../../../src/core/sessions/model/sessions.ts";
import { id } from "../../support/scenes/markerScene.ts";
import { failAt, killAt, Killed, type StepHook } from "../../support/fakes/memoryFileSystem.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";

const [a, b] = [id("WFS-a"), id("WFS-b")];

type Files = Readonly<Record<string, string>>;
interface Operation {
  readonly prepare?: (scene: SessionScene, sessions: Sessions) => Promise<void>;
  readonly run: (sessions: Sessions) => Promise<unknown>;
  /** How many sessions are active afterwards, whatever happened. */
  readonly active: readonly number[];
}

const operations: Readonly<Record<string, Operation>> = {
  create: { run: async (sessions) => await sessions.create({ slug: "new", project: "New" }), active: [1] },
  "create without activating": {
    run: async (sessions) => await sessions.create({ slug: "new", project: "New", activate: false }),
    active: [1],
  },
  switch: { run: async (sessions) => await sessions.switchTo(a), active: [1] },
  pause: { run: async (sessions) => await sessions.pause(), active: [0, 1] },
  resume: {
    prepare: async (_, sessions) => {
      await sessions.enterPhase("IMPLEMENT", { id: a });
      await sessions.updateRecord(a, () => ({ current_phase: "PLAN" }));
    },
    run: async (sessions) => await sessions.resume(a),
    active: [1],
  },
  "resume from the archive": {
    prepare: async (_, sessions) => void (await sessions.complete(a, { archive: true })),
    run: async (sessions) => await sessions.resume(a),
    active: [1],
  },
  complete: { run: async (sessions) => await sessions.complete(), active: [0, 1] },
  archive: { run: async (sessions) => await sessions.complete(b, { archive: true }), active: [0, 1] },
  "archive a paused session": {
    run: async (sessions) => await sessions.complete(a, { archive: true }),
    active: [1],
  },
  phase: { run: async (sessions) => await sessions.enterPhase("IMPLEMENT"), active: [1] },
  "add a task": { run: async (sessions) => await sessions.addTask("more"), active: [1] },
  save: { run: async (sessions) => await sessions.save({ message: "m" }), active: [1] },
  "rebuild a corrupt record": {
    prepare: async (scene) => scene.disk.file(scene.recordPath("WFS-b"), '{"project": "half'),
    run: async (sessions) => await sessions.addTask("more"),
    active: [1],
  },
  "keep the temporary workspace": {
    prepare: async (_, sessions) => {
      await sessions.pause();
      await sessions.addTask("try");
    },
    run: async (sessions) => await sessions.keepTemporary("kept"),
    active: [0, 1],
  },
  "set a session aside": {
    run: async (sessions) => await sessions.setAside(id("WFS-a")),
    active: [1],
  },
  "discard the temporary workspace": {
    prepare: async (_, sessions) => {
      await sessions.pause();
      await sessions.addTask("try");
    },
    run: async (sessions) => {
      await sessions.discardTemporary();
    },
    active: [0],
  },
};

async function prepared(operation: Operation): Promise<SessionScene> {
  const scene = new SessionScene();
  const sessions = scene.service();
  await sessions.create({ slug: "a", project: "First" });
  await sessions.create({ slug: "b", project: "Second" });
  await operation.prepare?.(scene, sessions);
  scene.rest();
  return scene;
}

async function outcome(scene: SessionScene, operation: Operation, onStep: StepHook): Promise<unknown> {
  try {
    await operation.run(scene.service({ onStep }));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Steps an operation takes when nothing goes wrong, and what it leaves. */
async function whole(
  operation: Operation,
): Promise<{ readonly steps: number; readonly before: Files; readonly after: Files }> {
  const scene = await prepared(operation);
  const before = scene.files();
  let steps = 0;
  expect(await outcome(scene, operation, () => void (steps += 1))).toBeUndefined();
  return { steps, before, after: scene.files() };
}

const names = (files: Files): readonly string[] => Object.keys(files);

const shown = (error: unknown): string => (error instanceof Error ? error.message : "nothing thrown");

const records = (files: Files): readonly string[] =>
  Object.keys(files).filter((path) => path.endsWith("workflow-session.json"));

/** Whatever happened: each record is the old or the new one, and the sessions can be used and repaired. */
async function mustBeSound(scene: SessionScene, operation: Operation, corrupt: boolean): Promise<void> {
  const files = scene.files();
  for (const path of records(files)) {
    const name = path.split("/").at(-2) ?? "";
    const { fault } = await parseRecord(
      new TextEncoder().encode(files[path]),
      id(name === ".temporary" ? "WFS-temporary" : name),
      0,
    );
    if (!corrupt && name !== ".temporary") expect(fault, path).toBeUndefined();
  }
  expect(operation.active).toContain(scene.markers().length);
  scene.rest();
  const later = scene.service();
  const problems = await later.problems();
  const unsettled = (await later.repair(problems)).filter(({ done }) => !done);
  expect(unsettled).toEqual([]);
  scene.rest();
  expect(await later.problems()).toEqual([]);
  expect(scene.leftovers()).toEqual([]);
}

describe.each(Object.entries(operations))("%s", (name, operation) => {
  const corrupt = name === "rebuild a corrupt record";

  it("leaves a valid state when killed at any step, and nothing that the repair cannot clear", async () => {
    const { steps } = await whole(operation);
    expect(steps).toBeGreaterThan(3);
    for (let step = 0; step < steps; step += 1) {
      const scene = await prepared(operation);
      const error = await outcome(scene, operation, killAt(step));
      if (error !== undefined) expect(error, `step ${step}`).toBeInstanceOf(Killed);
      await mustBeSound(scene, operation, corrupt);
    }
  });

  const reasons: readonly FileErrorReason[] = ["no-space", "io", "read-only", "too-many-open", "not-permitted"];
  it.each(reasons)("has done all or nothing when any one call fails with %s", async (reason) => {
    const { steps, before, after } = await whole(operation);
    for (let step = 0; step < steps; step += 1) {
      const scene = await prepared(operation);
      const error = await outcome(scene, operation, failAt(step, reason));
      const files = scene.files();
      if (error === undefined) expect(names(files), `step ${step}`).toEqual(names(after));
      else {
        expect(error, `step ${step}`).toBeInstanceOf(WorkflowError);
        expect(files, `step ${step}: ${shown(error)}`).toEqual(before);
      }
      await mustBeSound(scene, operation, corrupt);
    }
  });

  it("has changed nothing when the disk is full or read-only for good", async () => {
    for (const reason of ["no-space", "read-only"] as const) {
      const scene = await prepared(operation);
      const before = scene.files();
      const full: StepHook = (step) => {
        const reads = ["names", "entries", "lstat", "read", "readNow", "realPath"];
        const frees = reason === "no-space" ? ["remove", "removeTree", "rename", "touch", "syncDirectory"] : [];
        if (!reads.includes(step.call) && !frees.includes(step.call))
          throw new FileError(reason, step.paths[0] ?? "", say`Injected.`);
      };
      const error = await outcome(scene, operation, full);
      const free = reason === "no-space" && ["switch", "pause", "discard the temporary workspace"].includes(name);
      if (free) expect(error).toBeUndefined();
      else if (error === undefined) expect(scene.markers()).toEqual([".active-WFS-a"]);
      else expect(scene.files(), `${reason}: ${shown(error)}`).toEqual(before);
    }
  });
});
