import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlainRecord } from "../../../../src/core/sessions/record/plainRecord.ts";
import { parseRecord } from "../../../../src/core/sessions/record/recordParsing.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { runs } from "../../../support/effort.ts";

const id = sessionIdFromSlug("x");
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const time = fc.constantFrom("2026-01-01T10:00:00Z", "2026-01-01T10:00:00.25+02:00");
const texts = fc.array(fc.string(), { maxLength: 3 });
const phase = fc.constantFrom("PLAN", "IMPLEMENT", "REVIEW");
const optional = { requiredKeys: [] as never[] };

/** What the schema takes as it is, with members of nobody's in between. */
const right = fc.record(
  {
    session_id: fc.constant(id),
    project: fc.string(),
    type: fc.constantFrom("simple", "medium", "complex"),
    current_phase: phase,
    status: fc.constantFrom("active", "paused", "completed"),
    progress: fc.record(
      { completed_phases: fc.array(phase), current_tasks: texts, last_checkpoint: time, mine: fc.nat() },
      { requiredKeys: ["completed_phases", "current_tasks"] },
    ),
    meta: fc.record({ created: time, updated: time, mine: fc.nat() }, { requiredKeys: ["created", "updated"] }),
    forked_from: fc.record(
      { session: fc.string(), commit: fc.string(), checkpoint: fc.nat(), mine: fc.nat() },
      { requiredKeys: ["session", "commit"] },
    ),
    workspace: fc.string(),
    tags: texts,
    retention: fc.record(
      { keep: fc.nat(), max_age_days: fc.double({ min: 0, max: 9, noNaN: true }), max_bytes: fc.nat() },
      optional,
    ),
    mine: fc.jsonValue(),
  },
  {
    requiredKeys: ["session_id", "project", "type", "current_phase", "status", "progress", "meta"],
  },
);

const members =
  "session_id project type current_phase status progress meta forked_from workspace tags retention __proto__ " +
  "progress.completed_phases progress.current_tasks progress.last_checkpoint meta.created meta.updated " +
  "forked_from.session forked_from.checkpoint retention.keep retention.max_age_days retention.max_bytes";

/** One member, at the top or one level below, that is another value or missing. */
const wrong = fc
  .tuple(
    right,
    fc.constantFrom(...members.split(" ")),
    fc.oneof(
      fc.constantFrom<unknown>(undefined, null, true, -1, 0.5, 1e300, "", "PLAN", [], ["PLAN"], [1], {}, { length: 0 }),
      fc.jsonValue(),
    ),
  )
  .map(([record, path, value]) => {
    const [first = "", second] = path.split(".");
    const inner = (record as Readonly<Record<string, unknown>>)[first];
    const changed = second === undefined ? value : { ...(typeof inner === "object" ? inner : {}), [second]: value };
    return { ...record, [first]: changed };
  });

describe("a record that is read without the schema", () => {
  it("is what the schema makes of it, and every right one is", () => {
    fc.assert(
      fc.property(right, (record) => {
        const plain = parsePlainRecord(bytesOf(record), id);
        expect(plain).toBeDefined();
        expect(plain).toEqual(parseRecord(bytesOf(record), id, 0));
      }),
      { numRuns: runs(500) },
    );
  });

  it("is never one the schema finds fault with or reads otherwise", () => {
    let [plainly, asked] = [0, 0];
    fc.assert(
      fc.property(wrong, (record) => {
        const plain = parsePlainRecord(bytesOf(record), id);
        if (plain === undefined) asked += 1;
        else plainly += 1;
        if (plain !== undefined) expect(plain).toEqual(parseRecord(bytesOf(record), id, 0));
      }),
      { numRuns: runs(3000) },
    );
    expect(Math.min(plainly, asked)).toBeGreaterThan(50);
  });

  it("is that of its directory, and JSON at all", () => {
    const record = { session_id: id, project: "", type: "simple", current_phase: "PLAN", status: "paused" };
    const whole = {
      ...record,
      progress: { completed_phases: [], current_tasks: [] },
      meta: { created: "2026-01-01T10:00:00Z", updated: "2026-01-01T10:00:00Z" },
    };
    expect(parsePlainRecord(bytesOf(whole), id)).toBeDefined();
    expect(parsePlainRecord(bytesOf(whole), sessionIdFromSlug("y"))).toBeUndefined();
    expect(parsePlainRecord(bytesOf(whole).subarray(1), id)).toBeUndefined();
    expect(parsePlainRecord(bytesOf([whole]), id)).toBeUndefined();
    expect(parsePlainRecord(new Uint8Array(), id)).toBeUndefined();
    const infinite = JSON.stringify({ ...whole, retention: { max_age_days: 1 } }).replace(":1}", ":1e999}");
    expect(parsePlainRecord(new TextEncoder().encode(infinite), id)).toBeUndefined();
  });
});
