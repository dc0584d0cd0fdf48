import * as fc from "fast-check";
import { expect, it } from "vitest";
import { lineRanges } from "../../../../src/core/review/proposal/lineRanges.ts";

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];

const text = fc
  .tuple(fc.array(fc.constantFrom("a\n", "b\n", "c\n", "\n", "d\r\n")), fc.constantFrom("", "a", "end"))
  .map(([lines, last]) => lines.join("") + last);

it("the ranges turn the old text into the new, in order and without touching one another", () => {
  fc.assert(
    fc.property(text, text, (oldText, newText) => {
      const [old, fresh] = [linesOf(oldText), linesOf(newText)];
      const made: string[] = [];
      let at = 0;
      for (const { oldStart, oldCount, newStart, newCount } of lineRanges(oldText, newText)) {
        expect(oldStart > at || at === 0).toBe(true);
        made.push(...old.slice(at, oldStart));
        expect(made.length).toBe(newStart);
        made.push(...fresh.slice(newStart, newStart + newCount));
        at = oldStart + oldCount;
      }
      expect([...made, ...old.slice(at)].join("")).toBe(newText);
    }),
  );
});

it("one line more is one range, and two equal texts have none", () => {
  expect(lineRanges("a\nb\nc\n", "a\nx\nb\nc\n")).toEqual([{ oldStart: 1, oldCount: 0, newStart: 1, newCount: 1 }]);
  expect(lineRanges("a\n", "a\n")).toEqual([]);
});

const lines = (mark: string): string => Array.from({ length: 5000 }, (_, at) => `${mark} ${at}\n`).join("");

it("texts with nothing in common are one change", () => {
  expect(lineRanges(lines("old"), lines("new"))).toEqual([
    { oldStart: 0, oldCount: 5000, newStart: 0, newCount: 5000 },
  ]);
});
