import { describe, expect, it } from "vitest";
import { recordTemplate } from "../../../../src/core/sessions/record/record.ts";
import { parseRecord } from "../../../../src/core/sessions/record/recordParsing.ts";
import { editRecord, recordText } from "../../../../src/core/sessions/record/recordEdit.ts";
import { id } from "../../../support/scenes/markerScene.ts";
import { english } from "../../../support/english.ts";

const session = id("WFS-user-profile");
const now = Date.UTC(2025, 8, 7, 10);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The example of the session format with values for its placeholders. */
const example = `{
  "session_id": "WFS-user-profile",
  "project": "feature description",
  "type": "complex",
  "current_phase": "IMPLEMENT",
  "status": "active",
  "progress": {
    "completed_phases": ["PLAN"],
    "current_tasks": ["impl-1", "impl-2"],
    "last_checkpoint": "2025-09-07T10:00:00Z"
  },
  "meta": {
    "created": "2025-09-05T10:00:00Z",
    "updated": "2025-09-07T10:00:00Z"
  }
}
`;
const parse = (text: string): ReturnType<typeof parseRecord> => parseRecord(bytes(text), session, now);

describe("parseRecord", () => {
  it("reads the example of the format", () => {
    const { record, fault, text } = parse(example);
    expect(fault).toBeUndefined();
    expect(text).toBe(example);
    expect(record.progress.current_tasks).toEqual(["impl-1", "impl-2"]);
    expect(recordText(record)).toBe(example);
  });

  it("reads the optional fields, and passes over unknown ones", () => {
    const forked = { session: "WFS-base", commit: "abc", checkpoint: 3 };
    const extra = {
      forked_from: forked,
      workspace: "w",
      tags: ["a"],
      retention: { keep: 5 },
      lane: { any: 1 },
      lock: 1,
    };
    const { record, fault } = parse(JSON.stringify({ ...(JSON.parse(example) as object), ...extra }));
    expect(fault).toBeUndefined();
    expect(record.forked_from).toEqual(forked);
    expect(record).not.toHaveProperty("lane");
  });

  it("takes the template for a record that is not there", () => {
    const { record, fault } = parseRecord(undefined, session, now);
    expect(fault?.code).toBe("missing-record");
    expect(record).toEqual(recordTemplate(session, now));
    expect(record.project).toBe("user profile");
  });

  it("is corrupt when empty", () => {
    expect(english(parse("").fault)).toEqual({ code: "corrupt-record", message: "It is empty." });
  });

  it("is corrupt when cut off at any byte, and never throws", () => {
    const whole = bytes(example);
    for (let length = 1; length < whole.length - 1; length += 1) {
      const { fault, record } = parseRecord(whole.slice(0, length), session, now);
      expect(fault?.code, `first ${length} bytes`).toBe("corrupt-record");
      expect(record).toEqual(recordTemplate(session, now));
    }
  });

  it("is corrupt when filled with NUL bytes, or ending in them", () => {
    expect(String(parseRecord(new Uint8Array(4096), session, now).fault?.message)).toContain("NUL");
    expect(parse(`${example}\0\0\0`).fault?.code).toBe("corrupt-record");
  });

  it("reads over a byte order mark and keeps it", () => {
    const { record, fault, text } = parse(`\uFEFF${example}`);
    expect(fault).toBeUndefined();
    expect(editRecord(text ?? "", { ...record, status: "paused" })).toBe(
      `\uFEFF${example.replace('"active"', '"paused"')}`,
    );
  });

  it("takes __proto__ and constructor for members without a meaning", () => {
    const hostile = `{"__proto__":{"status":"completed","polluted":1},"constructor":{"prototype":{"polluted":1}},${example.trim().slice(1)}`;
    const { record, fault, text } = parse(hostile);
    expect(fault).toBeUndefined();
    expect(record.status).toBe("active");
    expect({}).not.toHaveProperty("polluted");
    expect(editRecord(text ?? "", { ...record, status: "paused" })).toBe(
      hostile.replace('"status": "active"', '"status": "paused"'),
    );
    const onlyInherited = parse(`{"__proto__":${example}}`);
    expect(onlyInherited.fault?.code).toBe("corrupt-record");
    expect(onlyInherited.record).toEqual(recordTemplate(session, now));
  });

  it.each(["[", '{"a":'])("refuses 10,000 levels of %s before anything recursive sees them", (open) => {
    const close = open === "[" ? "]" : "}";
    const deep = `{"x":${open.repeat(10_000)}1${close.repeat(10_000)}}`;
    expect(String(parse(deep).fault?.message)).toBe("It is nested deeper than 32 levels.");
    expect(String(parse(open.repeat(10_000)).fault?.message)).toBe("It is nested deeper than 32 levels.");
  });

  it("counts no brackets inside strings", () => {
    expect(parse(example.replace("feature description", `\\"${"[{".repeat(100)}`)).fault).toBeUndefined();
  });

  it("names both ids when session_id is another's", () => {
    const { record, fault } = parse(example.replace("WFS-user-profile", "WFS-other"));
    expect(fault?.code).toBe("wrong-session-id");
    expect(String(fault?.message)).toContain("WFS-other");
    expect(record.session_id).toBe(session);
    expect(record.project).toBe("feature description");
  });

  it.each([
    ["no object", "[1]"],
    ["no object", "null"],
    ["no UTF-8", "\u0000"],
    ["a comment", `// hello\n${example}`],
    ["a trailing comma", example.replace('Z"\n  }\n}', 'Z"\n  },\n}')],
  ])("is corrupt with %s", (_, text) => {
    expect(parse(text).fault?.code).toBe("corrupt-record");
  });

  it("is corrupt when it is not UTF-8 or larger than 1 MiB", () => {
    expect(String(parseRecord(new Uint8Array([0x7b, 0xff, 0x7d]), session, now).fault?.message)).toBe(
      "It is not UTF-8 text.",
    );
    const large = example.replace("feature", "x".repeat(1024 * 1024));
    expect(String(parse(large).fault?.message)).toBe("It is larger than 1 MiB.");
  });

  it.each([
    ["type", '"complex"', '"huge"', { type: "medium" }],
    ["current_phase", '"IMPLEMENT"', '"DESIGN"', { current_phase: "PLAN" }],
    ["status", '"active"', "7", { status: "paused" }],
  ])("keeps everything but a wrong %s", (field, from, to, expected) => {
    const { record, fault } = parse(example.replace(from, to));
    expect(String(fault?.message)).toContain(field);
    expect(record).toEqual({ ...(JSON.parse(example) as object), ...expected });
  });

  it("keeps the right members of a wrong progress and meta", () => {
    const { record, fault } = parse(example.replace('["PLAN"]', '"PLAN"').replace("2025-09-05T10:00:00Z", "yesterday"));
    expect(String(fault?.message)).toContain("(and 1 more)");
    expect(record.progress).toEqual({
      completed_phases: [],
      current_tasks: ["impl-1", "impl-2"],
      last_checkpoint: "2025-09-07T10:00:00Z",
    });
    expect(record.meta).toEqual({ created: "2025-09-07T10:00:00Z", updated: "2025-09-07T10:00:00Z" });
  });
});
