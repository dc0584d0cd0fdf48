import { expect, it } from "vitest";
import { firstFew } from "../../../../src/host/wording/firstFew.ts";
import { plainWording } from "../plainWording.ts";

const { t } = plainWording;
const quoted = (text: string): string => `“${text}”`;

it.each([
  [[], undefined, []],
  [["a", "b"], undefined, ["“a”", "“b”"]],
  [["a", "b", "c", "d"], undefined, ["“a”", "“b”", "2 more"]],
  [["a", "b"], 7, ["“a”", "“b”", "5 more"]],
  [["a"], 7, ["“a”", "6 more"]],
])("names the first two of %j, with %s in all", (items, count, expected) => {
  expect(firstFew(items, 2, quoted, t, count)).toEqual(expected);
});
