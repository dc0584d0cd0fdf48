import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateKey } from "../../../src/core/files/duplicateKey.ts";
import { runs } from "../../support/effort.ts";

describe("a key that stands twice", () => {
  it.each([
    ['{"a":1,"a":2}', "a"],
    ['{"a":{"b":1 , "c":[{"d":1},{"d":2,"\\u0064":3}]}}', "d"],
    ['{ "a\\"b" : 1, "a\\u0022b" : 2 }', 'a"b'],
    ['{"":1,"":2}', ""],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ])("is found in %s", (text, key) => expect(duplicateKey(text)).toBe(key));

  it.each([
    '{"a":"a","b":["a","a"],"c":{"a":1}}',
    '{"a":"\\",\\"a\\":1"}',
    "[]",
    '"a"',
    '[{"a":1},{"a":1}]',
    '{"x":"{\\"a\\":1,\\"a\\":2}"}',
  ])("is not found in %s", (text) => expect(duplicateKey(text)).toBeUndefined());

  it("is found wherever one is put in twice, and nowhere else", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.string(), fc.nat(4), (json, key, spaces) => {
        expect(duplicateKey(json)).toBeUndefined();
        expect(duplicateKey(JSON.stringify(JSON.parse(json), null, spaces))).toBeUndefined();
        const member = `${JSON.stringify(key)}:${json}`;
        expect(duplicateKey(`[{${member},"${key === "x" ? "y" : "x"}":1,${member}}]`)).toBe(key);
      }),
      { numRuns: runs(300) },
    );
  });
});
