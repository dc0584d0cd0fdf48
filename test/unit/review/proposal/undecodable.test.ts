import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countUndecodable } from "../../../../src/core/review/proposal/undecodable.ts";
import { runs } from "../../../support/effort.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const count = (...bytes: readonly number[]): number => {
  const all = Uint8Array.from(bytes);
  return countUndecodable(all, decoder.decode(all));
};

it.each<readonly [what: string, bytes: readonly number[], found: number]>([
  ["Latin-1", [0x61, 0xe9, 0x0a], 1],
  ["UTF-8", [0x61, 0xc3, 0xa9, 0x0a], 0],
  ["a replacement character of its own", [0xef, 0xbf, 0xbd], 0],
  ["one of its own beside a byte that is none", [0xef, 0xbf, 0xbd, 0xff], 1],
  ["cut off in the middle of a character", [0x61, 0xe2, 0x82], 1],
  ["a surrogate", [0xed, 0xa0, 0x80], 3],
  ["nothing", [], 0],
])("%s", (_what, bytes, found) => {
  expect(count(...bytes)).toBe(found);
});

it("nothing is found in what can be decoded, something in everything else", () => {
  const strict = new TextDecoder("utf-8", { fatal: true });
  const text = fc.string({ unit: "binary" }).map((one) => new TextEncoder().encode(one));
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array()), (bytes) => {
      let whole = true;
      try {
        strict.decode(bytes);
      } catch {
        whole = false;
      }
      expect(countUndecodable(bytes, decoder.decode(bytes)) === 0).toBe(whole);
    }),
    { numRuns: runs(2000) },
  );
});
