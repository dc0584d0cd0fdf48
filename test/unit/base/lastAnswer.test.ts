import { expect, test } from "vitest";
import { LastAnswer } from "../../../src/core/base/lastAnswer.ts";

const failing = async (): Promise<number> => Promise.reject(new Error("lost"));

test("asks again for another key, and after a failure", async () => {
  const last = new LastAnswer<number>();
  let asked = 0;
  const ask = async (): Promise<number> => Promise.resolve(++asked);
  expect([await last.of("a", ask), await last.of("a", ask)]).toEqual([1, 1]);
  expect([await last.of("b", ask), await last.of("a", ask)]).toEqual([2, 3]);
  await expect(last.of("c", failing)).rejects.toThrow("lost");
  expect(await last.of("c", ask)).toBe(4);
});
