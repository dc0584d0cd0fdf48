import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isPlain } from "../../../../src/core/review/proposal/plainBytes.ts";
import { runs } from "../../../support/effort.ts";

const encoder = new TextEncoder();
const isPlainByte = (byte: number): boolean => byte === 0x09 || byte === 0x0a || (byte >= 0x20 && byte <= 0x7e);

test("sources are plain; control characters, DEL and everything beyond ASCII are not", () => {
  expect(isPlain(encoder.encode('const a = "text";\n\tcall(a);\n'))).toBe(true);
  expect(isPlain(new Uint8Array())).toBe(true);
  for (let byte = 0; byte < 256; byte += 1) {
    for (let at = 0; at < 12; at += 1) {
      const bytes = encoder.encode("twelve chars");
      bytes[at] = byte;
      expect([byte, at, isPlain(bytes)]).toEqual([byte, at, isPlainByte(byte)]);
    }
  }
});

test("any bytes, wherever in a buffer they lie", () => {
  const byte = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) }, fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 40 }), fc.nat(8), (content, offset) => {
      const bytes = Uint8Array.from([...Array.from({ length: offset }, () => 0), ...content, 0, 0]);
      expect(isPlain(bytes.subarray(offset, offset + content.length))).toBe(content.every(isPlainByte));
    }),
    { numRuns: runs(1000) },
  );
});
