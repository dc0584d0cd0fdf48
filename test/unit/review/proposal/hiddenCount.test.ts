import * as fc from "fast-check";
import { expect, test } from "vitest";
import { countHidden } from "../../../../src/core/review/proposal/hiddenCount.ts";
import { visibleParts } from "../../../../src/core/base/visibleText.ts";
import { threadTime } from "../../../support/threadTime.ts";

test.each([
  ["", 0],
  ["plain\ttext\r\nof two lines\n", 0],
  ["a lone\rreturn", 1],
  ["ends in a return\r", 1],
  ["\u202Eevil\u202C", 2],
  ["zero\u200Bwidth", 1],
  ["\uFEFFmark", 1],
  ["\u001B[31mred", 1],
  ["a\0b", 1],
  ["❤️ and 👨‍👩‍👧 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿", 0],
  ["a\u200Db\uFE0F", 2],
  ["👨\u200D\u200D👩", 2],
  ["1\uFE0F\u20E3", 0],
])("%j has %i", (text, count) => {
  expect(countHidden(text)).toBe(count);
});

test("what is drawn as hidden is counted, but for tabs and line ends", () => {
  const piece = fc.constantFrom(
    "a",
    "é",
    "\t",
    "\n",
    "\u200B",
    "\u200D",
    "\uFE0F",
    "\u202E",
    "❤️",
    "👨‍👩‍👧",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "👍🏽",
    "7",
    "\u0007",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      const drawn = visibleParts(text).filter(({ hidden, text: shown }) => hidden && !["␉", "␊"].includes(shown));
      // Long rows of pictures may count too many, never too few.
      if (text.length <= 40) expect(countHidden(text)).toBe(drawn.length);
      else expect(countHidden(text)).toBeGreaterThanOrEqual(drawn.length);
    }),
  );
});

test("a megabyte of joiners, or of pictures, is counted in time", () => {
  const started = threadTime();
  expect(countHidden("\u200D".repeat(350_000))).toBe(350_000);
  expect(countHidden("x 👨‍👩‍👧\n".repeat(80_000))).toBe(0);
  expect(countHidden(Array.from({ length: 20_000 }, (_, at) => `${at}\uFE0F`).join("x"))).toBe(20_000);
  expect(threadTime() - started).toBeLessThan(15_000);
});
