import { describe, expect, it } from "vitest";
import { formatTime } from "../../../../src/core/base/time.ts";
import { shortAge, spokenAge } from "../../../../src/host/wording/ages.ts";
import { countText } from "../../../../src/host/wording/english.ts";
import { plainWording } from "../plainWording.ts";

const seconds = { minute: 60, hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000, year: 31_536_000 } as const;
const most = { minute: 59, hour: 23, day: 6, week: 4, month: 12, year: 1_100 } as const;

/** The time that many units before the one the wording knows. */
const before = (count: number, unit: keyof typeof seconds): string =>
  formatTime(plainWording.clock.now() - count * seconds[unit] * 1000);

describe.each(["en", "en-us"])("what is written in English (%s) without Intl", (language) => {
  const wording = { ...plainWording, language };

  it.each(Object.keys(seconds) as (keyof typeof seconds)[])("is what Intl writes of a %s and more", (unit) => {
    const short = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" });
    const spoken = new Intl.RelativeTimeFormat(language, { numeric: "always" });
    for (let count = 1; count <= most[unit]; count += 1) {
      expect(shortAge(before(count, unit), wording)).toBe(short.format(count));
      expect(spokenAge(before(count, unit), wording)).toBe(spoken.format(-count, unit));
    }
  });

  it("is what Intl writes of a count", () => {
    for (const count of [0, 1, 9, 10, 999, 1_000, 12_345]) {
      expect(countText(count, language)).toBe(new Intl.NumberFormat(language).format(count));
    }
  });
});

describe("what is written in another language", () => {
  it("is left to Intl", () => {
    expect(countText(7, "ar-EG")).toBe(new Intl.NumberFormat("ar-EG").format(7));
    expect(shortAge(before(2, "week"), { ...plainWording, language: "de" })).toBe("2 Wo.");
    expect(spokenAge(before(2, "week"), { ...plainWording, language: "de" })).toBe("vor 2 Wochen");
  });
});
