import { expect, it } from "vitest";
import { memoize } from "../../../../src/host/wording/memoize.ts";

it("makes one value for each key, the first time it is asked for", () => {
  const made: string[] = [];
  const formatter = memoize((language: string) => {
    made.push(language);
    return new Intl.NumberFormat(language);
  });
  expect(made).toEqual([]);
  expect(formatter("de").format(1234.5)).toBe("1.234,5");
  expect(formatter("en")).toBe(formatter("en"));
  expect(formatter("en")).not.toBe(formatter("de"));
  expect(made).toEqual(["de", "en"]);
});
