import { describe, expect, it } from "vitest";
import { type ParsedRecord, recordTemplate } from "../../../../src/core/sessions/record/record.ts";
import { readRecord } from "../../../../src/core/sessions/record/readRecord.ts";
import { brokenRecord } from "../../../../src/core/sessions/record/brokenRecord.ts";
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
const parseBytes = (content: Uint8Array): ParsedRecord =>
  readRecord(content, session) ?? brokenRecord(content, session, now);
const parse = (text: string): ParsedRecord => parseBytes(bytes(text));
/** The time of the example, so that an edit shows nothing but what was to be changed. */
const then = "2025-09-07T10:00:00Z";

describe("a record", () => {
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
    const { record, fault, rebuilt } = brokenRecord(undefined, session, now);
    expect(fault?.code).toBe("missing-record");
    expect(record).toEqual(recordTemplate(session, now));
    expect(record.project).toBe("user profile");
    expect(rebuilt).toBe(recordText(record));
  });

  it("is corrupt when empty", () => {
    expect(english(parse("").fault)).toEqual({ code: "corrupt-record", message: "It is empty." });
  });

  it("is corrupt when cut off at any byte, and what stood before is kept", () => {
    const whole = bytes(example);
    const words = Object.values(JSON.parse(example) as object).filter((word) => typeof word === "string");
    for (let length = 1; length < whole.length - 1; length += 1) {
      const { fault, record, rebuilt = "" } = parseBytes(whole.slice(0, length));
      expect(fault?.code, `first ${length} bytes`).toBe("corrupt-record");
      for (const word of words) {
        const at = example.indexOf(JSON.stringify(word)) + word.length + 2;
        if (length > at) expect(rebuilt, `first ${length} bytes`).toContain(word);
      }
      expect(["complex", "medium"]).toContain(record.type);
      expect(["active", "paused"]).toContain(record.status);
    }
  });

  it("keeps every digit of what is whole in a corrupt one", () => {
    const { rebuilt = "" } = parse(
      '{"title":"x","big":12345678901234567890,"f":1.10,"list":[1.0, 2,],"status":"planning",}',
    );
    for (const part of [
      '"title": "x"',
      "12345678901234567890",
      "1.10",
      "[1.0, 2]",
      '"status": "planning"',
      '"session_id": "WFS-user-profile"',
    ])
      expect(rebuilt).toContain(part);
    expect(rebuilt).not.toContain('"project"');
    expect(JSON.parse(rebuilt)).toMatchObject({
      type: "medium",
      progress: { completed_phases: [], current_tasks: [] },
    });
  });

  it("keeps what other tools wrote into a corrupt one, down to each member", () => {
    const cut = example
      .replace('"progress": {', '"mine": {"a": [1, {"b": null}], "__proto__": 1},\n  "progress": {"of": "mine",')
      .slice(0, -8);
    const { record, rebuilt = "" } = parse(cut);
    const made = JSON.parse(rebuilt) as Readonly<Record<string, unknown>>;
    expect(JSON.stringify(made["mine"])).toBe('{"a":[1,{"b":null}],"__proto__":1}');
    expect(made["progress"]).toMatchObject({ of: "mine", current_tasks: ["impl-1", "impl-2"] });
    expect(record).toMatchObject({ project: "feature description", current_phase: "IMPLEMENT", status: "active" });
  });

  it("is corrupt when filled with NUL bytes, or ending in them", () => {
    expect(String(parseBytes(new Uint8Array(4096)).fault?.message)).toContain("NUL");
    expect(parse(`${example}\0\0\0`).fault?.code).toBe("corrupt-record");
  });

  it("reads over a byte order mark and keeps it", () => {
    const { fault, text } = parse(`\uFEFF${example}`);
    expect(fault).toBeUndefined();
    expect(editRecord(text ?? "", { status: "paused" }, then)).toBe(`\uFEFF${example.replace('"active"', '"paused"')}`);
  });

  it("takes __proto__ and constructor for members without a meaning", () => {
    const hostile = `{"__proto__":{"status":"completed","polluted":1},"constructor":{"prototype":{"polluted":1}},${example.trim().slice(1)}`;
    const { record, fault, text } = parse(hostile);
    expect(fault).toBeUndefined();
    expect(record.status).toBe("active");
    expect({}).not.toHaveProperty("polluted");
    expect(editRecord(text ?? "", { status: "paused" }, then)).toBe(
      hostile.replace('"status": "active"', '"status": "paused"'),
    );
    const onlyInherited = parse(`{"__proto__":${example}}`);
    expect(onlyInherited.fault).toBeUndefined();
    expect(onlyInherited.record).toEqual(parse("{}").record);
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
    expect(record.session_id).toBe("WFS-other");
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

  it("is corrupt when it is not UTF-8", () => {
    expect(String(parseBytes(new Uint8Array([0x7b, 0xff, 0x7d])).fault?.message)).toBe("It is not UTF-8 text.");
  });

  it("is nobody's to replace when it is larger or deeper than what is read", () => {
    for (const text of [
      example.replace("feature", "x".repeat(1024 * 1024)),
      `{"x":${"[".repeat(40)}${"]".repeat(40)}}`,
    ]) {
      const { fault, rebuilt } = parse(text);
      expect(fault?.code).toBe("unreadable");
      expect(rebuilt).toBeUndefined();
    }
  });
});

const updated = (members: object): string | undefined => parse(JSON.stringify(members)).record.meta.updated;

describe("a record of another tool", () => {
  it("has what it has, and nothing else", () => {
    const { record, fault } = parse("{}");
    expect(fault).toBeUndefined();
    expect(record).toEqual({
      session_id: undefined,
      project: undefined,
      type: undefined,
      current_phase: undefined,
      status: undefined,
      progress: { completed_phases: [], current_tasks: [] },
      meta: { created: undefined, updated: undefined },
    });
    expect(parse('{"session_id":"WFS-user-profile","status":"active"}').fault).toBeUndefined();
  });

  it("keeps other words, and passes over what is not one", () => {
    const { record, fault } = parse(
      '{"status":"planning","type":7,"current_phase":"DESIGN","progress":"half","meta":[]}',
    );
    expect(fault).toBeUndefined();
    expect(record).toMatchObject({ status: "planning", type: undefined, current_phase: "DESIGN" });
  });

  it.each(["title", "topic", "description", "task_description", "goal"])("says what it is about in %s", (name) => {
    expect(parse(JSON.stringify({ [name]: "About" })).record.project).toBe("About");
    expect(parse(JSON.stringify({ project: "Ours", [name]: "About" })).record.project).toBe("Ours");
    expect(parse(JSON.stringify({ project: {}, [name]: "About", goal: "About" })).record.project).toBe("About");
  });

  it.each([
    ["a date", { created_at: "2026-03-04" }, "2026-03-04T00:00:00Z"],
    [
      "an offset with many digits",
      { created: "2026-03-02T18:20:48.1283224+08:00" },
      "2026-03-02T18:20:48.1283224+08:00",
    ],
    ["no zone", { created_at: "2026-03-02 18:20:48.5" }, "2026-03-02T18:20:48.5Z"],
    ["nonsense", { created_at: "yesterday", created: 17 }, undefined],
    ["no such day", { created_at: "2026-02-31" }, undefined],
    [
      "the newest of several",
      { created_at: "2026-03-02", created: "2026-03-03", meta: { created: "2026-03-01T00:00:00Z" } },
      "2026-03-03T00:00:00Z",
    ],
  ])("says when it began: %s", (_, members, expected) => {
    expect(parse(JSON.stringify(members)).record.meta.created).toBe(expected);
  });

  it("was changed at the newest of the times that stand", () => {
    expect(updated({ meta: { updated: "2026-03-01T00:00:00Z" }, updated_at: "2026-03-02" })).toBe(
      "2026-03-02T00:00:00Z",
    );
    expect(updated({ meta: { updated: "2026-03-03T00:00:00Z" }, updated_at: "2026-03-02" })).toBe(
      "2026-03-03T00:00:00Z",
    );
  });
});
