import { describe, expect, it } from "vitest";
import type { ParsedRecord } from "../../../../src/core/sessions/record/record.ts";
import { readRecord } from "../../../../src/core/sessions/record/readRecord.ts";
import { editRecord } from "../../../../src/core/sessions/record/recordEdit.ts";
import type { RecordFields, SessionRecord } from "../../../../src/core/sessions/model/session.ts";
import { id } from "../../../support/scenes/markerScene.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const a = id("WFS-a");

const sound = {
  session_id: "WFS-a",
  project: "First",
  type: "medium",
  current_phase: "PLAN",
  status: "paused",
  progress: { completed_phases: [], current_tasks: ["t"] },
  meta: { created: "2025-09-07T10:00:00Z", updated: "2025-09-07T10:00:00Z" },
};

const then = "2025-09-07T10:00:00Z";

function parsed(value: object): ParsedRecord {
  const read = readRecord(new TextEncoder().encode(JSON.stringify(value, undefined, 1)), a);
  if (read === undefined) throw new Error("no record");
  return read;
}

/** All that a record has, as an operation that sets it. */
function fieldsOf(record: SessionRecord): RecordFields {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** Optional members as other tools write them, and what is left of them. */
const odd: readonly (readonly [string, object, object])[] = [
  ["null everywhere", { forked_from: null, workspace: null, tags: null, retention: null }, {}],
  ["a list with one that fits not", { tags: ["x", 1] }, {}],
  ["an object without what it needs", { forked_from: { checkpoint: "v2" } }, {}],
  [
    "a part of an object",
    { forked_from: { session: "WFS-b", commit: "c0ffee", checkpoint: "v2" } },
    { forked_from: { session: "WFS-b", commit: "c0ffee" } },
  ],
  ["one of several limits", { retention: { keep: -1, max_age_days: 30 } }, { retention: { max_age_days: 30 } }],
  ["one beside a good one", { tags: 5, workspace: "w" }, { workspace: "w" }],
];

describe("optional members that cannot be used", () => {
  it.each(odd)("count as absent and stay in the file: %s", (_, members, left) => {
    const { record, text = "", fault } = parsed({ ...sound, ...members });
    expect(fault).toBeUndefined();
    expect(record).toEqual({ ...sound, ...left });
    expect(editRecord(text, fieldsOf(record), then)).toBe(text);
    const changed = JSON.parse(editRecord(text, { project: "Other" }, then)) as unknown;
    expect(changed).toEqual({ ...sound, ...members, project: "Other" });
  });

  it("may be in progress too", () => {
    const value = { ...sound, progress: { ...sound.progress, last_checkpoint: null } };
    const { record, text = "", fault } = parsed(value);
    expect(fault).toBeUndefined();
    expect(record).toEqual(sound);
    expect(editRecord(text, fieldsOf(record), then)).toBe(text);
  });

  it("are replaced by what is set", () => {
    const { text = "" } = parsed({ ...sound, tags: null, forked_from: { checkpoint: "v2" } });
    const fields = { tags: ["x"], forked_from: { session: "WFS-b", commit: "c", checkpoint: 2 } };
    const set = editRecord(text, fields, then);
    expect(JSON.parse(set)).toMatchObject({
      tags: ["x"],
      forked_from: { session: "WFS-b", commit: "c", checkpoint: 2 },
    });
    const other = parsed({ ...sound, type: "giant", retention: { keep: null, max_bytes: 5 } });
    expect(other.fault).toBeUndefined();
    expect(other.record).toMatchObject({ project: "First", type: "giant", retention: { max_bytes: 5 } });
  });

  it("are never replaced where another tool keeps something else", () => {
    const foreign = { ...sound, progress: "half", meta: 7 };
    const { text = "" } = parsed(foreign);
    const progress = { completed_phases: ["PLAN"], current_tasks: ["x"] };
    expect(() => editRecord(text, { progress }, then)).toThrow("“progress” of the record is something else");
    const noted = editRecord(text, { status: "completed", progress: { ...progress, current_tasks: [] } }, then);
    expect(JSON.parse(noted)).toEqual({ ...foreign, status: "completed" });
    const objects = { ...sound, progress: { completed_phases: [], current_tasks: [{ id: 1 }] } };
    expect(() => editRecord(parsed(objects).text ?? "", { progress }, then)).toThrow("something else");
  });

  it("survive every kind of work on the session", async () => {
    const scene = new SessionScene();
    const sessions = scene.service();
    await sessions.create({ slug: "a", project: "First" });
    const members = { tags: null, retention: { keep: "all" }, forked_from: { checkpoint: "v2" } };
    scene.disk.file(scene.recordPath("WFS-a"), JSON.stringify({ ...scene.record("WFS-a"), ...members }));
    scene.rest();
    expect(await sessions.problems()).toEqual([]);
    await sessions.addTask("x");
    await sessions.enterPhase("IMPLEMENT");
    await sessions.pause();
    await sessions.resume(a);
    expect(scene.record("WFS-a")).toMatchObject({ ...members, current_phase: "IMPLEMENT" });
    expect(Object.keys(scene.files()).filter((path) => path.includes("corrupt"))).toEqual([]);
  });
});
