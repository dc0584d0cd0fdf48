import * as fc from "fast-check";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import type { Sessions } from "../../../../src/core/sessions/model/sessions.ts";
import { runs } from "../../../support/effort.ts";
import { id } from "../../../support/scenes/markerScene.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";

const session = id("WFS-a");
const leaves: readonly (readonly string[])[] = [
  ["session_id"],
  ["project"],
  ["type"],
  ["current_phase"],
  ["status"],
  ["progress", "completed_phases"],
  ["progress", "current_tasks"],
  ["progress", "last_checkpoint"],
  ["meta", "created"],
  ["meta", "updated"],
  ["tags"],
];

/** The document with a sign in place of each known value: all that must stay byte for byte. */
function skeleton(text: string): string {
  const root = parseTree(text);
  const values = leaves
    .map((path) => root && findNodeAtLocation(root, [...path]))
    .filter((node) => node !== undefined)
    .toSorted((a, b) => b.offset - a.offset);
  return values.reduce((all, { offset, length }) => `${all.slice(0, offset)}•${all.slice(offset + length)}`, text);
}

const space = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r\n"), maxLength: 3 });
const source = fc.oneof(
  fc.constantFrom(
    "0",
    "-0",
    "1.0",
    "1e400",
    "12345678901234567890",
    "0.10",
    "true",
    "null",
    '"\\u0041"',
    "{ }",
    "[1 ,2]",
  ),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
);
const unknown = fc.tuple(
  space,
  fc.string().filter((key) => !leaves.some((path) => path.includes(key)) && key !== "progress" && key !== "meta"),
  source,
  space,
);

/** An object with the known members in any order, unknown ones between, and any white space. */
function documentOf(known: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const members = Object.entries(known).map(([key, value]) => fc.tuple(space, fc.constant(key), value, space));
  return fc
    .tuple(fc.tuple(...members), fc.array(unknown, { maxLength: 4 }))
    .chain(([fixed, others]) => fc.shuffledSubarray([...fixed, ...others], { minLength: fixed.length + others.length }))
    .map((list) => `{${list.map(([a, key, value, b]) => `${a}${JSON.stringify(key)}:${value}${b}`).join(",")}}`);
}

const literal = (text: string): fc.Arbitrary<string> => fc.constant(text);
const time = literal('"2025-09-01T10:00:00.123+02:00"');
const record = documentOf({
  session_id: literal('"WFS-a"'),
  project: literal('"A \\u0062 project"'),
  type: fc.constantFrom('"simple"', '"complex"'),
  current_phase: literal('"PLAN"'),
  status: fc.constantFrom('"paused"', '"active"', '"completed"'),
  progress: documentOf({
    completed_phases: fc.constantFrom("[]", "[\n]", '["PLAN"]'),
    current_tasks: fc.constantFrom("[]", '["one" ,"two"]'),
    last_checkpoint: time,
  }),
  meta: documentOf({ created: time, updated: time }),
  tags: literal('[ "x" ]'),
});

const operations: Readonly<Record<string, (sessions: Sessions) => Promise<unknown>>> = {
  switchTo: async (sessions) => await sessions.switchTo(session),
  resume: async (sessions) => await sessions.resume(session),
  enterPhase: async (sessions) => await sessions.enterPhase("IMPLEMENT", { id: session, artifacts: { plan: "P.md" } }),
  addTask: async (sessions) => await sessions.addTask("new", session),
  finishTask: async (sessions) => {
    await sessions.addTask("new", session);
    await sessions.finishTask("new", session);
  },
  save: async (sessions) => await sessions.save({ id: session, message: "m" }),
  updateRecord: async (sessions) =>
    await sessions.updateRecord(session, () => ({ tags: ["y", "z"], project: "P", type: "medium" })),
  pause: async (sessions) => {
    await sessions.switchTo(session);
    await sessions.pause();
  },
  complete: async (sessions) => await sessions.complete(session, { force: true }),
  switchAway: async (sessions) => {
    await sessions.switchTo(session);
    await sessions.create({ slug: "b", project: "B" });
  },
};

describe("unknown fields of a record", () => {
  it.each(Object.entries(operations))("stay byte for byte through %s", async (_, operate) => {
    await fc.assert(
      fc.asyncProperty(record, async (text) => {
        const scene = new SessionScene();
        scene.disk.file(scene.recordPath("WFS-a"), text);
        await operate(scene.service());
        const edited = scene.disk.text(scene.recordPath("WFS-a")) ?? "";
        expect(skeleton(edited)).toBe(skeleton(text));
        expect(() => JSON.parse(edited) as unknown).not.toThrow();
      }),
      { numRuns: runs(60) },
    );
  });
});
