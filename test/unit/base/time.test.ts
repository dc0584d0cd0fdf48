import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTime, parseTime } from "../../../src/core/base/time.ts";
import { runs } from "../../support/effort.ts";

const part = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"));

describe("parseTime", () => {
  it("agrees with the platform on every time of the usual spelling", () => {
    const usual = fc
      .tuple(fc.integer({ min: 1900, max: 9999 }), part(13), part(33), part(25), part(61), part(61))
      .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    fc.assert(
      fc.property(usual, (text) => {
        const value = Date.parse(text);
        expect(parseTime(text)).toBe(Number.isNaN(value) ? undefined : value);
      }),
      { numRuns: runs(2000) },
    );
  });

  it("reads back what formatTime writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
        expect(parseTime(formatTime(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    "",
    "2025-09-07",
    "2025-09-07T10:00:00",
    "2025-0a-07T10:00:00Z",
    "2025-09-07T1::00:00Z",
    "2025-09-07T10-00-00Z",
    "2025/09/07T10:00:00Z",
    " 025-09-07T10:00:00Z",
    "+025-09-07T10:00:00Z",
  ])("refuses %j", (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it("reads offsets and fractions", () => {
    expect(parseTime("2025-09-07T12:00:00.5+02:00")).toBe(Date.UTC(2025, 8, 7, 10, 0, 0, 500));
  });
});
