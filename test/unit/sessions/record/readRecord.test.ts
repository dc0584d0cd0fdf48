import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecord, recordOf } from "../../../../src/core/sessions/record/readRecord.ts";
import { editRecord } from "../../../../src/core/sessions/record/recordEdit.ts";
import { sessionIdFromSlug } from "../../../../src/core/sessions/model/sessionId.ts";
import { runs } from "../../../support/effort.ts";

const id = sessionIdFromSlug("x");
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const time = fc.constantFrom("2026-01-01T10:00:00Z", "2026-01-01T10:00:00.25+02:00");
const texts = fc.array(fc.string(), { maxLength: 3 });
const phase = fc.constantFrom("PLAN", "IMPLEMENT", "REVIEW");
const optional = { requiredKeys: [] as never[] };

/** A record of ours, with members of nobody's in between. */
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
    return { record, path, changed: { ...record, [first]: changed } };
  });

/** What is read of a record, without the member at a path and what may stand in its place. */
function without(read: object, path: string): unknown {
  const [first = "", second] = path.split(".");
  const copy = structuredClone(read) as Record<string, Record<string, unknown>>;
  const inner = copy[first];
  // An origin lives or dies with its commit, and limits that are none are no limits.
  if (second === undefined || first === "forked_from" || first === "retention" || inner === undefined) {
    const { [first]: _, ...rest } = copy;
    return rest;
  }
  const { [second]: _, ...rest } = inner;
  return { ...copy, [first]: rest };
}

describe("a record", () => {
  it("of ours is read as it stands, what is nobody's aside", () => {
    fc.assert(
      fc.property(right, (record) => {
        const read = readRecord(bytesOf(record), id);
        expect(read?.fault).toBeUndefined();
        const { mine: _, ...members } = JSON.parse(JSON.stringify(record)) as Record<string, unknown>;
        expect(
          JSON.parse(JSON.stringify(members, (key, value: unknown) => (key === "mine" ? undefined : value))),
        ).toEqual(JSON.parse(JSON.stringify(read?.record)));
      }),
      { numRuns: runs(500) },
    );
  });

  it("loses to a member of another form nothing but that member", () => {
    fc.assert(
      fc.property(wrong, ({ record, path, changed }) => {
        const read = readRecord(bytesOf(changed), id);
        expect(read).toBeDefined();
        expect(read?.fault?.code ?? "wrong-session-id").toBe("wrong-session-id");
        expect(without(read?.record ?? {}, path)).toEqual(without(recordOf(record), path));
      }),
      { numRuns: runs(3000) },
    );
  });

  it("may be any JSON object", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...members.split(" ")), fc.string()), fc.jsonValue({ maxDepth: 4 })),
        (value) => {
          const text = JSON.stringify(value);
          const read = readRecord(new TextEncoder().encode(text), id);
          expect(read?.text).toBe(text);
          expect(["wrong-session-id", undefined]).toContain(read?.fault?.code);
          const edited = JSON.parse(editRecord(text, { status: "completed" }, "2026-01-01T10:00:00Z")) as Record<
            string,
            unknown
          >;
          expect(edited["status"]).toBe("completed");
          const { status: _, meta: __, ...rest } = value;
          expect(edited).toMatchObject(JSON.parse(JSON.stringify(rest)) as object);
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it("is that of its directory, and a JSON object", () => {
    expect(readRecord(bytesOf({ session_id: id }), id)?.fault).toBeUndefined();
    expect(readRecord(bytesOf({ session_id: id }), sessionIdFromSlug("y"))?.fault?.code).toBe("wrong-session-id");
    expect(readRecord(bytesOf({ session_id: id }).subarray(1), id)).toBeUndefined();
    expect(readRecord(bytesOf([{}]), id)).toBeUndefined();
    expect(readRecord(new Uint8Array(), id)).toBeUndefined();
  });
});
