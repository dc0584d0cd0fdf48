import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeywordFinder } from "../../../src/core/redaction/keywordFinder.ts";

describe("KeywordFinder", () => {
  it("finds every word, those in others too, in either case", () => {
    const found = new KeywordFinder(["he", "she", "hers"]).find("usHErs and She");
    expect(found).toEqual([
      { keyword: 1, at: 1 },
      { keyword: 0, at: 2 },
      { keyword: 2, at: 2 },
      { keyword: 1, at: 11 },
      { keyword: 0, at: 12 },
    ]);
  });

  it("finds what looking for each word finds", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "_"), minLength: 1, maxLength: 4 });
    const text = fc.string({ unit: fc.constantFrom("a", "B", "_", "é"), maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 8 }), text, (words, within) => {
        const expected = words.flatMap((each, keyword) =>
          Array.from(within, (_, at) => at).flatMap((at) =>
            within.toLowerCase().startsWith(each, at) ? [`${keyword} ${at}`] : [],
          ),
        );
        const found = new KeywordFinder(words).find(within).map(({ keyword, at }) => `${keyword} ${at}`);
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});
