import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeywordFinder } from "../../../src/core/redaction/keywordFinder.ts";

describe.each([
  ["a long text", 0],
  ["a short text", 1000],
])("KeywordFinder, in %s", (_which, long) => {
  it("finds every word, those in others too, in either case", () => {
    const found = new KeywordFinder(["he", "she", "hers"], long).find("usHErs and She");
    expect(found).toEqual([
      { keyword: 1, at: 1 },
      { keyword: 0, at: 2 },
      { keyword: 2, at: 2 },
      { keyword: 1, at: 11 },
      { keyword: 0, at: 12 },
    ]);
  });

  it("finds what looking for each word finds, in the order in which they end", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "_"), minLength: 1, maxLength: 4 });
    const text = fc.string({ unit: fc.constantFrom("a", "B", "_", "é", "İ"), maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 8 }), text, (words, within) => {
        const lower = within.replaceAll("B", "b");
        const expected = words.flatMap((each, keyword) =>
          Array.from({ length: lower.length }, (_, at) => at).flatMap((at) =>
            lower.startsWith(each, at) ? [`${keyword} ${at}`] : [],
          ),
        );
        const found = new KeywordFinder(words, long).find(within);
        expect(found.map(({ keyword, at }) => `${keyword} ${at}`).toSorted()).toEqual(expected.toSorted());
        const ends = found.map(({ keyword, at }) => at + (words[keyword]?.length ?? 0));
        expect(ends).toEqual(ends.toSorted((one, other) => one - other));
      }),
    );
  });
});
