import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setMember } from "../../../src/core/files/jsonText.ts";
import { runs } from "../../support/effort.ts";

/** The source of one member: white space, key, white space, white space, value, white space. */
const print = ([a, key, b, c, text, d]: readonly string[]): string => `${a}${JSON.stringify(key)}${b}:${c}${text}${d}`;

describe("setMember", () => {
  it.each([
    ['{"a":1}', ["a"], 2, '{"a":2}'],
    ['{ "a" : 1.50 , "b":2e3 }', ["b"], "x", '{ "a" : 1.50 , "b":"x" }'],
    ['{"a":1}', ["b"], "x", '{"a":1,"b":"x"}'],
    ['{ "a": 1 }', ["b"], ["x", "y"], '{ "a": 1, "b": ["x", "y"] }'],
    ['{\n  "a": 1\n}\n', ["b"], 2, '{\n  "a": 1,\n  "b": 2\n}\n'],
    [
      '{\r\n\t"a": {\r\n\t\t"x": 1\r\n\t}\r\n}',
      ["a", "y"],
      2,
      '{\r\n\t"a": {\r\n\t\t"x": 1,\r\n\t\t"y": 2\r\n\t}\r\n}',
    ],
    ['{\n  "a": 1\n}', ["p", "q"], 2, '{\n  "a": 1,\n  "p": {\n    "q": 2\n  }\n}'],
    ['{"a":5}', ["a", "b"], 1, '{"a":{"b":1}}'],
    ["{}", ["a"], 1, '{"a": 1}'],
    ['{"a":1,"a":2}', ["a"], 3, '{"a":1,"a":3}'],
    ['{"a":1,"b":2,"a":3}', ["a"], undefined, '{"b":2}'],
    ['{"a":1, "b":2}', ["b"], undefined, '{"a":1}'],
    ['{"a":1, "b":2}', ["a"], undefined, '{"b":2}'],
    ['{ "a":1 }', ["a"], undefined, "{  }"],
    ['{"\\u0061":1}', ["a"], 2, '{"\\u0061":2}'],
    ['\uFEFF{"a":1}', ["a"], 2, '\uFEFF{"a":2}'],
    ['{\n  "a": [\n    "x"\n  ]\n}', ["a"], ["x", "y"], '{\n  "a": [\n    "x",\n    "y"\n  ]\n}'],
    ['{"a":1}', ["p", "q"], undefined, '{"a":1}'],
  ])("%j %j := %j", (text, path, value, expected) => {
    expect(setMember(text, path, value)).toBe(expected);
  });

  const space = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r\n"), maxLength: 4 });
  const number = fc.constantFrom("0", "-0", "1.0", "1e400", "12345678901234567890", "-1.50E+3", "0.10");
  const scalar = fc.oneof(
    number,
    fc.string().map((text) => JSON.stringify(text)),
    fc.constantFrom("true", "null"),
  );
  /** Source texts of JSON values with white space and spellings as other programs write them. */
  const { value: source } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      fc.array(fc.tuple(space, tie("value"), space)).map((items) => `[${items.map((i) => i.join("")).join(",")}]`),
      fc
        .array(fc.tuple(space, fc.string(), space, tie("value"), space))
        .map((list) => `{${list.map(([a, k, b, v, c]) => `${a}${JSON.stringify(k)}${b}:${v}${c}`).join(",")}}`),
    ),
  }));
  const member = fc.tuple(
    space,
    fc.string().filter((key) => key !== "known"),
    space,
    space,
    source,
    space,
  );
  it("keeps every byte before and after the value it replaces", () => {
    fc.assert(
      fc.property(fc.array(member), fc.array(member), source, space, source, (before, after, old, gap, fresh) => {
        const head = `${gap}{${[...before.map(print), ""].join(",")}"known"${gap}:${gap}`;
        const tail = `${gap}${["", ...after.map(print)].join(",")}}${gap}`;
        const value = JSON.parse(fresh) as string;
        const edited = setMember(head + old + tail, ["known"], value);
        expect(edited.slice(0, head.length)).toBe(head);
        expect(edited.slice(edited.length - tail.length)).toBe(tail);
        expect((JSON.parse(edited) as { known: unknown }).known).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: runs(500) },
    );
  });

  it("adds after the last member and removes again, nothing else touched", () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 1 }), space, fc.jsonValue(), (members, gap, value) => {
        const text = `${gap}{${members.map(print).join(",")}}${gap}`;
        const edited = setMember(text, ["known"], value as string);
        expect((JSON.parse(edited) as { known: unknown }).known).toEqual(JSON.parse(JSON.stringify(value)));
        expect(setMember(edited, ["known"], undefined)).toBe(text);
      }),
      { numRuns: runs(500) },
    );
  });
});
